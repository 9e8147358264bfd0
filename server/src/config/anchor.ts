/** Places in the configuration that findings, origins and causes point at. */
import type { Word } from '../syntax/tree.ts';
import type { Anchor, Placed } from './model.ts';

/** The directive's name, or the word given. */
export function anchorOf(placed: Placed, word: Word = placed.directive.name): Anchor {
  return { path: placed.path, directive: placed.directive, start: word.start, end: word.end };
}

/** The whole of a directive without a block; of a block, up to its `{`. */
export function wholeOf({ path, directive }: Placed): Anchor {
  const end = directive.block === undefined ? directive.end : directive.block.open;
  return { path, directive, start: 0, end };
}
