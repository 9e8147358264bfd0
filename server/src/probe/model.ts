/** What a probe asks, and what it saw. Everything here is plain data; times are milliseconds. */

export interface ProbeRequest {
  /** `ws://`, `wss://`, `http://` or `https://`. */
  readonly url: string;
  /** Sent besides a browser's own; one of the same name takes the place of ours. */
  readonly headers: readonly Header[];
  /** What a browser would send; `undefined`: the origin of the URL. */
  readonly origin?: string | undefined;
  readonly subprotocols: readonly string[];
  readonly resolutions: readonly Resolution[];
  /** Takes any certificate. */
  readonly insecure: boolean;
  readonly protocol: 'websocket' | 'socketio' | 'signalr';
  /** Seconds to hold the open connection in silence; 0 closes it at once. */
  readonly hold: number;
  /** How long any single step may take, in ms. */
  readonly patience: number;
  /** Ends the probe wherever it is; what was seen until then is the observation. */
  readonly signal?: AbortSignal | undefined;
}

export interface Header {
  readonly name: string;
  readonly value: string;
}

/** Where a host and port are instead of where its name says. */
export interface Resolution {
  readonly host: string;
  readonly port: number;
  readonly address: string;
  /** The port that listens there; the URL's own if not said. */
  readonly portThere?: number | undefined;
}

export type StepName = 'name' | 'tcp' | 'tls' | 'polling' | 'negotiate' | 'handshake' | 'upgrade' | 'hold';

export interface Step {
  readonly name: StepName;
  readonly ms: number;
  readonly detail: string;
}

/** An HTTP response: of a handshake, or of a request around it. */
export interface Answer {
  readonly httpVersion: string;
  readonly status: number;
  readonly statusText: string;
  /** As they came, in their order. */
  readonly headers: readonly Header[];
  /** The first 2 kB as UTF-8; empty for a 101. */
  readonly body: string;
}

export interface Closed {
  /** Of the close frame; 1006 when the connection ended without one, 1005 when the frame had none. */
  readonly code: number;
  readonly reason: string;
  /** Seconds from the 101 to the end. */
  readonly after: number;
  /** Who ended it: the other side, or this one because it had seen enough. */
  readonly by: 'them' | 'us';
  /** Messages and pings that came meanwhile. */
  readonly received: number;
}

/** What happened, without any judgement. */
export interface Observation {
  readonly steps: readonly Step[];
  /** The address that was connected to; `undefined` before that. */
  readonly address: string | undefined;
  /** The last answer that came: that of the handshake, or of the request before it that ended the way. */
  readonly answer: Answer | undefined;
  readonly connected: boolean;
  readonly subprotocol: string;
  readonly extensions: string;
  readonly closed: Closed | undefined;
  /** The step that ended the way, and why; `undefined` when it went to its end. */
  readonly failure: Failure | undefined;
}

export interface Failure {
  readonly step: StepName;
  readonly kind: 'unreachable' | 'refused' | 'no-http' | 'invalid' | 'timeout';
  readonly reason: string;
}

/** The value of the first header of that name (any case); `undefined` where none came. */
export function headerOf(answer: Answer | undefined, name: string): string | undefined {
  return answer?.headers.find((it) => it.name.toLowerCase() === name)?.value;
}

export function statusLine({ httpVersion, status, statusText }: Answer): string {
  return `HTTP/${httpVersion} ${status} ${statusText}`.trimEnd();
}
