/** `nginxHandshake/probe`: a real WebSocket to a URL, beside what the configuration of an open document makes of it. */
import type { PanelPage } from './panel.ts';

export const probeRequest = 'nginxHandshake/probe';

export interface ProbeParams {
  /** Of a file of the configuration. */
  readonly uri: string;
  /** `ws://`, `wss://`, `http://` or `https://`. */
  readonly url: string;
  /** Seconds to hold the open connection in silence; 0, if not said, closes it at once. */
  readonly hold?: number;
  /** Takes any certificate. */
  readonly insecure?: boolean;
  /** As whose client to ask; by the path where it is not said. */
  readonly protocol?: 'websocket' | 'socketio' | 'signalr';
  /** Sent besides a browser's own, as `Name: value`. */
  readonly headers?: readonly string[];
  /** Instead of that of the URL. */
  readonly origin?: string | undefined;
  readonly subprotocols?: readonly string[];
  /** `HOST:PORT:ADDRESS`: where a name is instead of where it says. */
  readonly resolve?: readonly string[];
  /** `ADDRESS[:PORT]` of the origin, which is asked the same. */
  readonly compare?: string | undefined;
}

/** What came back, or why nothing was sent: a sentence. A request that is cancelled gives what was seen until then. */
export type ProbeResult = { readonly connected: boolean; readonly page: PanelPage } | { readonly complaint: string };

/** From the server while it asks, and about every second while it holds a connection. */
export const probingNotification = 'nginxHandshake/probing';

export interface ProbingParams {
  readonly page: PanelPage;
}

/** The last result beside the configuration as it is now; without parameters, `null` where there is none. Nothing is sent. */
export const probePageRequest = 'nginxHandshake/probePage';

/** Commands of the client. */
export const probeCommand = 'nginxHandshake.probe';
export const stopProbeCommand = 'nginxHandshake.stopProbe';

/**
 * What `probeCommand` takes: `key` names a location, whose URL is remembered; `sure`: nobody is asked for the URL any more; `ask`: for
 * the address of the origin, or for any of what a probe can be told besides.
 */
export interface ProbeCommandArgument extends ProbeParams {
  readonly key?: string;
  readonly sure?: boolean;
  readonly ask?: 'origin address' | 'options';
}
