/** What is not the same in two releases of nginx that run one configuration. Of files outside, only refusals are told. */
import type { FileFinding } from '../../analysis/finding.ts';
import type { Severity } from '../../analysis/rule.ts';
import type { Anchor, Refusal } from '../../config/model.ts';
import type { VerdictKind } from '../../handshake/model.ts';
import type { NginxVersion } from '../../reference/version.ts';

/** From the first release to the second: one that is there in the second only appears. */
export type Change = 'appears' | 'vanishes';

export interface Comparison {
  readonly main: string;
  readonly from: NginxVersion;
  readonly to: NginxVersion;
  /** What `nginx -t` of each says first; `undefined` where it accepts the configuration. */
  readonly refused: { readonly from: Refusal | undefined; readonly to: Refusal | undefined };
  readonly refusals: readonly ChangedRefusal[];
  /** None that only explains one of the refusals. */
  readonly findings: readonly ChangedFinding[];
  /** As if both releases started. */
  readonly handshakes: readonly ChangedHandshake[];
  readonly directives: readonly ChangedDirective[];
}

/** In nginx's own words, at the file and line that it names. */
export interface ChangedRefusal extends Refusal {
  readonly change: Change;
  /** What the editor says of it. */
  readonly finding: FileFinding | undefined;
}

export interface ChangedFinding {
  readonly change: Change | 'severity';
  /** Of the release that has it; of the second where both do. */
  readonly finding: FileFinding;
  /** In the first release, where both have it. */
  readonly before: Severity | undefined;
}

/** A browser's handshake that ends otherwise, or whose request head is another one. */
export interface ChangedHandshake {
  /** One that the location serves, or the stated one; `undefined` where none can be told. */
  readonly url: string | undefined;
  /** Somebody stated that it has to get through. */
  readonly stated: boolean;
  /** As it is written behind `location`. */
  readonly location: string | undefined;
  readonly at: Anchor | undefined;
  readonly from: Ending;
  readonly to: Ending;
  /** It got through, surely or to some backends, and does so less. */
  readonly worse: boolean;
  readonly head: HeadChange;
}

export interface Ending {
  readonly verdict: VerdictKind;
  /** A sentence. */
  readonly reason: string;
  /** HTTP version and header lines that the backend receives; what cannot be known is `?`. Empty where nothing is sent. */
  readonly lines: readonly string[];
}

export interface HeadChange {
  readonly gone: readonly string[];
  readonly come: readonly string[];
  /** The same lines in another order. */
  readonly moved: boolean;
}

/** A directive that means something else, or nothing any more, though both releases accept it. */
export interface ChangedDirective {
  readonly name: string;
  /** The first release that does so; it lies between the two, either way. */
  readonly since: NginxVersion;
  /** A sentence about that release and those behind it. */
  readonly what: string;
  /** Where it is written, or what it is missing in. */
  readonly at: Anchor;
}
