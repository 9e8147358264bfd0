/** What an edit leaves as it was. */
import type { TextEdit } from './tree.ts';

/** A stretch of text that was replaced; between changes both texts are the same. */
export interface Change {
  readonly oldStart: number;
  readonly oldEnd: number;
  readonly newStart: number;
  readonly newEnd: number;
}

/**
 * The changes that lead from `before` to `after`, in the order of the text, as small as the edits allow.
 * `edits` that do not lead there are not believed: the texts are compared instead.
 */
export function findChanges(before: string, after: string, edits: readonly TextEdit[] | undefined): readonly Change[] {
  const told = edits === undefined ? undefined : compose(edits);
  const changes = told !== undefined && leadsTo(before, after, told) ? told : [whole(before, after)];
  return changes
    .map((change) => shrink(before, after, change))
    .filter(({ oldStart, oldEnd, newStart, newEnd }) => oldEnd > oldStart || newEnd > newStart);
}

/** Where an unchanged offset of the old text is now; `undefined` inside a change. */
export function toNew(changes: readonly Change[], offset: number): number | undefined {
  let moved = offset;
  for (const { oldStart, oldEnd, newEnd } of changes) {
    if (offset < oldStart) break;
    if (offset < oldEnd) return undefined;
    moved = offset + newEnd - oldEnd;
  }
  return moved;
}

/** The changes that lead back. */
export function invert(changes: readonly Change[]): readonly Change[] {
  return changes.map(({ oldStart, oldEnd, newStart, newEnd }) => ({
    oldStart: newStart,
    oldEnd: newEnd,
    newStart: oldStart,
    newEnd: oldEnd,
  }));
}

function whole(before: string, after: string): Change {
  return { oldStart: 0, oldEnd: before.length, newStart: 0, newEnd: after.length };
}

/** Brings edits, each in the coordinates left by those before it, into the coordinates of the first and the last text. */
function compose(edits: readonly TextEdit[]): Change[] | undefined {
  let changes: Change[] = [];
  for (const { start, end, newText } of edits) {
    if (!(start >= 0 && start <= end)) return undefined;
    const growth = newText.length - (end - start);
    const before = changes.filter((change) => change.newEnd < start);
    const after = changes.filter((change) => change.newStart > end);
    const touched = changes.slice(before.length, changes.length - after.length);
    const newStart = Math.min(start, touched[0]?.newStart ?? start);
    const newEnd = Math.max(end, touched.at(-1)?.newEnd ?? end);
    const oldStart = newStart - shiftBehind(before.at(-1));
    const oldEnd = newEnd - shiftBehind(touched.at(-1) ?? before.at(-1));
    const moved = after.map((change) => ({ ...change, newStart: change.newStart + growth, newEnd: change.newEnd + growth }));
    changes = [...before, { oldStart, oldEnd, newStart, newEnd: newEnd + growth }, ...moved];
  }
  return changes;
}

function shiftBehind(change: Change | undefined): number {
  return change === undefined ? 0 : change.newEnd - change.oldEnd;
}

function leadsTo(before: string, after: string, changes: readonly Change[]): boolean {
  let [oldAt, newAt] = [0, 0];
  for (const { oldStart, oldEnd, newStart, newEnd } of [...changes, end(before, after)]) {
    if (oldStart - oldAt !== newStart - newAt) return false;
    if (oldEnd > before.length || newEnd > after.length) return false;
    if (before.slice(oldAt, oldStart) !== after.slice(newAt, newStart)) return false;
    [oldAt, newAt] = [oldEnd, newEnd];
  }
  return true;
}

function end(before: string, after: string): Change {
  return { oldStart: before.length, oldEnd: before.length, newStart: after.length, newEnd: after.length };
}

/** Takes off what is the same at both ends. */
function shrink(before: string, after: string, change: Change): Change {
  let { oldStart, oldEnd, newStart, newEnd } = change;
  while (oldStart < oldEnd && newStart < newEnd && before.charCodeAt(oldStart) === after.charCodeAt(newStart)) {
    oldStart++;
    newStart++;
  }
  while (oldStart < oldEnd && newStart < newEnd && before.charCodeAt(oldEnd - 1) === after.charCodeAt(newEnd - 1)) {
    oldEnd--;
    newEnd--;
  }
  return { oldStart, oldEnd, newStart, newEnd };
}
