/** Where the items of a syntax tree stand. */
import type { Block, Item } from './tree.ts';

/** Items around an absolute offset, outermost first. An item whose end is open (no `;`, no `}`) includes its end. */
export function pathAt(root: Block, offset: number): Item[] {
  const path: Item[] = [];
  let block: Block | undefined = root;
  let origin = 0;
  while (block !== undefined) {
    const index = lastAtOrBefore(block.starts, offset - origin);
    const item: Item | undefined = block.items[index];
    if (item === undefined) break;
    const start: number = origin + (block.starts[index] ?? 0);
    if (offset > start + item.end || (offset === start + item.end && isTerminated(item))) break;
    path.push(item);
    const inner: Block | undefined = item.kind === 'directive' ? item.block : undefined;
    if (inner === undefined || offset <= start + inner.open) break;
    if (inner.close !== undefined && offset > start + inner.close) break;
    block = inner;
    origin = start;
  }
  return path;
}

/** Absolute starts of all items below `root`. */
export function allStarts(root: Block): Map<Item, number> {
  const starts = new Map<Item, number>();
  const pending: [Block, number][] = [[root, 0]];
  for (let entry = pending.pop(); entry !== undefined; entry = pending.pop()) {
    const [block, origin] = entry;
    block.items.forEach((item, index) => {
      const start = origin + (block.starts[index] ?? 0);
      starts.set(item, start);
      if (item.kind === 'directive' && item.block !== undefined) pending.push([item.block, start]);
    });
  }
  return starts;
}

/** Index of the last number that is not greater than `value`; -1 if there is none. `sorted` ascends. */
export function lastAtOrBefore(sorted: readonly number[], value: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] ?? 0) <= value) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

function isTerminated(item: Item): boolean {
  if (item.kind === 'comment') return false;
  if (item.kind === 'template') return true;
  return item.semicolon !== undefined || item.block?.close !== undefined;
}
