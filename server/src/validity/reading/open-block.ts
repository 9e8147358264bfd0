/** Making a block that is being read, and adding to it. */
import type { Placed } from '../../config/model.ts';
import type { Around, OpenBlock } from './model.ts';

/** Most blocks have none: they share these, which stay empty. */
const noNames = new Set<string>();
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
    refused: noNames,
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
  if (block.refused === noNames) block.refused = new Set();
  block.refused.add(name);
}

export function addInner(block: OpenBlock, inner: OpenBlock): void {
  block.innerGroups |= inner.groups | inner.innerGroups;
  if (block.inner === noBlocks) block.inner = [];
  block.inner.push(inner);
}

const nothingGiven = new Map<string, Placed[]>();

/** A block as the head of one inside sees it: only what surrounds it. */
export function headBlock({ context, location, within, depth }: Around): OpenBlock {
  return { ...createBlock({ context, location, within, depth }, undefined), given: nothingGiven };
}

/** Words of a kind that stood in the block so far: to be added to. */
export function wordsOf(block: OpenBlock, kind: string): Set<string> {
  block.words ??= new Map();
  const known = block.words.get(kind) ?? new Set<string>();
  block.words.set(kind, known);
  return known;
}
