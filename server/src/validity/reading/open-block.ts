/** Making a block that is being read, and adding to it. */
import type { Placed } from '../../config/model.ts';
import { bounded } from '../../query/bounded.ts';
import { askedLater } from '../end/asked.ts';
import type { Around, OpenBlock } from './model.ts';

/** Most blocks have none: they share this, which stays empty. */
const noBlocks: OpenBlock[] = [];

export function createBlock(
  { context, location, within, depth }: Around,
  at: Placed | undefined,
  given = new Map<string, Placed[]>(),
): OpenBlock {
  return {
    kind: 'open',
    context,
    location,
    within,
    depth,
    at,
    given,
    refused: undefined,
    inner: noBlocks,
    words: undefined,
    unseen: false,
    stock: false,
    misspelt: false,
    servers: undefined,
    groups: 0,
    innerGroups: 0,
  };
}

/** Of a block that was read to its end, keeps no more of what was set than is asked for later, and no room for more. */
export function forget(block: OpenBlock): void {
  let kept: Map<string, Placed[]> | undefined;
  for (const [name, uses] of block.given) {
    const group = askedLater.get(name);
    if (group === undefined) continue;
    block.groups |= group;
    (kept ??= new Map()).set(name, uses.slice());
  }
  block.given = kept ?? nothing.given;
  if (block.inner !== noBlocks) block.inner = block.inner.slice();
}

const nothing = { given: new Map<string, Placed[]>() };

/** Names of the blocks around a directive of the block `name` in those: there are few of them. */
export const withinOf = bounded(1000, (within: string) =>
  bounded(1000, (name: string) => (within === '' ? name : `${within} ${name}`)),
);

export function addRefused(block: OpenBlock, name: string): void {
  (block.refused ??= new Set()).add(name);
}

export function addInner(block: OpenBlock, inner: OpenBlock): void {
  block.innerGroups |= inner.groups | inner.innerGroups;
  if (block.inner === noBlocks) block.inner = [];
  block.inner.push(inner);
}

/** A block as the head of one inside sees it: only what surrounds it. */
export function headBlock({ context, location, within, depth }: Around): OpenBlock {
  return createBlock({ context, location, within, depth }, undefined, nothing.given);
}

/** Words of a kind that stood in the block so far: to be added to. */
export function wordsOf(block: OpenBlock, kind: string): Set<string> {
  block.words ??= new Map();
  const known = block.words.get(kind) ?? new Set<string>();
  block.words.set(kind, known);
  return known;
}
