/** What the reporters are handed. */
import type { FileFinding } from '../analysis/finding.ts';
import type { CheckedFix } from '../analysis/gate.ts';
import type { Lines } from '../features/lines.ts';
import type { NginxChoice } from '../project/nginx-choice.ts';
import type { KnownFinding } from './baseline.ts';
import type { ReportPlaces } from './place.ts';

/** What a reporter tells. */
export interface Report {
  readonly nginx: NginxChoice;
  readonly findings: readonly FileFinding[];
  /** No mistakes: what takes the rest of a server and forwards no WebSocket. */
  readonly notForwarded: NotForwardedPlaces;
  /** What nginx says when it refuses a file all the same, with its place: where no finding here shows it. */
  readonly refusal?: string | undefined;
  /** What went wrong, each told on standard error too: the report is not the whole truth. */
  readonly complaints: readonly string[];
  /** What was left out as known; `undefined` without a baseline. */
  readonly baseline: LeftOut | undefined;
  readonly places: ReportPlaces;
  /** Of all findings: the same as long as a finding is the same one, on whatever line. */
  readonly fingerprints: () => ReadonlyMap<FileFinding, string>;
  readonly fixesOf: (finding: FileFinding) => readonly CheckedFix[];
  readonly linesIn: (path: string) => Lines;
}

export interface LeftOut {
  readonly known: number;
  readonly gone: readonly KnownFinding[];
}

export interface NotForwardedPlaces {
  readonly count: number;
  /** The first of them, or all; where they stand is looked up now. */
  readonly first: (most?: number) => readonly NotForwarded[];
}

/** A location that takes the rest of a server and forwards no WebSocket. */
export interface NotForwarded {
  readonly path: string;
  /** Absolute UTF-16 offset of the `location`. */
  readonly start: number;
  /** Of the location. */
  readonly url: string;
}
