/** `simulate`: what the backend would receive for one request, and whether it would switch protocols. */
import { readFileSync } from 'node:fs';
import { buildConfig } from '../config/build.ts';
import { asRead, firstRefusal, problems } from '../validity/problems.ts';
import { atEnds } from '../features/both-ends.ts';
import { createFiles } from '../files/files.ts';
import { keepingBack } from '../files/outside.ts';
import { decode } from '../files/bytes.ts';
import { nodeDisk } from '../files/node-disk.ts';
import { loadNodeParser } from '../files/node-parser.ts';
import type { ClientRequest, Connection } from '../handshake/model.ts';
import { browserRequest, parseRequest, readUrl } from '../handshake/request/request.ts';
import { simulate as run } from '../handshake/simulate.ts';
import { tellUnread } from '../project/unread.ts';
import { absolute } from './inputs.ts';
import { commonOptions, readAnalyzeOptions, readArguments, readChoice } from './options.ts';
import { ownOf } from './own.ts';
import { Refusal, unreadable } from './refusal.ts';
import type { Output } from './output.ts';
import { simulationToJson, simulationToText } from './simulation.ts';

const options = {
  ...commonOptions,
  request: { type: 'string' },
  url: { type: 'string' },
  client: { type: 'string', default: 'chrome' },
  port: { type: 'string' },
  tls: { type: 'boolean', default: false },
  http2: { type: 'boolean', default: false },
  'remote-addr': { type: 'string', default: '127.0.0.1' },
} as const;

/** The exit code, which does not depend on the verdict. */
export async function simulate(args: readonly string[], output: Output): Promise<number> {
  const { values, positionals } = readArguments({ args: [...args], allowPositionals: true, options });
  const format = readChoice('format', values.format, ['text', 'json']);
  const { request, connection } = readRequest(values);
  const [path, ...more] = positionals;
  if (path === undefined || more.length > 0) throw new Refusal('simulate needs one file (--help shows how)');
  const inputs = { files: [absolute(path)], folders: [] };
  const { options: range, nginx } = await readAnalyzeOptions(values, inputs);
  const { build } = range;
  const own = ownOf(inputs, build);
  const workspace = createFiles(
    await loadNodeParser(),
    keepingBack(nodeDisk, () => own),
  );
  const main = workspace.open(absolute(path));
  if ('unreadable' in main) throw unreadable(main);
  const config = asRead(buildConfig(workspace, main.path, build), workspace, build);
  tellUnread(config, output.note);
  const ends = atEnds(range, (version) => {
    const refused = firstRefusal(problems(config, workspace, { nginx: version, brought: range.brought }));
    const refusals = refused === undefined ? [] : [refused];
    return run(config, request, connection, { nginx: version, workspace, refusals });
  });
  output.write(format === 'json' ? simulationToJson(ends, nginx.from, workspace) : simulationToText(ends, workspace, output));
  return 0;
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
