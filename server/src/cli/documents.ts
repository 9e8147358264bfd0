/** What `--format json` and the library give: plain data that programs rely on. */
import type { ProbeVerdict } from '../probe/judgement.ts';
import type { StepName } from '../probe/model.ts';

/** Findings. Lines and characters count from 0, in UTF-16, as in the Language Server Protocol. */
export interface CheckDocument {
  readonly version: 1;
  /** Two with a comma where it may be any between them. */
  readonly nginxVersion: string;
  /** Where the version is from: somebody said it, an installed nginx, the tag of an image, or nobody knows it. */
  readonly nginxFrom: 'said' | 'target' | 'installed' | 'image' | 'assumed';
  readonly findings: readonly FindingDocument[];
  /** Locations that take the rest of a server and forward no WebSocket, which is no mistake. */
  readonly notForwarded: readonly { readonly file: string; readonly line: number; readonly path: string }[];
}

/** Something that is wrong, or not as it could be. */
export interface FindingDocument {
  readonly file: string;
  /** As in the list of rules: `missing-websocket-headers`. */
  readonly rule: string;
  readonly severity: 'error' | 'warning' | 'information' | 'hint';
  /** For people; it may change from version to version. */
  readonly message: string;
  readonly range: RangeDocument;
  /** Other places that have to do with it. */
  readonly related: readonly { readonly file: string; readonly range: RangeDocument; readonly message: string }[];
  readonly fixes: readonly FixDocument[];
}

/** From the start to before the end. */
export interface RangeDocument {
  readonly start: { readonly line: number; readonly character: number };
  readonly end: { readonly line: number; readonly character: number };
}

/** A fix that was tried: its finding is gone, nginx refuses nothing more, and no handshake is worse. */
export interface FixDocument {
  readonly title: string;
  /** May be made without a look at it. */
  readonly safe: boolean;
  /** All ranges are those of the text before. */
  readonly edits: readonly { readonly file: string; readonly range: RangeDocument; readonly newText: string }[];
}

/** A line of a file, from 1, as nginx counts. */
export interface PlaceDocument {
  readonly file: string;
  readonly line: number;
}

/** What nginx does with one request. What cannot be known, or is not there, is `null`. */
export interface SimulationDocument {
  /** `depends`: on how strict the backend is; `unknown`: on what cannot be seen, which `reason` names. */
  readonly verdict: 'connects' | 'depends' | 'fails' | 'unknown';
  /** What nginx itself answers; 101 where it connects, `null` where the backend decides. */
  readonly status: number | null;
  /** For people. */
  readonly reason: string;
  readonly nginxVersion: string;
  readonly nginxFrom: CheckDocument['nginxFrom'];
  /** Where nobody said the version, what the other end of what it may be does. */
  readonly otherVersion: Pick<SimulationDocument, 'nginxVersion' | 'verdict' | 'status' | 'reason'> | null;
  readonly server: PlaceDocument | null;
  readonly location: (PlaceDocument & { readonly path: string }) | null;
  /** What is sent to which address; `head` is the request head, `\n` at the ends of lines. */
  readonly upstream: { readonly address: string | null; readonly head: string | null } | null;
  /** Those that are sent, then those that are not. */
  readonly headers: readonly HeaderDocument[];
  /** What makes nginx refuse the configuration; the verdict is `fails` then. */
  readonly errors: readonly { readonly file: string | null; readonly line: number | null; readonly message: string }[];
}

/** A header of the upstream request, and where it is from. */
export interface HeaderDocument {
  readonly name: string;
  readonly value: string | null;
  /** What decides a value that cannot be known. */
  readonly unknown?: string;
  readonly from: PlaceDocument | string | null;
  /** It does not reach the backend. */
  readonly dropped?: { readonly because: string; readonly by: PlaceDocument | null };
}

/** What a real client saw at one address. */
export interface SeenDocument {
  readonly steps: readonly { readonly name: StepName; readonly ms: number; readonly detail: string }[];
  /** Of the last answer; `null` where none came. */
  readonly status: number | null;
  readonly headers: readonly { readonly name: string; readonly value: string }[];
  /** The beginning of it. */
  readonly body: string;
  readonly connected: boolean;
  /** By the other side; `after` in seconds. */
  readonly closed: { readonly code: number; readonly after: number } | null;
  readonly answeredBy: 'nginx' | 'backend' | 'front' | 'nobody';
  readonly verdict: ProbeVerdict;
  /** For people. */
  readonly reason: string;
  readonly subprotocol?: string;
  readonly extensions?: string;
  /** What stands in front of nginx. */
  readonly front?: string;
}

/** What a real client saw, beside what the configuration says of the same URL. */
export interface ProbeDocument extends SeenDocument {
  readonly url: string;
  readonly simulation: SimulationDocument | null;
  /** What of the two is not the same, and whose that is; `unknown` without a configuration. */
  readonly differs: 'none' | 'not-reloaded' | 'front' | 'backend' | 'unknown';
  /** The same at another address. */
  readonly compared?: SeenDocument & { readonly address: string | null; readonly conclusion: string };
}
