/** Runs a generated configuration on a real nginx in front of recording backends, and notes what happens. */
import { startRecordingBackend, type Backend } from '../../support/backends.ts';
import { freePort, startNginx, type NginxFolder } from '../../support/nginx.ts';
import { sendRaw } from '../../support/nginx-client.ts';
import type { NginxBinary } from '../../support/parts.ts';
import type { GeneratedConfig } from './config.ts';

export interface Refused {
  readonly message: string;
  /** Absolute; nginx names none for some mistakes. */
  readonly path: string | undefined;
  readonly line: number | undefined;
}

export interface Observed {
  /** `closed` when nginx closed the connection without an answer. */
  readonly status: number | 'closed' | 'timeout' | 'garbage';
  /** Of the location, or of the server, that answered. */
  readonly mark: string | undefined;
  /** Of the client's socket. */
  readonly error: string | undefined;
  /** What the backends received, in the order of arrival. */
  readonly heads: readonly string[];
}

/** Two ports to listen on and two backends, for one configuration after the other. */
export interface Site {
  readonly ports: readonly [number, number];
  readonly backends: readonly [Backend, Backend];
  readonly stop: () => Promise<void>;
}

export async function openSite(): Promise<Site> {
  const backends = [await startRecordingBackend(), await startRecordingBackend()] as const;
  const ports = [await freePort(), await freePort()] as const;
  return {
    ports,
    backends,
    stop: async () => {
      for (const backend of backends) await backend.stop();
    },
  };
}

/** The texts as they go to disk, by name relative to the folder; `nginx.conf` is the main one. */
export function writtenFiles({ config, files }: GeneratedConfig, site: Site, folder: string): ReadonlyMap<string, string> {
  const [first, second] = site.backends;
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => `${name}_temp_path ${folder}/${name};`);
  const fill = (text: string): string =>
    text
      .replaceAll('__SETTINGS__', `access_log off; ${temporary.join(' ')}`)
      .replaceAll('__PORT__', `${site.ports[0]}`)
      .replaceAll('__PORT2__', `${site.ports[1]}`)
      .replaceAll('__BACKEND_PORT__', `${first.port}`)
      .replaceAll('__BACKEND__', `127.0.0.1:${first.port}`)
      .replaceAll('__BACKEND2__', `127.0.0.1:${second.port}`)
      .replaceAll('__DIR__', folder);
  return new Map([
    ['nginx.conf', fill(config)],
    ['htpasswd', 'x:{PLAIN}y\n'],
    ...Object.entries(files).map(([name, text]) => [name, fill(text)] as const),
  ]);
}

/** One entry per request, or nginx's refusal. */
export async function observe(
  binary: NginxBinary,
  generated: GeneratedConfig,
  site: Site,
  folder: NginxFolder,
): Promise<readonly Observed[] | Refused> {
  const nginx = await startNginx(binary, folder.path, site.ports[0]);
  if ('refusal' in nginx) return readRefusal(nginx.refusal);
  try {
    const observed: Observed[] = [];
    for (const { head, port } of generated.requests) {
      const before = site.backends.map(({ requests }) => requests.length);
      const answer = await sendRaw(site.ports[port - 1] ?? site.ports[0], head, { timeout: 700 });
      observed.push({
        status: answer.status,
        error: answer.error,
        mark: /^X-Mark: (.*)$/im.exec(answer.head)?.[1],
        heads: site.backends
          .flatMap(({ requests }, index) => requests.slice(before[index]))
          .sort((a, b) => a.turn - b.turn)
          .map((it) => it.head),
      });
    }
    return observed;
  } finally {
    await nginx.stop();
  }
}

function readRefusal(message: string): Refused {
  const place = / in (\/\S+):(\d+)$/.exec(message.trim());
  return { message: message.trim(), path: place?.[1], line: place === null ? undefined : Number(place[2]) };
}
