/** What `nginx -t` refuses, as data. */
import type { Anchor, Placed, Refusal } from '../config/model.ts';
import type { KnownFacts, ProblemKind } from './kinds.ts';

/** `reading`: where it is read; `merging`: when an `http` or `stream` block is complete; `end`: when all files are read. */
export type Phase = 'reading' | 'merging' | 'end';

/** One reason why nginx refuses the configuration; message, file and line (from 1) are those that nginx itself names. */
export interface Problem extends Refusal, KnownFacts {
  readonly kind: ProblemKind;
  /** The very word or directive; `undefined` for what is missing altogether, and where no directive is meant. */
  readonly at: Anchor | undefined;
  /** What nginx names instead of the directive: the `}` of its block, or of the `http` or `stream` block. */
  readonly named: Anchor | undefined;
  /** The directive that is meant, with its block. */
  readonly on: Placed | undefined;
  /** The directive that it is in conflict with, which came earlier. */
  readonly earlier: Placed | undefined;
  /** Names of the directives around it and its own, outermost first: `http server location proxy_pass`. */
  readonly within: string;
  readonly phase: Phase;
  /** nginx's tokenizer cannot go on: nothing behind it is read. */
  readonly stops: boolean;
  /** Something that we cannot see stands before it: nginx refuses, but may name something there first. */
  readonly behindUnseen: boolean;
}
