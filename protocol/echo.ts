/** `nginxHandshake/startEcho`, `…/stopEcho`, `…/echoed`: a backend of ours on the port that a `proxy_pass` leads to. */
import type { PanelPage } from './panel.ts';

export const startEchoRequest = 'nginxHandshake/startEcho';

export interface StartEchoParams {
  /** Of a file of the configuration. */
  readonly uri: string;
  /** Where the `proxy_pass` stands, or a location around it; as in the protocol. */
  readonly position?: { readonly line: number; readonly character: number };
  /** Instead of asking the place for it. */
  readonly port?: number;
}

/** A page where it runs; the ports that may be meant, where there are several; or why not: a sentence. */
export type StartEchoResult =
  { readonly port: number; readonly page: PanelPage } | { readonly ports: readonly number[] } | { readonly complaint: string };

/** Ends all of them; without parameters. */
export const stopEchoRequest = 'nginxHandshake/stopEcho';

export interface StopEchoResult {
  /** How many there were. */
  readonly stopped: number;
  readonly page: PanelPage;
}

/** Without parameters: the page with places as they are now; `null` where nothing was started yet. */
export const echoPageRequest = 'nginxHandshake/echoPage';

/** From the server, whenever something arrives. */
export const echoedNotification = 'nginxHandshake/echoed';

export interface EchoedParams {
  readonly page: PanelPage;
}

/** The client's commands, which actions of the server name; `startEchoCommand` takes the URI of a file and a port. */
export const startEchoCommand = 'nginxHandshake.startEcho';
export const stopEchoCommand = 'nginxHandshake.stopEcho';
