/** Runs a case of the truth table again, as the table was made. */
import { selfSigned, startEchoBackend, type Backend, type BackendOptions } from '../../support/backends.ts';
import { freePort, makeNginxFolder, startNginx } from '../../support/nginx.ts';
import { browserAccepts, requestHead, sendRaw, type RawRequest } from '../../support/nginx-client.ts';
import type { NginxBinary } from '../../support/parts.ts';
import type { Case, Result } from '../../handshake/truth/cases.ts';

/** The parts of a record that only the run needs. */
export interface RunCase extends Case {
  readonly backend?: {
    readonly path?: string;
    readonly checkOrigin?: boolean;
    readonly requireSni?: boolean;
    readonly strict11?: boolean;
    readonly cgi?: string;
    readonly h2?: boolean;
    readonly socketio?: boolean;
  };
  readonly request?: NonNullable<Case['request']> & { readonly pre_open?: number; readonly pre_plain?: number };
}

/** What is observed, in the words of the table. */
export type Observation = Pick<Result, 'config' | 'status' | 'handshake_ok' | 'upstream_head'>;

/** Why a case cannot be run again here; `undefined` when it can, as where nginx refuses the configuration anyway. */
export function obstacle({ backend = {} }: RunCase, { config, handshake_ok }: Observation): string | undefined {
  if (config === 'error') return undefined;
  if (backend.cgi !== undefined) return `needs a backend that speaks ${backend.cgi}`;
  if (backend.h2 === true) return 'needs a backend that speaks HTTP/2';
  if (backend.socketio === true && !handshake_ok) return 'needs the refusal of a Socket.IO server';
  return undefined;
}

export interface Observed extends Observation {
  /** nginx's words, where it refuses the configuration. */
  readonly refusal: string | undefined;
}

export async function observe(it: RunCase, binary: NginxBinary): Promise<Observed> {
  const folder = makeNginxFolder();
  const certificate = selfSigned();
  const options = backendOptions(it);
  const plain = await startEchoBackend(options);
  const second = await startEchoBackend(options);
  const tls = await startEchoBackend({ ...options, certificate });
  const unix = await startEchoBackend({ ...options, unixSocket: `${folder.path}/ws.sock` });
  const [port, dead] = [await freePort(), await freePort()];
  const names: readonly (readonly [placeholder: string, value: string])[] = [
    ['__TLS_BACKEND__', `127.0.0.1:${tls.port}`],
    ['__BACKEND2__', `127.0.0.1:${second.port}`],
    ['__BACKEND__', `127.0.0.1:${plain.port}`],
    ['__DEAD__', `127.0.0.1:${dead}`],
    ['__DIR__', folder.path],
    ['__PORT__', `${port}`],
  ];
  const fill = (text: string): string => names.reduce((before, [name, value]) => before.replaceAll(name, value), text);
  const empty = (text: string): string =>
    names.reduce(
      (before, [name, value]) =>
        before.replaceAll(name === '__PORT__' ? `:${value}` : value, name === '__PORT__' ? `:${name}` : name),
      text,
    );
  folder.write('cert.pem', certificate.cert);
  folder.write('key.pem', certificate.key);
  for (const [name, text] of Object.entries(it.files ?? {})) folder.write(name, fill(text));
  folder.write('nginx.conf', withTemporaryPaths(fill(it.config), folder.path));
  try {
    const globals = /(^|\n)\s*user\s/.test(it.config) ? '' : 'user root;';
    const nginx = await startNginx(binary, folder.path, port, globals);
    if ('refusal' in nginx)
      return { config: 'error', status: 'config_error', handshake_ok: false, upstream_head: null, refusal: nginx.refusal };
    try {
      return await ask(it, port, [plain, tls, unix], empty);
    } finally {
      await nginx.stop();
    }
  } finally {
    for (const backend of [plain, second, tls, unix]) await backend.stop();
    folder.remove();
  }
}

async function ask(it: RunCase, port: number, backends: readonly Backend[], empty: (text: string) => string): Promise<Observed> {
  const request: RawRequest = {
    target: it.request_path,
    host: it.request?.host,
    browser: it.request?.browser,
    httpVersion: it.request?.http_version,
    drop: it.request?.drop,
    add: it.request?.add,
  };
  const tls = it.request?.tls ?? false;
  const held = [];
  for (let count = 0; count < (it.request?.pre_open ?? 0); count++)
    held.push(await sendRaw(port, requestHead(request), { tls, hold: true }));
  for (let count = 0; count < (it.request?.pre_plain ?? 0); count++) {
    await sendRaw(port, requestHead({ target: it.request_path, host: it.request?.host, browser: 'plain' }), { tls });
  }
  const before = backends.map(({ requests }) => requests.length);
  const answer = await sendRaw(port, requestHead(request), { tls, timeout: 2500 });
  for (const { release } of held) release?.();
  const heads = backends
    .flatMap(({ requests }, index) => requests.slice(before[index]))
    .sort((a, b) => a.turn - b.turn)
    .map(({ head }) => empty(head));
  return {
    config: 'ok',
    status: answer.status,
    handshake_ok: browserAccepts(answer),
    upstream_head: heads.length === 0 ? null : heads.join('\n-- next request --\n'),
    refusal: undefined,
  };
}

function backendOptions({ backend = {} }: RunCase): BackendOptions {
  return {
    ...(backend.path === undefined ? {} : { path: backend.path }),
    sameOrigin: backend.checkOrigin === true,
    strict: backend.strict11 === true,
    requireSni: backend.requireSni === true,
  };
}

/** On the line of the http block, so that no line moves. */
function withTemporaryPaths(config: string, folder: string): string {
  const paths = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
    .map((kind) => ` ${kind}_temp_path ${folder}/${kind};`)
    .join('');
  return config.replace(
    /(^|\n)(\s*http\s*\{)/,
    (_, start: string, opening: string) => `${start}${opening} access_log off;${paths}`,
  );
}
