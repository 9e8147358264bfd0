/** Blocks with the places where they stand. */
import type { Block, Directive, Item } from './tree.ts';

/** A directive with a block; `start` is absolute. */
export interface Placed {
  readonly item: Directive & { readonly block: Block };
  readonly start: number;
}

/** Blocks of the http level, and above, are in no server, location or upstream. */
export function cannotBeIn(outer: Directive, inner: Item): boolean {
  if (inner.kind !== 'directive' || inner.block === undefined) return false;
  if (ENTRY_BLOCKS.has(outer.name.text)) return true;
  if (!LOWER_BLOCKS.has(outer.name.text)) return false;
  return HIGHER_BLOCKS.has(inner.name.text) || (outer.name.text === 'upstream' && inner.name.text === 'location');
}

const ENTRY_BLOCKS = new Set(['map', 'geo', 'split_clients', 'charset_map', 'types']);
const LOWER_BLOCKS = new Set(['server', 'location', 'if', 'limit_except', 'upstream']);
const HIGHER_BLOCKS = new Set(['server', 'upstream', 'map', 'geo', 'split_clients', 'http', 'events', 'stream', 'mail']);

/** The item of a block at `index`, if it has a block itself; the block's owner starts at `origin`. */
export function placedBlock(around: Block, origin: number, index: number): Placed | undefined {
  const item = around.items[index];
  if (item?.kind !== 'directive' || item.block === undefined) return undefined;
  return { item: item as Placed['item'], start: origin + (around.starts[index] ?? 0) };
}

/** The last block inside that suits. */
export function lastBlock(around: Placed, suits: (placed: Placed, index: number, around: Placed) => boolean): Placed | undefined {
  const { item, start } = around;
  for (let index = item.block.items.length - 1; index >= 0; index--) {
    const placed = placedBlock(item.block, start, index);
    if (placed !== undefined && suits(placed, index, around)) return placed;
  }
  return undefined;
}
