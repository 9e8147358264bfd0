/** `nginxHandshake/simulate`: the way of a URL through the configuration of an open document. */

export const simulateRequest = 'nginxHandshake/simulate';

export interface SimulateParams {
  /** Of a file of the configuration. */
  readonly uri: string;
  /** `ws://`, `wss://`, `http://`, `https://`, or a path. */
  readonly url: string;
  /** An ordinary request instead of a handshake. */
  readonly plain?: boolean;
}

export interface SimulateResult {
  readonly text: string;
  /** The location that takes the request; lines and characters as in the protocol. */
  readonly location: Place | null;
}

export interface Place {
  readonly uri: string;
  readonly range: { readonly start: Position; readonly end: Position };
}

interface Position {
  readonly line: number;
  readonly character: number;
}
