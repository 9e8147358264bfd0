/** `probe`: a real client opens the URL, and what comes back is explained. */
import { browserRequest, readUrl } from '../handshake/request/request.ts';
import { judge, type Judgement } from '../probe/judgement.ts';
import { readEndpoint } from '../probe/endpoint.ts';
import { probe as run } from '../probe/probe.ts';
import type { Observation, ProbeRequest } from '../probe/model.ts';
import { readAddress, readHeader, readResolution, readSubprotocol, type Problem } from '../probe/words.ts';
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
  const request = readProbe(url, values);
  const other = values.compare === undefined ? undefined : read('compare', readAddress(values.compare, endpoint));
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

/** What a request is made of, as the options say it. */
export interface ProbeValues {
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

/** Refuses what cannot be asked so. */
export function readProbe(url: string, values: ProbeValues): ProbeRequest {
  if (values.socketio && values.signalr) throw new Refusal('--socketio and --signalr exclude each other');
  return {
    url,
    headers: (values.header ?? []).map((it) => read('header', readHeader(it))),
    origin: values.origin === undefined ? undefined : read('header', readHeader(`Origin: ${values.origin}`)).value,
    subprotocols: (values.subprotocol ?? []).map((it) => read('subprotocol', readSubprotocol(it)).name),
    resolutions: (values.resolve ?? []).map((it) => read('resolve', readResolution(it))),
    insecure: values.insecure,
    protocol: values.socketio ? 'socketio' : values.signalr ? 'signalr' : 'websocket',
    hold: readSeconds('hold', values.hold, 0),
    patience: readSeconds('timeout', values.timeout, 0.1) * 1000,
  };
}

function read<T extends object>(option: string, found: T | Problem): T {
  if ('problem' in found) throw new Refusal(`--${option}: ${found.problem}`);
  return found;
}

function readSeconds(option: string, text: string, least: number): number {
  const seconds = Number(text);
  if (text.trim() === '' || !Number.isFinite(seconds) || seconds < least || seconds > 86_400)
    throw new Refusal(`--${option}: ${text} is no number of seconds`);
  return seconds;
}
