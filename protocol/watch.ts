/** `nginxHandshake/startWatch`, `…/stopWatch`, `…/watched`: what the logs of nginx say of handshakes. */
import type { PanelPage } from './panel.ts';

export const startWatchRequest = 'nginxHandshake/startWatch';

export interface StartWatchParams {
  /** Of a file of the configuration. */
  readonly uri: string;
}

/** The page where something is followed now; or why not: a sentence. */
export type StartWatchResult = { readonly page: PanelPage } | { readonly complaint: string };

/** Without parameters. */
export const stopWatchRequest = 'nginxHandshake/stopWatch';

export interface StopWatchResult {
  /** False: nothing was watched. */
  readonly stopped: boolean;
  /** `null` where nothing was ever watched. */
  readonly page: PanelPage | null;
}

/** Without parameters: the page with places as they are now; `null` where nothing was watched yet. */
export const watchPageRequest = 'nginxHandshake/watchPage';

/** From the server, when something was read, and not more often than can be followed. */
export const watchedNotification = 'nginxHandshake/watched';

export interface WatchedParams {
  readonly page: PanelPage;
}

/** The client's commands, which actions of pages name. */
export const startWatchCommand = 'nginxHandshake.watchHandshakes';
export const stopWatchCommand = 'nginxHandshake.stopWatching';
