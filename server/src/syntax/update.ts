/** Makes the blocks of a text, out of those of an earlier version as far as they are unchanged. */
import { createBuilder, type BuilderOptions } from './builder.ts';
import { toNew, type Change } from './edits.ts';
import { lineStart } from './lines.ts';
import type { FarSight } from './mistakes.ts';
import type { Reader } from './reader.ts';
import { createReplay, restartOffset, type Replay } from './replay.ts';
import type { Block } from './tree.ts';

export interface Earlier {
  readonly text: string;
  readonly root: Block;
  /** From its text to the one that is read. */
  readonly changes: readonly Change[];
  readonly farSights: readonly FarSight[];
}

/** Without repairs of braces: what is open at the end of the text contains everything behind its `{`. */
export function readBlocks(options: BuilderOptions, reader: Reader, earlier: Earlier | undefined): Block {
  const { text } = options;
  const builder = createBuilder(options);
  if (earlier === undefined) {
    reader.read(text, 0, (part) => {
      builder.add(part);
      return true;
    });
    return builder.finish();
  }

  const replay = createReplay(earlier.root, builder);
  const changes = withRestarts(earlier, text);
  let passed = 0;
  for (;;) {
    const gap = replay.advance(changes[passed]?.restart ?? Infinity, shiftBefore(changes, passed));
    if (gap === undefined) break;
    const mustPass = gap.until === changes[passed]?.restart ? passed + 1 : passed;
    const from = gap.from + shiftBefore(changes, passed);
    const met = { old: false };
    reader.read(text, from, (part) => {
      while ((changes[passed]?.newStart ?? Infinity) <= part.start) passed++;
      const offset = part.start - shiftBefore(changes, passed);
      if (
        passed >= mustPass &&
        offset >= gap.until &&
        !builder.isTooDeep() &&
        canGoBack(part.start, offset, passed, changes, replay)
      ) {
        met.old = true;
        return false;
      }
      builder.add(part);
      return true;
    });
    if (!met.old) break;
  }
  return builder.finish();
}

interface PlacedChange extends Change {
  /** Offset in the old text from which on it must be read again. */
  readonly restart: number;
  /** Offset in the new text of the end of the line where the change ends. */
  readonly lineEnd: number;
}

/** Old items may be taken over again from the next line on: the indentation of the line may have changed. */
function canGoBack(start: number, offset: number, passed: number, changes: readonly PlacedChange[], replay: Replay): boolean {
  const [last, next] = [changes[passed - 1], changes[passed]];
  if (last !== undefined && start <= last.lineEnd) return false;
  return (next === undefined || offset <= next.restart) && replay.seek(offset);
}

function shiftBefore(changes: readonly Change[], passed: number): number {
  const last = changes[passed - 1];
  return last === undefined ? 0 : last.newEnd - last.oldEnd;
}

function withRestarts({ text: before, root, changes, farSights }: Earlier, after: string): PlacedChange[] {
  const all = [...changes, ...farEffects(farSights, changes)].sort((a, b) => a.oldStart - b.oldStart || a.oldEnd - b.oldEnd);
  let earliest = Infinity;
  return all
    .reverse()
    .map((change) => {
      const lineEnd = after.indexOf('\n', change.newEnd);
      earliest = Math.min(earliest, restartOffset(root, before, firstAffected(before, after, change)));
      return { ...change, restart: earliest, lineEnd: lineEnd < 0 ? Infinity : lineEnd };
    })
    .reverse();
}

/** Whether `{{ x }}` or `{x}` is a word depends on the rest of its line, and so does whether `{2}` belongs to one. */
function firstAffected(before: string, after: string, { oldStart, oldEnd, newStart, newEnd }: Change): number {
  const start = lineStart(before, oldStart);
  const line = before.slice(start, oldEnd) + after.slice(newStart - (oldStart - start), newEnd + 1);
  return ON_ITS_LINE.test(line) ? start : oldStart;
}

const ON_ITS_LINE = /\{[A-Za-z_{%#]|[%#$]\{|[}%#?][}>]|<[%?]|\[\[|\S\{[\d,]/;

/** Places before a change that were read as they were because of what stood there. */
function farEffects(farSights: readonly FarSight[], changes: readonly Change[]): Change[] {
  return farSights.flatMap(({ start, reach }) => {
    const newStart = toNew(changes, start);
    if (newStart === undefined || !changes.some(({ oldStart }) => start < oldStart && oldStart <= reach)) return [];
    return { oldStart: start, oldEnd: start, newStart, newEnd: newStart };
  });
}
