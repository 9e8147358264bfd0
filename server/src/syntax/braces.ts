/** Finds the block whose `}` is missing and the `}` that is one too many, and puts the blocks right. */
import type { Repair } from './brace-repair.ts';
import { createBuilder, type BuilderOptions } from './builder.ts';
import { findLostBrace, openAtEnd } from './lost-brace.ts';
import type { Mistake } from './mistakes.ts';
import type { Reader } from './reader.ts';
import { createReplay, replayTo } from './replay.ts';
import { findSurplusBrace } from './surplus-brace.ts';
import type { Block } from './tree.ts';

export interface Repaired {
  readonly root: Block;
  /** Of braces only, with absolute offsets. */
  readonly mistakes: readonly Mistake[];
  /** Ends of heads whose lost `{` was found thanks to its `}`. */
  readonly opened: ReadonlySet<number>;
}

/**
 * nginx tells only that the end of the file came too early, or one `}` too many. Which block it is shows in the
 * indentation, and in blocks that cannot be where they are (a `server` in a `server`).
 */
export function repairBraces(raw: Block, options: BuilderOptions, reader: Reader): Repaired {
  const { text } = options;
  const mistakes: Mistake[] = [];
  const opened = new Set<number>();
  let root = raw;
  for (let step = 0; step < MOST_REPAIRS; step++) {
    const repair = findLostBrace(root, text) ?? findSurplusBrace(root, text);
    if (repair === undefined) break;
    if (repair.mistake !== undefined) mistakes.push(repair.mistake);
    if (repair.opens !== undefined) opened.add(repair.at + repair.opens.end);
    root = apply(root, repair, options, reader);
  }
  return { root, opened, mistakes: [...mistakes, ...openAtEnd(root, text)].sort((a, b) => a.start - b.start) };
}

const MOST_REPAIRS = 30;

function apply(root: Block, { at, end, opens }: Repair, options: BuilderOptions, reader: Reader): Block {
  const builder = createBuilder(options);
  const replay = createReplay(root, builder);
  replayTo(at, options.text, builder, replay, reader);
  if (end !== undefined) builder.cut(end);
  else if (opens === undefined) replay.skipBrace();
  else replay.enterItem();
  replayTo(Infinity, options.text, builder, replay, reader);
  return builder.finish();
}
