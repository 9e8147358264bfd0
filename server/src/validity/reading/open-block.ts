/** Making a block that is being read, and adding to it. */
import type { Placed } from '../../config/model.ts';
import type { Around, OpenBlock } from './model.ts';

/** Most blocks have none: they share this, which stays empty. */
const noBlocks: OpenBlock[] = [];

export function createBlock({ context, location, within, depth }: Around, at: Placed | undefined): OpenBlock {
  return {
    kind: 'open',
    context,
    location,
    within,
    depth,
    at,
    given: new Map(),
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
  return createBlock({ context, location, within, depth }, undefined);
}

/** Words of a kind that stood in the block so far: to be added to. */
export function wordsOf(block: OpenBlock, kind: string): Set<string> {
  block.words ??= new Map();
  const known = block.words.get(kind) ?? new Set<string>();
  block.words.set(kind, known);
  return known;
}
