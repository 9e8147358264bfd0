/** Hands the unchanged parts of an earlier tree to a builder, without looking at the text again. */
import type { Builder } from './builder.ts';
import { distanceToStatement, isOpenEnded, levelsOf } from './item-notes.ts';
import { marksBetween, marksOf } from './mistakes.ts';
import { lastAtOrBefore } from './places.ts';
import type { Reader } from './reader.ts';
import { blockKind } from './split-points.ts';
import { DEEPEST_BLOCK, type Block, type Directive, type Item } from './tree.ts';

/** All offsets are absolute, in the text of the earlier tree, unless said otherwise. */
export interface Replay {
  /**
   * Hands on everything before `to`, which must be an offset that {@link restartOffset} gave (or infinite).
   * `shift` leads from the earlier text to the new one. Answers where the text must be read from, if anywhere:
   * at `to`, or earlier where items cannot be taken over because they now stand in a block of another kind.
   */
  readonly advance: (to: number, shift: number) => Gap | undefined;
  /** Goes to `offset` if something begins there that can be read by itself: a directive, a comment, a `}`. */
  readonly seek: (offset: number) => boolean;
  /** Passes over the `}` of the innermost block, whose items have all been handed on. */
  readonly skipBrace: () => void;
  /** Opens a block behind the next item, a directive without one. */
  readonly enterItem: () => void;
}

/** The text must be read from `from`, and at least up to `until`. */
export interface Gap {
  readonly from: number;
  readonly until: number;
}

interface Frame {
  readonly block: Block;
  readonly owner: Directive | undefined;
  readonly origin: number;
  index: number;
  /** Everything before has been handed on; counts from the origin. */
  done: number;
}

export function createReplay(root: Block, builder: Builder): Replay {
  let stack: Frame[] = [{ block: root, owner: undefined, origin: 0, index: 0, done: 0 }];
  const levels = levelsOf(root);
  let nextStray = 0;
  const strays = marksOf(root).flatMap((mark) => ('mistake' in mark && isStray(mark.mistake.kind) ? [mark.at] : []));

  const handMarks = ({ block, origin, done }: Frame, to: number, shift: number): void => {
    const marks = marksBetween(block, done, to).filter((mark) => !('mistake' in mark && isStray(mark.mistake.kind)));
    if (marks.length > 0) builder.copyMarks(marks, origin + shift);
  };

  const handItems = (frame: Frame, toIndex: number, to: number, shift: number): void => {
    const { block, origin } = frame;
    handMarks(frame, to, shift);
    builder.copy(block, frame.index, toIndex, origin + shift, levels - stack.length + 1);
    frame.index = toIndex;
    frame.done = to;
  };

  /** Do the items stand deeper or less deep than before, so that blocks become text or text becomes blocks? */
  const isMisplaced = (): boolean => {
    const further = builder.depth() - stack.length + 1;
    return further !== 0 && levels + Math.max(further, 0) > DEEPEST_BLOCK;
  };

  /** Words are read in another way in a block of another kind. */
  const findMisfits = ({ block, owner, origin, index, done }: Frame, next: number, isInside: boolean): Gap | undefined => {
    if (next <= index || (builder.kind() === blockKind(owner?.name.text) && !isMisplaced())) return undefined;
    const last = block.items[next - 1];
    const length = isInside && last?.kind === 'directive' ? (last.block?.open ?? 0) + 1 : (last?.end ?? 0);
    return { from: origin + done, until: origin + (block.starts[next - 1] ?? 0) + length };
  };

  const leave = (frame: Frame, to: number, shift: number): boolean => {
    const { block, owner, origin } = frame;
    if (owner === undefined) return false;
    const brace = block.close ?? owner.end;
    // What was open at the end of the text ends where the new text does.
    if (to <= origin + brace || (block.close === undefined && origin + brace === root.close)) return false;
    handMarks(frame, brace, shift);
    if (block.close === undefined) builder.cut(origin + brace + shift);
    else builder.close(origin + brace + shift);
    stack.pop();
    return true;
  };

  const isOpenAt = (item: Item, start: number, to: number): boolean =>
    to === root.close &&
    start + item.end === to &&
    item.kind === 'directive' &&
    item.block !== undefined &&
    item.block.close === undefined;

  return {
    advance(to, shift) {
      for (let frame = stack.at(-1); frame !== undefined; frame = stack.at(-1)) {
        const { block, owner, origin, done } = frame;
        while ((strays[nextStray] ?? Infinity) < done && owner === undefined) nextStray++;
        const found = owner === undefined ? strays[nextStray] : undefined;
        const stray = found !== undefined && found < to ? found : undefined;
        const limit = stray ?? Math.min(to - origin, owner === undefined ? Infinity : (block.close ?? owner.end));
        const next = lastAtOrBefore(block.starts, limit - 0.5) + 1;
        const last = block.items[next - 1];
        const lastStart = block.starts[next - 1] ?? 0;
        // What was open at the end of the text goes on there.
        const isInside =
          next > frame.index && last !== undefined && (lastStart + last.end > limit || isOpenAt(last, origin + lastStart, to));
        const misfits = findMisfits(frame, next, isInside);
        if (misfits !== undefined) return misfits;
        handItems(frame, isInside ? next - 1 : next, isInside ? lastStart : limit, shift);
        if (isInside) {
          if (last.kind !== 'directive' || last.block === undefined) return { from: origin + lastStart, until: to };
          frame.index = next;
          frame.done = lastStart;
          const head = marksBetween(block, lastStart, lastStart + last.block.open + 1).filter((mark) => 'mistake' in mark);
          builder.copyMarks(head, origin + shift);
          frame.done = lastStart + last.end;
          builder.enter(last, origin + lastStart + shift);
          stack.push({ block: last.block, owner: last, origin: origin + lastStart, index: 0, done: last.block.open + 1 });
        } else if (stray !== undefined) {
          builder.close(stray + shift);
          frame.done = stray + 1;
        } else if (next < block.items.length || !leave(frame, to, shift)) {
          return to === Infinity ? undefined : { from: to, until: to };
        }
      }
      return undefined;
    },

    seek(offset) {
      const found: Frame[] = [];
      nextStray = 0;
      let [block, owner, origin]: [Block, Directive | undefined, number] = [root, undefined, 0];
      for (;;) {
        const index = lastAtOrBefore(block.starts, offset - origin);
        const item = block.items[index];
        const start = block.starts[index] ?? 0;
        if (item !== undefined && origin + start === offset) {
          if (distanceToStatement(item) > 0) return false;
          found.push({ block, owner, origin, index, done: start });
          break;
        }
        if (item?.kind === 'directive' && item.block !== undefined && offset < origin + start + item.end) {
          found.push({ block, owner, origin, index: index + 1, done: start + item.end });
          [block, owner, origin] = [item.block, item, origin + start];
          continue;
        }
        if (owner === undefined || block.close !== offset - origin) return false;
        found.push({ block, owner, origin, index: index + 1, done: block.close });
        break;
      }
      stack = found;
      return true;
    },

    skipBrace() {
      stack.pop();
    },

    enterItem() {
      const frame = stack.at(-1);
      const item = frame?.block.items[frame.index];
      if (frame === undefined || item?.kind !== 'directive') return;
      const start = frame.block.starts[frame.index] ?? 0;
      frame.index++;
      handMarks(frame, start + item.end, 0);
      frame.done = start + item.end;
      builder.enter({ ...item, block: { open: item.end, close: undefined, items: [], starts: [] } }, frame.origin + start);
    },
  };
}

