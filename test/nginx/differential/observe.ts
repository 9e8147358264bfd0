/** Runs a generated configuration on a real nginx in front of recording backends, and notes what happens. */
import { validHost } from '../../../server/src/handshake/text/host.ts';
import { selfSigned, startRecordingBackend, type Backend } from '../../support/backends.ts';
import { freePort, startNginx, type NginxFolder } from '../../support/nginx.ts';
import { versionOf } from '../../support/observed.ts';
import { browserAccepts, sendRaw } from '../../support/nginx-client.ts';
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
  /** Would a browser take the answer for an open WebSocket? */
  readonly accepted: boolean;
  /** Of the location, or of the server, that answered. */
  readonly mark: string | undefined;
  /** Of the client's socket. */
  readonly error: string | undefined;
  /** What the backends received, in the order of arrival. */
  readonly heads: readonly string[];
}

/** Ports to listen on and backends, for one configuration after the other. */
export interface Site {
  /** The third one is for TLS. */
  readonly ports: readonly [number, number, number];
  /** The third one speaks TLS. */
  readonly backends: readonly [Backend, Backend, Backend];
  readonly stop: () => Promise<void>;
}

export async function openSite(): Promise<Site> {
  const tls = await startRecordingBackend({ certificate: selfSigned() });
  const backends = [await startRecordingBackend(), await startRecordingBackend(), tls] as const;
  const ports = [await freePort(), await freePort(), await freePort()] as const;
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
  const [first, second, tls] = site.backends;
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => `${name}_temp_path ${folder}/${name};`);
  const fill = (text: string): string =>
    text
      .replaceAll(
        '__SETTINGS__',
        `access_log off; ssl_certificate ${folder}/cert.pem; ssl_certificate_key ${folder}/key.pem; ${temporary.join(' ')}`,
      )
      .replaceAll('__PORT__', `${site.ports[0]}`)
      .replaceAll('__PORT2__', `${site.ports[1]}`)
      .replaceAll('__PORT3__', `${site.ports[2]}`)
      .replaceAll('__TLS_BACKEND__', `127.0.0.1:${tls.port}`)
      .replaceAll('__BACKEND_PORT__', `${first.port}`)
      .replaceAll('__BACKEND__', `127.0.0.1:${first.port}`)
      .replaceAll('__BACKEND2__', `127.0.0.1:${second.port}`)
      .replaceAll('__DIR__', folder);
  return new Map([
    ['nginx.conf', fill(config)],
    ['htpasswd', 'x:{PLAIN}y\n'],
    ['cert.pem', selfSigned().cert],
    ['key.pem', selfSigned().key],
    ...Object.entries(files).map(([name, text]) => [name, fill(text)] as const),
  ]);
}

/** One entry per request, or nginx's refusal. `patience`: how long one answer may take, in ms. */
export async function observe(
  binary: NginxBinary,
  generated: GeneratedConfig,
  site: Site,
  folder: NginxFolder,
  patience: number,
): Promise<readonly Observed[] | Refused> {
  const nginx = await startNginx(binary, folder.path, site.ports[0]);
  if ('refusal' in nginx) return readRefusal(nginx.refusal);
  try {
    const observed: Observed[] = [];
    for (const { head, port } of generated.requests) {
      const before = site.backends.map(({ requests }) => requests.length);
      const answer = await sendRaw(site.ports[port - 1] ?? site.ports[0], head, {
        timeout: patience,
        tls: port === 3,
        sni: hostOf(head, binary),
      });
      observed.push({
        status: answer.status,
        accepted: browserAccepts(answer),
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

/** What a browser names in the TLS handshake: the host of its URL, if it is no address; none where nginx takes none of it. */
export function hostOf(head: string, { version }: NginxBinary): string {
  const host = validHost(/^host: (.*)\r$/im.exec(head)?.[1] ?? '', versionOf(version)) ?? '';
  return /^[\d.]*$/.test(host) || !/^[\w.-]+$/.test(host) ? '' : host;
}

function readRefusal(message: string): Refused {
  const place = / in (\/\S+):(\d+)$/.exec(message.trim());
  return { message: message.trim(), path: place?.[1], line: place === null ? undefined : Number(place[2]) };
}
