/** `nginxHandshake/keepChecking`: where to write the comment that states a URL, so that it is checked from then on. */

/** The command of the client; its argument, if any, is a `KeepCheckingParams`. */
export const keepCheckingCommand = 'nginxHandshake.keepChecking';

export const keepCheckingRequest = 'nginxHandshake/keepChecking';

export interface KeepCheckingParams {
  /** Of a file of the configuration. */
  readonly uri: string;
  /** `ws://`, `wss://`, `http://`, `https://`, or a path. */
  readonly url: string;
}

/** Text to insert; lines and characters as in the protocol. */
export interface KeepCheckingResult {
  readonly uri: string;
  readonly position: { readonly line: number; readonly character: number };
  readonly newText: string;
}
