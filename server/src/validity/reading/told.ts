/** What is said of one directive: a refusal of some kind in nginx's words, with its place. */
import type { Placed } from '../../config/model.ts';
import type { KnownFacts, ProblemKind } from '../kinds.ts';

/** The judgement of one directive: nothing to say, a message, or no way to tell. */
export type Outcome = undefined | Told | typeof unknowable;

/** What nginx makes of it depends on something that we cannot see. */
export const unknowable = Symbol('unknowable');

export interface Told extends KnownFacts {
  readonly kind: ProblemKind;
  /** In nginx's words. */
  readonly message: string;
  /** The argument that is meant, from 0; -1 is the directive's name. When not said: the argument that nginx quotes, else the whole directive. */
  readonly word?: number;
  /** The directive that is meant, if it is not the one being judged. */
  readonly at?: Placed;
  /** The directive that it is in conflict with, which came earlier. */
  readonly earlier?: Placed;
  /** `head` when not said. */
  readonly line?: NamedLine;
}

/** Places and facts of a mistake, beside its kind and message. */
export type Details = Omit<Told, 'kind' | 'message'>;

/** A refusal of one kind, in nginx's words. */
export function tell(kind: ProblemKind, message: string, details?: Details): Told {
  return details === undefined ? { kind, message } : { kind, message, ...details };
}

/** A value that the directive does not take. */
export function invalid(message: string, details?: Details): Told {
  return tell('invalid-value', message, details);
}

/**
 * The line that nginx puts behind the message: of the `;` or `{` of the directive, of its `}`, of the `}` of the `http` or
 * `stream` block, or none.
 */
export type NamedLine = 'head' | 'close' | 'section' | 'none';

/** What nginx makes of the text that a directive's function returns. */
export function says(kind: ProblemKind, { name }: { readonly name: string }, what: string, details?: Details): Told {
  return tell(kind, `"${name}" directive ${what}`, details);
}

/** A directive that may stand in its block only once stands there again. */
export function duplicate(use: { readonly name: string; readonly earlier: readonly Placed[] }): Told {
  const [earlier] = use.earlier;
  return says('duplicate-directive', use, 'is duplicate', earlier === undefined ? {} : { earlier });
}
