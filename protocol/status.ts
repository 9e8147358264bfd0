/** `nginxHandshake/status`: what an open document is judged for and in. */

export const statusRequest = 'nginxHandshake/status';

/** `nginxHandshake/statusChanged`: what was answered last about a document is another now. To clients that asked once. */
export const statusChanged = 'nginxHandshake/statusChanged';

export interface StatusParams {
  readonly uri: string;
}

export interface StatusResult {
  /** `nginx 1.25.5`, `nginx 1.18.0 to 1.30.1`. */
  readonly version: string;
  /** Where the version is from: a sentence without a full stop. */
  readonly source: string;
  /** The main files that it is read in, as URIs, the nearest first; none where it is judged by itself. */
  readonly mains: readonly string[];
  /** The setting says which main file it is. */
  readonly isMainSet: boolean;
  /** The main files of its workspace folder, as URIs. */
  readonly choices: readonly string[];
}

export type StatusChanged = StatusParams & StatusResult;
