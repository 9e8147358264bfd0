/** `probe`: a real client opens the URL, and what comes back is explained. */
import { isIP } from 'node:net';
import { browserRequest, readUrl } from '../handshake/request/request.ts';
import { judge, type Judgement } from '../probe/judgement.ts';
import { readEndpoint, type Endpoint } from '../probe/endpoint.ts';
import { probe as run } from '../probe/probe.ts';
import type { Header, Observation, ProbeRequest, Resolution } from '../probe/model.ts';
import { commonOptions, readArguments, readChoice } from './options.ts';
import type { Output } from './output.ts';
import { Refusal } from './refusal.ts';
import { simulateIn, type SimulatedIn } from './simulating.ts';
import { probeToJson, probeToText, type Probed } from './report-probe.ts';

const options = {
  ...commonOptions,
  header: { type: 'string', multiple: true },
  origin: { type: 'string' },
  subprotocol: { type: 'string', multiple: true },
  resolve: { type: 'string', multiple: true },
  insecure: { type: 'boolean', default: false },
  socketio: { type: 'boolean', default: false },
  signalr: { type: 'boolean', default: false },
  hold: { type: 'string', default: '0' },
  timeout: { type: 'string', default: '10' },
  compare: { type: 'string' },
  config: { type: 'string' },
} as const;

/** 0 where the WebSocket opened (and stayed open as long as it was to), else 1. */
export async function probe(args: readonly string[], output: Output): Promise<number> {
  const { values, positionals } = readArguments({ args: [...args], allowPositionals: true, options });
  const format = readChoice('format', values.format, ['text', 'json']);
  const [url, ...more] = positionals;
  if (url === undefined || more.length > 0) throw new Refusal('probe needs one URL (--help shows how)');
  const endpoint = readEndpoint(url);
  if (typeof endpoint === 'string') throw new Refusal(`${url} ${endpoint}`);
  const request = readRequest(url, values);
  const other = values.compare === undefined ? undefined : readAddress(values.compare, endpoint);
  const probed = await probeOnce(request, output);
  const compared =
    other === undefined
      ? undefined
      : await probeOnce({ ...request, hold: 0, resolutions: [other, ...request.resolutions] }, output);
  const simulated = values.config === undefined ? undefined : await simulatedIn(values.config, url, values, output);
  const found: Probed = { request, ...probed, compared, simulated };
  output.write(format === 'json' ? probeToJson(found) : probeToText(found, output));
  return probed.judgement.verdict === 'connected' ? 0 : 1;
}

/** What the configuration makes of the URL; `undefined` where it cannot be read, which was told. */
async function simulatedIn(
  path: string,
  url: string,
  values: Parameters<typeof simulateIn>[0]['values'],
  output: Output,
): Promise<SimulatedIn | undefined> {
  const { secure, host } = readUrl(url);
  const port = Number(/:(\d+)$/.exec(host)?.[1] ?? (secure ? 443 : 80));
  const connection = { port, tls: secure, http2: false, remoteAddress: '127.0.0.1' };
  return simulateIn({ path, values, request: browserRequest('chrome', url), connection }, output);
}

async function probeOnce(
  request: ProbeRequest,
  output: Output,
): Promise<{ readonly seen: Observation; readonly judgement: Judgement }> {
  const seen = await run(request, (passed) => {
    output.progress(bar(passed, request.hold));
  });
  output.progress('');
  return { seen, judgement: judge(seen, request.hold) };
}

function bar(passed: number, whole: number): string {
  const width = 30;
  const done = Math.min(width, Math.round((passed / whole) * width));
  return `open [${'#'.repeat(done)}${' '.repeat(width - done)}] ${passed.toFixed(0)} of ${whole} s`;
}

interface RequestValues {
  readonly header?: readonly string[] | undefined;
  readonly origin?: string | undefined;
  readonly subprotocol?: readonly string[] | undefined;
  readonly resolve?: readonly string[] | undefined;
  readonly insecure: boolean;
  readonly socketio: boolean;
  readonly signalr: boolean;
  readonly hold: string;
  readonly timeout: string;
}

function readRequest(url: string, values: RequestValues): ProbeRequest {
  if (values.socketio && values.signalr) throw new Refusal('--socketio and --signalr exclude each other');
  return {
    url,
    headers: (values.header ?? []).map(readHeader),
    origin: values.origin === undefined ? undefined : readHeader(`Origin: ${values.origin}`).value,
    subprotocols: (values.subprotocol ?? []).map(readSubprotocol),
    resolutions: (values.resolve ?? []).map(readResolution),
    insecure: values.insecure,
    protocol: values.socketio ? 'socketio' : values.signalr ? 'signalr' : 'websocket',
    hold: readSeconds('hold', values.hold, 0),
    patience: readSeconds('timeout', values.timeout, 0.1) * 1000,
  };
}

const token = /^[!#$%&'*+\-.^_`|~\w]+$/;

function readHeader(text: string): Header {
  const [, name = '', value = ''] = /^([^:]*):[ \t]*(.*)$/s.exec(text) ?? [];
  if (!token.test(name)) throw new Refusal(`--header: ${text} is not NAME: VALUE`);

  if (/[^\t\u0020-\u007e\u0080-\u00ff]/.test(value))
    throw new Refusal(`--header: the value of ${name} has characters that a header cannot have`);
  return { name, value };
}

function readSubprotocol(text: string): string {
  if (!token.test(text)) throw new Refusal(`--subprotocol: ${text} is no name of a subprotocol`);
  return text;
}

/** `HOST:PORT:ADDRESS`, as curl has it. */
function readResolution(text: string): Resolution {
  const [, host = '', port = '', address = ''] = /^([^:]+|\[[^\]]+\]):(\d+):(.+)$/.exec(text) ?? [];
  const there = address.replace(/^\[|\]$/g, '');
  if (host === '' || isIP(there) === 0 || !isPort(Number(port))) throw new Refusal(`--resolve: ${text} is not HOST:PORT:ADDRESS`);
  return { host: host.replace(/^\[|\]$/g, ''), port: Number(port), address: there };
}

/** `ADDRESS[:PORT]` instead of where the name of the endpoint leads. */
function readAddress(text: string, { host, port }: Endpoint): Resolution {
  const [, bracketed, plain = '', portThere] = /^(?:\[([^\]]+)\]|([^:]+|[0-9a-f:.]+?))(?::(\d+))?$/i.exec(text) ?? [];
  const address = isIP(text) === 0 ? (bracketed ?? plain) : text;
  const there = isIP(text) === 0 && portThere !== undefined ? Number(portThere) : undefined;
  if (isIP(address) === 0 || (there !== undefined && !isPort(there)))
    throw new Refusal(`--compare: ${text} is no address such as 192.0.2.1 or 192.0.2.1:8080`);
  return { host, port, address, portThere: there };
}

function isPort(port: number): boolean {
  return Number.isInteger(port) && port > 0 && port < 65536;
}

function readSeconds(option: string, text: string, least: number): number {
  const seconds = Number(text);
  if (text.trim() === '' || !Number.isFinite(seconds) || seconds < least || seconds > 86_400)
    throw new Refusal(`--${option}: ${text} is no number of seconds`);
  return seconds;
}
