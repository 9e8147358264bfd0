/** `simulate`: what the backend would receive for one request, and whether it would switch protocols. */
import { readFileSync } from 'node:fs';
import { decode } from '../files/bytes.ts';
import type { ClientRequest, Connection } from '../handshake/model.ts';
import { browserRequest, parseRequest, readUrl } from '../handshake/request/request.ts';
import { nodeWorld, type CheckWorld } from './judging.ts';
import { commonOptions, readArguments, readChoice } from './options.ts';
import { Refusal } from './refusal.ts';
import type { Output } from './output.ts';
import { simulateIn } from './simulating.ts';
import { simulationToJson, simulationToText } from './simulation.ts';

const options = {
  ...commonOptions,
  context: { type: 'string' },
  request: { type: 'string' },
  url: { type: 'string' },
  client: { type: 'string', default: 'chrome' },
  port: { type: 'string' },
  tls: { type: 'boolean', default: false },
  http2: { type: 'boolean', default: false },
  'remote-addr': { type: 'string', default: '127.0.0.1' },
} as const;

/** The exit code, which does not depend on the verdict. */
export async function simulate(args: readonly string[], output: Output, world: CheckWorld = nodeWorld): Promise<number> {
  const { values, positionals } = readArguments({ args: [...args], allowPositionals: true, options });
  const format = readChoice('format', values.format, ['text', 'json']);
  const { request, connection } = readRequest(values);
  const [path, ...more] = positionals;
  if (path === undefined || more.length > 0) throw new Refusal('simulate needs one file, a folder or - (--help shows how)');
  const found = await simulateIn({ path, values, request, connection }, output, world);
  if (found === undefined) return 2;
  const { ends, nginx, workspace, complaints } = found;
  output.write(format === 'json' ? simulationToJson(ends, nginx.from, workspace) : simulationToText(ends, workspace, output));
  return complaints.length > 0 ? 2 : 0;
}

interface RequestValues {
  readonly request?: string | undefined;
  readonly url?: string | undefined;
  readonly client: string;
  readonly port?: string | undefined;
  readonly tls: boolean;
  readonly http2: boolean;
  readonly 'remote-addr': string;
}

function readRequest(values: RequestValues): { readonly request: ClientRequest; readonly connection: Connection } {
  if (values.request !== undefined && values.url !== undefined) throw new Refusal('--request and --url exclude each other');
  const client = readChoice('client', values.client, ['chrome', 'firefox', 'plain']);
  const url = values.url ?? 'ws://app.example.com/';
  const { secure, host } = readUrl(url);
  const said = values.port ?? (values.request === undefined ? /:(\d+)$/.exec(host)?.[1] : undefined);
  const port = said === undefined ? undefined : Number(said);
  if (port !== undefined && !(Number.isInteger(port) && port > 0 && port < 65536))
    throw new Refusal(`--port: ${values.port ?? ''} is no port`);
  return {
    request: values.request === undefined ? browserRequest(client, url) : readHead(values.request),
    connection: {
      port,
      tls: values.tls || (values.request === undefined && secure),
      http2: values.http2,
      remoteAddress: values['remote-addr'],
    },
  };
}

function readHead(path: string): ClientRequest {
  const request = parseRequest(readBytes(path));
  if (request === undefined) throw new Refusal(`${path}: does not start with a request line such as GET /ws HTTP/1.1`);
  return request;
}

/** A pipe too: `--request <(…)`. */
function readBytes(path: string): string {
  try {
    return decode(readFileSync(path));
  } catch (error) {
    throw new Refusal(`${path}: cannot be read (${error instanceof Error ? error.message : String(error)})`);
  }
}
