/** `probe`: a real client opens a URL, and what comes back is explained. */
import type { AtEnds } from '../analysis/ends.ts';
import type { ProbeDocument } from '../cli/documents.ts';
import { readProbe } from '../cli/probe.ts';
import { Refusal } from '../cli/refusal.ts';
import { probeDocument, type Probed } from '../cli/report-probe.ts';
import { endsOf, readingOf } from '../cli/simulating.ts';
import { readEndpoint, type Endpoint } from '../probe/endpoint.ts';
import { judge } from '../probe/judgement.ts';
import type { ProbeRequest } from '../probe/model.ts';
import { probe as run } from '../probe/probe.ts';
import { readAddress } from '../probe/words.ts';
import { inOwnWords, type Configuration } from './files.ts';
import { judging, oneMain, type Judged } from './judged.ts';
import { refusingInWords, type ReadOptions } from './options.ts';
import { readRequest } from './simulate.ts';

export interface ProbeOptions extends ReadOptions {
  /** What is said of the same URL by this configuration; the other options say how to read it. */
  readonly configuration?: Configuration;
  /** A browser's handshake, or that of Socket.IO's or SignalR's client. `websocket` if not said. */
  readonly protocol?: 'websocket' | 'socketio' | 'signalr';
  /** Sent besides a browser's own; one of the same name takes the place of ours. */
  readonly headers?: Readonly<Record<string, string>>;
  /** That of the URL if not said. */
  readonly origin?: string;
  readonly subprotocols?: readonly string[];
  /** Addresses instead of those of names, as curl has them: `example.com:443:192.0.2.1`. */
  readonly resolve?: readonly string[];
  /** Takes any certificate. */
  readonly insecure?: boolean;
  /** Seconds to hold the open connection in silence, to see who ends it; 0 if not said. */
  readonly hold?: number;
  /** Seconds that each step may take; 10 if not said. */
  readonly timeout?: number;
  /** The address of the origin (`192.0.2.1:8080`), which is asked too. */
  readonly compare?: string;
  /** Ends the probe; what was seen until then is the result. An `AbortSignal`. */
  readonly signal?: Stopping;
}

/** What of an `AbortSignal` is used. */
export interface Stopping {
  readonly aborted: boolean;
  readonly addEventListener: (type: 'abort', listener: () => void) => void;
}

/**
 * Opens the URL (`ws://`, `wss://`, `http://`, `https://`) and says step by step what came back, who answered and what that
 * means. This is the one function that uses the network. Whatever comes back is a result; rejects as `check` does for what is
 * wrong in the options.
 */
export function probe(url: string, options: ProbeOptions = {}): Promise<ProbeDocument> {
  return refusingInWords(async () => {
    const endpoint = readEndpoint(url);
    if (typeof endpoint === 'string') throw new Refusal(`${url} ${endpoint}`);
    const request = { ...readProbe(url, valuesOf(options)), signal: signalOf(options.signal) };
    const origin = options.compare === undefined ? undefined : originOf(options.compare, endpoint);
    const simulated = await simulatedIn(url, endpoint.port, options);
    const found = await once(request);
    const compared = origin && (await once({ ...request, hold: 0, resolutions: [origin, ...request.resolutions] }));
    const nameOf = simulated?.nameOf ?? ((path: string) => path);
    return inOwnWords(probeDocument({ request, ...found, compared, simulated }, nameOf, nameOf));
  });
}

async function once(request: ProbeRequest): Promise<Pick<Probed, 'seen' | 'judgement'>> {
  const seen = await run(request);
  return { seen, judgement: judge(seen, request.hold) };
}

/** What the configuration makes of the URL, where there is one. */
async function simulatedIn(
  url: string,
  port: number,
  options: ProbeOptions,
): Promise<(Judged & { readonly ends: AtEnds }) | undefined> {
  if (options.configuration === undefined) return undefined;
  const { request, connection } = readRequest({ url }, { port });
  return judging(options.configuration, options, (judged) => {
    const opened = { ...readingOf(oneMain(judged), judged), workspace: judged.workspace };
    return { ...judged, ends: endsOf(opened, request, connection) };
  });
}

function originOf(address: string, endpoint: Endpoint): ProbeRequest['resolutions'][number] {
  const origin = readAddress(address, endpoint);
  if ('problem' in origin) throw new Refusal(`compare: ${origin.problem}`);
  return origin;
}

function valuesOf(options: ProbeOptions): Parameters<typeof readProbe>[1] {
  const {
    protocol = 'websocket',
    headers = {},
    origin,
    subprotocols,
    resolve,
    insecure = false,
    hold = 0,
    timeout = 10,
  } = options;
  return {
    header: Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
    ...{ origin, subprotocol: subprotocols, resolve, insecure, hold: String(hold), timeout: String(timeout) },
    socketio: protocol === 'socketio',
    signalr: protocol === 'signalr',
  };
}

/** A signal of the platform that ends with this one. */
function signalOf(stopping: Stopping | undefined): AbortSignal | undefined {
  if (stopping === undefined) return undefined;
  const controller = new AbortController();
  if (stopping.aborted) controller.abort();
  else
    stopping.addEventListener('abort', () => {
      controller.abort();
    });
  return controller.signal;
}
