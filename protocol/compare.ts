/** `nginxHandshake/compare`: what breaks, and what else changes, when another nginx runs the configuration of an open document. */

export const compareRequest = 'nginxHandshake/compare';

export interface CompareParams {
  /** Of a file of the configuration. */
  readonly uri: string;
  /** Versions as settings say them: `1.28.0`, `openresty/1.27.1.2`. */
  readonly from: string;
  readonly to: string;
}

/** The comparison for people, or why there is none: a sentence. */
export type CompareResult = { readonly text: string } | { readonly complaint: string };

/** `nginxHandshake/versions`: what somebody may want to compare, the likeliest first. */
export const versionsRequest = 'nginxHandshake/versions';

export interface VersionsParams {
  readonly uri: string;
}

export interface VersionsResult {
  readonly from: readonly SuggestedVersion[];
  readonly to: readonly SuggestedVersion[];
}

export interface SuggestedVersion {
  readonly version: string;
  /** A few words: who ships it, or what it is. */
  readonly why: string;
}
