/** Requests about the nginx that runs the configuration: which it is, a test, a reload, its whole configuration. */
import type { Place } from './place.ts';

/** Each of these is about a file of the configuration, or a workspace folder. */
export interface TargetParams {
  readonly uri: string;
}

/** `nginxHandshake/target`: which nginx is asked, and its version; answered when it has said it, or it is clear that it does not. */
export const targetRequest = 'nginxHandshake/target';

export interface TargetResult {
  /** A few words: `docker container web`. */
  readonly words: string;
  /** The setting names it; else it is the nginx of this machine. */
  readonly isSet: boolean;
  /** `nginx 1.28.0`; `null` where it did not say. */
  readonly version: string | null;
  /** Why nobody knows more: a sentence. */
  readonly problem: string | null;
}

/** `nginxHandshake/targets`: what was found that may run nginx. */
export const targetsRequest = 'nginxHandshake/targets';

export interface TargetChoice {
  readonly label: string;
  readonly description: string;
  /** For the setting `nginxHandshake.target`. */
  readonly setting: Readonly<Record<string, unknown>>;
}

export interface TargetsResult {
  readonly choices: readonly TargetChoice[];
  /** Where nothing could be listed, and why: sentences. */
  readonly remarks: readonly string[];
}

/** `nginxHandshake/test`: `nginx -t`, and a reload behind a test that passed. */
export const testRequest = 'nginxHandshake/test';

export interface TestParams extends TargetParams {
  readonly reload?: boolean;
  /** Somebody read `doubt`, and wants the reload all the same. */
  readonly sure?: boolean;
}

export interface TestResult {
  readonly outcome: 'passed' | 'refused' | 'unreachable' | 'cancelled';
  readonly reloaded: boolean;
  /** What happened, for people. */
  readonly sentence: string;
  /** All that was printed, each command above it. */
  readonly output: string;
  /** The first line that nginx objects to, where it is known here. */
  readonly place: Place | null;
  /** Why a reload may not be what is wanted: it waits for `sure`. */
  readonly doubt: string | null;
  readonly unmapped: readonly UnmappedFile[];
  /** nginx and the findings here do not agree. */
  readonly disagreement: Disagreement | null;
}

export interface Disagreement {
  readonly sentence: string;
  /** To copy: versions, and the block that it is about, without anything secret. */
  readonly report: string;
}

/** A file that nginx names, and that nobody knows here. */
export interface UnmappedFile {
  /** As nginx names it. */
  readonly path: string;
  readonly candidates: readonly MappedFile[];
}

/** What stands for it here, and the entry of `nginxHandshake.includeMap` that says so. */
export interface MappedFile {
  readonly uri: string;
  readonly from: string;
  readonly to: string;
}

/** `nginxHandshake/dump`: what `nginx -T` prints of the configuration. */
export const dumpRequest = 'nginxHandshake/dump';

export interface DumpResult extends Pick<TestResult, 'outcome' | 'sentence' | 'output' | 'place'> {
  /** The files, where the test passed. */
  readonly text: string | null;
}

/** The scheme of the read-only document that shows a dump. */
export const dumpScheme = 'nginx-handshake-dump';

/** Behind the path of the file that a dump was asked about: the path of its document. So the settings there hold for it. */
export const dumpSuffix = ' (nginx -T)';
