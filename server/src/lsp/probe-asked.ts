/** What the editor asks a probe for, as the probe takes it. */
import type { ProbeParams } from '../../../protocol/probe.ts';
import { readEndpoint } from '../probe/endpoint.ts';
import type { ProbeRequest, Resolution } from '../probe/model.ts';
import { readAddress, readHeader, readResolution, readSubprotocol, type Problem } from '../probe/words.ts';

export interface Asked {
  readonly request: ProbeRequest;
  /** Where the origin is, which is to be asked the same. */
  readonly origin: Resolution | undefined;
}

/** What cannot be sent is a problem, as a sentence without its end. */
export function readAsked(params: ProbeParams, signal: AbortSignal): Asked | Problem {
  const { url, hold = 0, insecure = false, protocol = protocolOf(url), compare } = params;
  const endpoint = readEndpoint(url);
  if (typeof endpoint === 'string') return { problem: `${url} ${endpoint}` };
  const own = params.origin === undefined ? undefined : readHeader(`Origin: ${params.origin}`);
  const headers = (params.headers ?? []).map(readHeader);
  const subprotocols = (params.subprotocols ?? []).map(readSubprotocol);
  const resolutions = (params.resolve ?? []).map(readResolution);
  const origin = compare === undefined ? undefined : readAddress(compare, endpoint);
  const wrong = [own, ...headers, ...subprotocols, ...resolutions, origin].find((it) => it !== undefined && 'problem' in it);
  if (wrong !== undefined && 'problem' in wrong) return wrong;
  const seconds = Number.isFinite(hold) ? Math.max(0, Math.min(hold, longestHold)) : 0;
  return {
    request: {
      ...{ url, insecure, protocol, hold: seconds, patience, signal },
      headers: headers.filter(isRead),
      origin: own !== undefined && isRead(own) ? own.value : undefined,
      subprotocols: subprotocols.filter(isRead).map(({ name }) => name),
      resolutions: resolutions.filter(isRead),
    },
    origin: origin !== undefined && isRead(origin) ? origin : undefined,
  };
}

/** What is asked for besides what a browser sends, in the words of the command line. */
export function askedInWords({ headers, origin, subprotocols, resolve, insecure, protocol }: ProbeParams): readonly string[] {
  return [
    ...(origin === undefined ? [] : [`Origin: ${origin}`]),
    ...(headers ?? []),
    ...(subprotocols ?? []).map((it) => `Sec-WebSocket-Protocol: ${it}`),
    ...(resolve ?? []).map((it) => `--resolve ${it}`),
    ...(insecure === true ? ['--insecure'] : []),
    ...(protocol === undefined || protocol === 'websocket' ? [] : [`--${protocol}`]),
  ];
}

/** Engine.IO's own path asks for its own way, unless a transport is named. */
export function protocolOf(url: string): ProbeRequest['protocol'] {
  return /^[^?#]*\/socket\.io\/?(?:[?#]|$)/.test(url) && !/[?&]transport=/.test(url) ? 'socketio' : 'websocket';
}

function isRead<T extends object>(found: T | Problem): found is T {
  return !('problem' in found);
}

/** In seconds: a day. */
const longestHold = 86_400;
/** In ms. */
const patience = 10_000;