/** Hands on everything before `to`, if the text is the same; what does not fit is read again. */
export function replayTo(to: number, text: string, builder: Builder, replay: Replay, reader: Reader): void {
  for (let gap = replay.advance(to, 0); gap !== undefined && gap.until < to; gap = replay.advance(to, 0)) {
    const { until } = gap;
    const met = { old: false };
    reader.read(text, gap.from, (part) => {
      met.old = part.start >= until && !builder.isTooDeep() && replay.seek(part.start);
      if (!met.old) builder.add(part);
      return !met.old;
    });
    if (!met.old) return;
  }
}

/**
 * Where the text must be read again if it changes from `offset` on: the start of the first item that may become another
 * one, or an offset between items. Always at or before `offset`.
 */
export function restartOffset(root: Block, text: string, offset: number): number {
  for (let at = offset; ;) {
    const { restart, statement } = restartAt(root, text, at);
    if (statement >= restart || restart === 0) return restart;
    at = Math.max(0, statement);
  }
}

/** `statement` is the start of the statement that the item at `restart` is a part of. */
function restartAt(root: Block, text: string, offset: number): { restart: number; statement: number } {
  let [block, origin, open]: [Block, number, number] = [root, 0, -1];
  for (;;) {
    const at = offset - origin;
    const index = lastAtOrBefore(block.starts, at);
    const next = block.items[index + 1];
    const nextStart = origin + (block.starts[index + 1] ?? 0);
    const isWithin = next !== undefined && distanceToStatement(next) > nextStart - offset;
    const found = unendedBefore(block, index);
    const item = block.items[found];
    const start = origin + (block.starts[found] ?? 0);
    if (item !== undefined && isEnterable(item, text, start, offset)) {
      [block, origin, open] = [item.block, start, item.block.open];
    } else if (isWithin) {
      return { restart: offset, statement: nextStart - distanceToStatement(next) };
    } else if (item === undefined) {
      return { restart: origin + open + 1, statement: Infinity };
    } else if (isTouched(item, offset - start)) {
      return { restart: start, statement: start - distanceToStatement(item) };
    } else {
      return { restart: start + item.end, statement: Infinity };
    }
  }
}

/** A directive without its `;` would go on behind the comments that follow it. */
function unendedBefore(block: Block, index: number): number {
  let before = index;
  for (let item = block.items[before]; item?.kind === 'comment' && !isOpenEnded(item); item = block.items[before]) before--;
  const item = block.items[before];
  return item !== undefined && isOpenEnded(item) ? before : index;
}

/** `at` counts from the item's start. What ends by itself (`;`, `}`) does not depend on what follows. */
function isTouched(item: Item, at: number): boolean {
  if (isOpenEnded(item)) return true;
  if (item.kind !== 'directive') return at <= item.end + 1;
  return at < item.end || (item.block !== undefined && item.block.close === undefined);
}

/** Can the change be read from inside the block? Not if it touches the `{`, nor if that is missing. */
function isEnterable(item: Item, text: string, start: number, offset: number): item is Directive & { readonly block: Block } {
  if (item.kind !== 'directive' || item.block === undefined) return false;
  const { open, close = item.end, starts } = item.block;
  if (offset > start + close) return false;
  return text[start + open] === '{' ? offset >= start + open + 2 : offset > start + (starts[0] ?? Infinity);
}

function isStray(kind: string): boolean {
  return kind === 'unexpected-closing-brace';
}
