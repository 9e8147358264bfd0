/** Places in the configuration that steps, origins and causes point at. */
import type { Anchor, Placed } from '../config/model.ts';
import type { Word } from '../syntax/tree.ts';

/** The whole directive, or one word of it; of a block only its name and arguments. */
export function anchorOf({ path, directive }: Placed, word?: Word): Anchor {
  if (word !== undefined) return { path, directive, start: word.start, end: word.end };
  const last = directive.args.at(-1) ?? directive.name;
  return { path, directive, start: 0, end: directive.block === undefined ? directive.end : last.end };
}
