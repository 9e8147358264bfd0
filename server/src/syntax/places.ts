/** Where the items of a syntax tree stand. */
import { toNew, type Change } from './edits.ts';
import type { Block, Item, SyntaxTree } from './tree.ts';

/** Items around an absolute offset, outermost first. What has no end of its own (no `;`, no `}`) includes its end. */
export function pathAt(root: Block, offset: number): Item[] {
  const path: Item[] = [];
  let block = root;
  let origin = 0;
  for (;;) {
    const index = lastAtOrBefore(block.starts, offset - origin);
    const item: Item | undefined = block.items[index];
    if (item === undefined) break;
    const start: number = origin + (block.starts[index] ?? 0);
    if (offset > start + item.end || (offset === start + item.end && isEnded(item))) break;
    path.push(item);
    const inner: Block | undefined = item.kind === 'directive' ? item.block : undefined;
    if (inner === undefined || offset <= start + inner.open) break;
    if (inner.close !== undefined && offset > start + inner.close) break;
    block = inner;
    origin = start;
  }
  return path;
}

/** The item that starts at an absolute offset. */
export function itemAt(root: Block, offset: number): Item | undefined {
  let block = root;
  let origin = 0;
  for (;;) {
    const index = lastAtOrBefore(block.starts, offset - origin);
    const item = block.items[index];
    const start = origin + (block.starts[index] ?? 0);
    if (item === undefined || start === offset) return item;
    if (item.kind !== 'directive' || item.block === undefined) return undefined;
    block = item.block;
    origin = start;
  }
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

function isEnded(item: Item): boolean {
  if (item.kind === 'comment') return false;
  if (item.kind === 'template') return true;
  return item.semicolon !== undefined || item.block?.close !== undefined;
}

/** One version of a text, and how it came from the one before. */
export interface Version {
  readonly parent: Version | undefined;
  readonly changes: readonly Change[];
  readonly age: number;
  /** Where all items stand, once that had to be looked up. */
  starts?: ReadonlyMap<Item, number>;
}

export function nextVersion(parent: Version | undefined, changes: readonly Change[]): Version {
  const isKept = parent !== undefined && parent.age < LONGEST;
  return { parent: isKept ? parent : undefined, changes, age: isKept ? parent.age + 1 : 0 };
}

/** Versions that are remembered in a row; behind them, all places are looked up afresh once. */
const LONGEST = 1000;

/** Steps after which a place is noted again. */
const MANY = 32;

/** `startOf` and `startsOf` of a tree ({@link SyntaxTree}). */
export interface Starts {
  readonly one: SyntaxTree['startOf'];
  readonly each: SyntaxTree['startsOf'];
}

/** Remembers where items were last seen, over all versions: to find one again costs no walk over the tree. */
export interface Places {
  readonly find: (root: Block, version: Version) => Starts;
  readonly note: (item: Item, start: number, version: Version) => void;
}

export function createPlaces(): Places {
  const seen = new WeakMap<Item, { start: number; version: Version }>();

  /** Where the item was when it was last seen, and the versions since then, last first. */
  const lastSeen = (
    item: Item,
    version: Version,
    known: StepsSince,
  ): { start: number; steps: readonly Version[] } | undefined => {
    const place = seen.get(item);
    const since = place === undefined ? undefined : stepsSince(place.version, version, known);
    if (place !== undefined && since !== undefined) return { start: place.start, steps: since };
    const steps: Version[] = [];
    for (let at: Version | undefined = version; at !== undefined; at = at.parent) {
      const start = at.starts?.get(item);
      if (start !== undefined) return { start, steps };
      steps.push(at);
    }
    return undefined;
  };

  return {
    note(item, start, version) {
      seen.set(item, { start, version });
    },
    find(root, version) {
      // Many items were last seen in the same version.
      const known: StepsSince = new Map();
      const followed = (item: Item): number | undefined => {
        const found = lastSeen(item, version, known);
        const start = found?.steps.reduceRight<number | undefined>(
          (at, { changes }) => (at === undefined ? at : toNew(changes, at)),
          found.start,
        );
        if (found === undefined || start === undefined || itemAt(root, start) !== item) return undefined;
        if (found.steps.length > MANY) seen.set(item, { start, version });
        return start;
      };
      return {
        one(item) {
          const start = version.starts === undefined ? followed(item) : undefined;
          if (start !== undefined) return start;
          version.starts ??= allStarts(root);
          return version.starts.get(item);
        },
        each(items) {
          const out = new Map<Item, number>();
          const missing = new Set<Item>();
          for (const item of items) {
            const start = version.starts === undefined ? followed(item) : version.starts.get(item);
            if (start === undefined) missing.add(item);
            else out.set(item, start);
          }
          if (missing.size === 0 || version.starts !== undefined) return out;
          walk(root, (item, start) => {
            if (!missing.delete(item)) return true;
            out.set(item, start);
            seen.set(item, { start, version });
            return missing.size > 0;
          });
          return out;
        },
      };
    },
  };
}

/** The versions behind `from` up to `to`, last first; `undefined` if `to` does not come from `from`. */
function stepsBetween(from: Version, to: Version): Version[] | undefined {
  const steps: Version[] = [];
  for (let version: Version | undefined = to; version !== undefined; version = version.parent) {
    if (version === from) return steps;
    steps.push(version);
  }
  return undefined;
}

/** `stepsBetween` versions and one other, as far as it was asked for. */
type StepsSince = Map<Version, readonly Version[] | undefined>;

function stepsSince(from: Version, to: Version, known: StepsSince): readonly Version[] | undefined {
  if (!known.has(from)) known.set(from, stepsBetween(from, to));
  return known.get(from);
}

function allStarts(root: Block): Map<Item, number> {
  const starts = new Map<Item, number>();
  walk(root, (item, start) => starts.set(item, start) === starts);
  return starts;
}

/** Tells of each item with its absolute start, in the order of the text, as long as more are wanted: there may be hundreds of thousands. */
function walk(root: Block, tell: (item: Item, start: number) => boolean): void {
  const outer: { readonly block: Block; readonly origin: number; readonly next: number }[] = [];
  let [block, origin, next] = [root, 0, 0];
  for (;;) {
    const item = block.items[next];
    if (item === undefined) {
      const around = outer.pop();
      if (around === undefined) return;
      ({ block, origin, next } = around);
      continue;
    }
    const start: number = origin + (block.starts[next++] ?? 0);
    if (!tell(item, start)) return;
    if (item.kind !== 'directive' || item.block === undefined) continue;
    outer.push({ block, origin, next });
    [block, origin, next] = [item.block, start, 0];
  }
}
