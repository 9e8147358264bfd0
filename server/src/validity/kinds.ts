/** The kinds of mistakes that `nginx -t` refuses, and what is known about one of each kind beside its message. */
import type { ArgumentCount, Context, DirectiveForm, ValueKind } from '../reference/directives.ts';
import type { NginxVersion } from '../reference/version.ts';

/** What kind of mistake a refusal is about. The names are stable; none hangs on the text of a message. */
export const problemKinds = [
  'unknown-directive',
  'not-in-this-version',
  'directive-not-allowed-here',
  'wrong-argument-count',
  'missing-block',
  'unexpected-block',
  'invalid-value',
  'invalid-condition',
  'invalid-proxy-scheme',
  'duplicate-directive',
  'duplicate-location',
  'invalid-location',
  'uri-not-allowed',
  'invalid-upstream',
  'map-conflict',
  'include-not-found',
  'invalid-regex',
  'unknown-variable',
  'invalid-variable',
  'unknown-name',
  'duplicate-name',
  'duplicate-listen',
  'incompatible-settings',
  'missing-setting',
  'unfit-sizes',
  'missing-events',
  'stops-reading',
] as const;

export type ProblemKind = (typeof problemKinds)[number];

/** What a value may be. */
export interface Expected {
  /** How nginx reads it. */
  readonly as: ValueKind;
  /** All words that it takes; none where they are not listed. */
  readonly words?: readonly string[];
  /** Smallest and greatest number; -1 for no greatest one. */
  readonly bounds?: readonly [number, number];
}

/** Releases, both ends included; `undefined` for an open end. */
export interface ReleaseRange {
  readonly since: NginxVersion | undefined;
  readonly until: NginxVersion | undefined;
}

/** What the values of a directive may be. */
export function expectedOf({ kind, words, bounds }: DirectiveForm): Expected {
  const listed = kind === 'flag' ? ['on', 'off'] : words;
  return { as: kind, ...(listed.length === 0 ? {} : { words: listed }), ...(bounds === undefined ? {} : { bounds }) };
}

/** What is known of a mistake beside nginx's message; which of them are there depends on its kind. */
export interface KnownFacts {
  /** What a directive stands in that is unknown, or not allowed there. */
  readonly context?: Context | undefined;
  /** `directive-not-allowed-here`: where it may stand. */
  readonly allowed?: ReadonlySet<Context> | undefined;
  /** `wrong-argument-count`: how many arguments it takes. */
  readonly counts?: ArgumentCount | undefined;
  /** `invalid-value`, `wrong-argument-count`: what it takes. */
  readonly expected?: Expected | undefined;
  /** `not-in-this-version`: the releases that read it so. */
  readonly releases?: ReleaseRange | undefined;
  /** `include-not-found`: the name as nginx completes it. */
  readonly file?: string | undefined;
  /** `unknown-variable`: its name, in lower case and without `$`; meant is its first use in the directive. */
  readonly variable?: string | undefined;
}
