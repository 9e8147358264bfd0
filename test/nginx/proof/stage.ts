/** What a rule's case runs on: backends, ports, a folder with a certificate. */
import { selfSigned, startEchoBackend, type Backend } from '../../support/backends.ts';
import { freePort, makeNginxFolder, type NginxFolder } from '../../support/nginx.ts';

export interface Stage {
  /** Real `ws` servers; the second one is for the second server of an upstream. */
  readonly backends: readonly [Backend, Backend];
  /** Refuses HTTP/1.0. */
  readonly strict: Backend;
  /** Compares Origin with Host. */
  readonly sameOrigin: Backend;
  /** Answers ordinary requests with a page that may be cached. */
  readonly pages: Backend;
  readonly tls: Backend;
  /** Where a case listens on `port`; the same for the same port. */
  readonly listenOn: (port: number) => number;
  readonly folder: () => NginxFolder;
  readonly stop: () => Promise<void>;
}

export async function openStage(): Promise<Stage> {
  const certificate = selfSigned();
  const first = await startEchoBackend();
  const second = await startEchoBackend();
  const strict = await startEchoBackend({ strict: true });
  const sameOrigin = await startEchoBackend({ sameOrigin: true });
  const pages = await startEchoBackend({ pages: true });
  const tls = await startEchoBackend({ certificate });
  const free = await Promise.all(Array.from({ length: 40 }, freePort));
  const given = new Map<number, number>();
  return {
    backends: [first, second],
    strict,
    sameOrigin,
    pages,
    tls,
    listenOn: (port) => {
      const known = given.get(port) ?? free[given.size % free.length] ?? 0;
      given.set(port, known);
      return known;
    },
    folder: () => {
      const folder = makeNginxFolder();
      folder.write('cert.pem', certificate.cert);
      folder.write('key.pem', certificate.key);
      folder.write('htpasswd', 'x:{PLAIN}y\n');
      return folder;
    },
    stop: async () => {
      for (const backend of [first, second, strict, sameOrigin, pages, tls]) await backend.stop();
    },
  };
}
