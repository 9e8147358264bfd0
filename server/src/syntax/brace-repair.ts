/** How a text with a lost or surplus brace is put right: one step of it. */
import type { Mistake } from './mistakes.ts';
import type { Directive } from './tree.ts';

export interface Repair {
  /** Undefined where it has been told already. */
  readonly mistake: Mistake | undefined;
  /** Offset of what stands behind the lost brace, or of the surplus brace, or of the directive without `{`. */
  readonly at: number;
  /** Where the block ends whose brace is lost. */
  readonly end?: number;
  /** The directive whose `{` is lost. */
  readonly opens?: Directive;
}
