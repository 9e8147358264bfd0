/** A long body as it was placed, so that the next one is placed by what differs: nobody looks at each of thousands of directives. */
import { createKeeping, type Keeping } from '../query/derived.ts';
import { commonEnds, sameEnds, spliced } from '../query/same.ts';
import { countBelow, few } from '../query/sift.ts';
import { commonText, type Pieces } from '../syntax/text.ts';
import type { Block } from '../syntax/tree.ts';
import { isSameLine, type TextAround } from './line.ts';
import type { Placed } from './model.ts';
import { blocksAmong, directivesAmong, includersAmong } from './parts.ts';
import { writtenIn } from './written.ts';

/** The directives that are written in a body, and what their includes brought. */
export interface Written {
  readonly written: readonly Placed[];
  /** By the index of the include among them, in their order. */
  readonly brought: readonly Brought[];
  /** Where they were read; only known of a long one. */
  readonly from: Origin | undefined;
}

export interface Brought {
  readonly behind: number;
  readonly placed: readonly Placed[];
}

interface Origin {
  readonly block: Block;
  readonly text: Pieces;
  readonly origin: number;
}

export interface Ends {
  /** How many directives at the beginning are the same. */
  readonly start: number;
  /** And how many of the others at the end. */
  readonly tail: number;
}

/** What is known of long bodies, by the list of what was placed. */
export type Bodies = Keeping<Written>;

export const createBodies: () => Bodies = createKeeping;

export const nothingWritten: Written = { written: [], brought: [], from: undefined };

/** `includedBy` brings the body, or none. */
export function writtenOf(placed: readonly Placed[], includedBy: Placed | undefined, bodies: Bodies): Written {
  const known = placed.length > few ? bodies.get(placed) : undefined;
  if (known !== undefined) return known;
  const { written, brought } = writtenIn(placed, includedBy);
  const behind = (include: Placed): number => written.indexOf(include);
  return {
    written,
    brought: [...(brought ?? [])].map(([include, its]) => ({ behind: behind(include), placed: its })),
    from: undefined,
  };
}

export interface Lines extends Ends {
  /** Of the block's directives among its items. */
  readonly indexes: readonly number[];
}

/** How far the directives of a block are those that were placed before, with the same comments. */
export function sameLines(block: Block, around: TextAround, before: Written): Lines {
  const { from, written } = before;
  const indexes = directivesAmong.places(block.items, from?.block.items);
  if (written.length === 0) return { indexes, start: 0, tail: 0 };
  const isSame = (index: number, placed: Placed): boolean => isSameLine(block, index, around, placed);
  if (from?.origin !== around.origin) return { indexes, ...commonEnds(indexes, written, isSame) };
  const matches = (position: number, place: number): boolean => {
    const [index, placed] = [indexes[position], written[place]];
    return index !== undefined && placed !== undefined && isSame(index, placed);
  };
  const most = Math.min(indexes.length, written.length);
  const { above, below } = untouched(block, around, from);
  let start = Math.min(most, countBelow(indexes, above));
  while (start < most && matches(start, start)) start++;
  const behind = indexes.length - countBelow(indexes, block.items.length - below);
  // Comments above the first of those may be others.
  let tail = Math.max(0, Math.min(most - start, behind - 1));
  while (tail < most - start && matches(indexes.length - 1 - tail, written.length - 1 - tail)) tail++;
  return { indexes, start, tail };
}

/** How many items at both ends are the same, and stand with all that is above or below them in text that is the same. */
function untouched(block: Block, { text, origin }: TextAround, from: Origin): Record<'above' | 'below', number> {
  const [now, old] = [block, from.block];
  const same = sameEnds(now.items, old.items);
  const common = commonText(from.text, text);
  let above = 0;
  for (; above < same.start; above++) {
    const start = now.starts[above] ?? 0;
    if (start !== old.starts[above] || origin + start > common.start) break;
  }
  let below = 0;
  const [last, lastOld] = [now.items.length - 1, old.items.length - 1];
  for (; below < same.tail; below++) {
    const start = old.starts[lastOld - below] ?? 0;
    if (start + common.grown !== now.starts[last - below] || origin + start < common.end) break;
  }
  return { above, below };
}

/** What was placed, with what includes brought. */
export interface Between extends Pick<Written, 'written' | 'brought'> {
  readonly placed: readonly Placed[];
}

/** A body with other directives between its ends; the same list where nothing in it is another one. */
export function withBetween(placed: readonly Placed[], before: Written & Ends, between: Between): Between {
  const { start, tail } = before;
  const end = before.written.length - tail;
  const broughtBefore = (position: number): number =>
    before.brought.reduce((sum, it) => (it.behind < position ? sum + it.placed.length : sum), 0);
  const next = end + broughtBefore(end);
  const written = spliced(before.written, start, tail, between.written);
  const shift = written.length - before.written.length;
  return {
    placed: spliced(placed, start + broughtBefore(start), placed.length - next, between.placed),
    written,
    brought: [
      ...before.brought.filter(({ behind }) => behind < start),
      ...between.brought,
      ...before.brought.filter(({ behind }) => behind >= end).map((it) => ({ ...it, behind: it.behind + shift })),
    ],
  };
}

/** Of the directives at the ends, those that include something, in their blocks too. */
export function includersAtEnds({
  written,
  start,
  tail,
}: Written & Ends): Record<'includersBefore' | 'includersBehind', readonly Placed[]> {
  const [chosen, places] = [includersAmong(written), includersAmong.places(written)];
  return {
    includersBefore: chosen.slice(0, countBelow(places, start)),
    includersBehind: chosen.slice(countBelow(places, written.length - tail)),
  };
}

/** Only a long one is kept. */
export function keepBody(
  bodies: Bodies,
  { placed, written, brought }: Between,
  { block, text, origin }: Origin,
  { previous, before }: { readonly previous: readonly Placed[] | undefined; readonly before: Written },
): void {
  if (placed.length <= few) return;
  const { pieces, starts, length } = text;
  bodies.set(placed, { written, brought, from: { block, text: { pieces, starts, length }, origin } });
  // Found now, as long as the list from before is at hand.
  includersAmong(written, before.written);
  blocksAmong(placed, previous);
}
