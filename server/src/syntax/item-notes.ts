/** What later parses must know of the items of a tree, beside the tree itself. */
import type { Block, Item } from './tree.ts';

/** Levels of blocks in a tree: at least as many as there are. */
const levels = new WeakMap<Block, number>();

export const setLevels = (root: Block, most: number): void => void levels.set(root, most);

export function levelsOf(root: Block): number {
  return levels.get(root) ?? 0;
}

/** How far behind the start of its statement an item stands that only a lost `;` or `{` made one of its own. */
const behind = new WeakMap<Item, number>();

export function distanceToStatement(item: Item): number {
  return behind.get(item) ?? 0;
}

/** `distance` is counted from the start of the statement. */
export function noteDistance(item: Item, distance: number): void {
  behind.set(item, Math.max(distance, distanceToStatement(item)));
}

/** Items other than directives that words behind them would join. */
const openEnded = new WeakSet<Item>();

export const noteOpenEnded = (item: Item): void => void openEnded.add(item);

/** Would words behind the item belong to it? */
export function isOpenEnded(item: Item): boolean {
  if (item.kind !== 'directive' || item.semicolon !== undefined) return openEnded.has(item);
  return item.block === undefined && (item.rawBody === undefined || item.rawBody.end === item.end);
}
