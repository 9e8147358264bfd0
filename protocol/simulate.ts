/** `nginxHandshake/simulate`: the way of a URL through the configuration of an open document. */
import type { PanelPage } from './panel.ts';
import type { Place, Position } from './place.ts';

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
  /** For editors without a panel. */
  readonly text: string;
  readonly page: PanelPage;
  /** The location that takes the request; lines and characters as in the protocol. */
  readonly location: Place | null;
}

/** The command of the client behind the button that fixes; its arguments are `FixUrlParams`. */
export const fixUrlCommand = 'nginxHandshake.fixUrl';

/** `nginxHandshake/fixUrl`: the server sends the edits that let a URL through, by `workspace/applyEdit`, for the versions it knows. */
export const fixUrlRequest = 'nginxHandshake/fixUrl';

export interface FixUrlParams {
  readonly uri: string;
  readonly url: string;
  /** As the button said it: another fix than this one is not applied. */
  readonly title: string;
}

export interface FixUrlResult {
  readonly applied: boolean;
}

/** `nginxHandshake/urlAt`: the URL that a client opens to get to the location around a place. */
export const urlAtRequest = 'nginxHandshake/urlAt';

export interface UrlAtParams {
  readonly uri: string;
  readonly position: Position;
}

export interface UrlAtResult {
  /** By a name of its server, or by `localhost` where it has none that a client can say. */
  readonly url: string;
  /** Names the location from one day to the next: its server's names and its path, and the file. */
  readonly key: string;
}
