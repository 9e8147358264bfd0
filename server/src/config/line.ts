/** The directives of a block as they are placed: each with the comments that speak about it. */
import type { Block, Directive, Text } from '../syntax/tree.ts';
import { commentsAbove } from './comments.ts';
import type { Placed } from './model.ts';
import { sameList } from '../query/same.ts';

/** The text that a block stands in. */
export interface TextAround {
  readonly text: Text;
  /** What is said to us at the top of the file. */
  readonly statements: readonly string[];
  /** Where the offsets of the block count from. */
  readonly origin: number;
}

/** A directive of a block, with where it starts in the text and the comments that speak about it. */
export interface Line {
  readonly directive: Directive;
  readonly start: number;
  readonly comments: readonly string[];
}

export function lineAt(block: Block, index: number, around: TextAround): Line {
  return {
    directive: block.items[index] as Directive,
    start: around.origin + (block.starts[index] ?? 0),
    comments: commentsFor(block, index, around),
  };
}

function commentsFor(block: Block, index: number, { text, statements, origin }: TextAround): readonly string[] {
  const item = block.items[index];
  if (item?.kind !== 'directive' || item.block === undefined || item.name.text !== 'location') return none;
  const above = block.items[index - 1]?.kind === 'comment' ? commentsAbove(text, block, index, origin) : none;
  return statements.length > 0 ? [...statements, ...above] : above;
}

/** Is the directive of a block the one that was placed, with the same comments? */
export function isSameLine(block: Block, index: number, around: TextAround, placed: Placed): boolean {
  return placed.directive === block.items[index] && sameList(placed.comments, commentsFor(block, index, around));
}

const none: readonly never[] = [];
