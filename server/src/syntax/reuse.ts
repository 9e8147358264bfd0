/** Gives items of an earlier version in place of equal new ones, so that what was computed from them stays valid. */
import { invert, toNew, type Change } from './edits.ts';
import { marksOf, type Mark } from './mistakes.ts';
import { itemAt } from './places.ts';
import type { Block, Directive, Item } from './tree.ts';

/** Gives an earlier item that is the same as a new one at the absolute offset `start`, else the new one. */
export type Reuse = (item: Item, start: number) => Item;

/** From the tree below `root`, of the text `before`; `changes` lead to `after`. */
export function reuseFrom(root: Block, before: string, after: string, changes: readonly Change[]): Reuse {
  const back = invert(changes);
  const isTouched = (start: number, end: number): boolean =>
    changes.some(({ newStart, newEnd }) => newStart < end && newEnd > start);

  return (item, start) => {
    if (isTouched(start, start + item.end)) return item;
    const oldStart = toNew(back, start);
    const old = oldStart === undefined ? undefined : itemAt(root, oldStart);
    if (oldStart === undefined || old?.kind !== item.kind || old.end !== item.end) return item;
    if (old.kind === 'directive' && item.kind === 'directive' && (old.block !== undefined || item.block !== undefined)) {
      return isSameBlock(old, item) ? old : item;
    }
    const isSame = before.slice(oldStart, oldStart + old.end) === after.slice(start, start + item.end);
    return isSame && hasSameShape(old, item) ? old : item;
  };
}

function hasSameShape(a: Item, b: Item): boolean {
  if (a.kind !== 'directive' || b.kind !== 'directive') return true;
  return a.semicolon === b.semicolon && a.rawBody?.end === b.rawBody?.end && hasSameWords(a, b);
}

/** The same text may be other words: whether what nobody sees ends one depends on the quotes that are open far in front of it. */
function hasSameWords(a: Directive, b: Directive): boolean {
  const words = [b.name, ...b.args];
  return (
    a.args.length === b.args.length &&
    [a.name, ...a.args].every((word, index) => word.raw === words[index]?.raw && word.start === words[index].start)
  );
}

function isSameBlock(a: Directive, b: Directive): boolean {
  const [old, now] = [a.block, b.block];
  if (old === undefined || old.open !== now?.open || old.close !== now.close) return false;
  if (old.items.length !== now.items.length || !hasSameWords(a, b)) return false;
  return (
    old.items.every((item, index) => item === now.items[index] && old.starts[index] === now.starts[index]) &&
    hasSameMarks(marksOf(old), marksOf(now))
  );
}

function hasSameMarks(a: readonly Mark[], b: readonly Mark[]): boolean {
  return a.length === b.length && a.every((mark, index) => isSameMark(mark, b[index]));
}

function isSameMark(a: Mark, b: Mark | undefined): boolean {
  if (a.at !== b?.at) return false;
  if ('block' in a || 'block' in b) return 'block' in a && 'block' in b && a.block === b.block;
  const [one, other] = [a.mistake, b.mistake];
  if (one.message !== other.message || one.end !== other.end) return false;
  return one.repair?.start === other.repair?.start && one.repair?.newText === other.repair?.newText;
}
