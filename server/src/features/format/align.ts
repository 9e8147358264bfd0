/** What stands below each other: values in tables, and comments behind lines. */
import type { Directive } from '../../syntax/tree.ts';
import type { Gaps } from './gaps.ts';
import { columnOf, isOnOneLine, type Standing, type Written } from './style.ts';

/** Columns between the name and the first argument, for those items where it is more than one. */
export function firstGaps(written: Written, items: readonly Standing[], isTable: boolean): ReadonlyMap<Standing, number> {
  const { alignValues } = written.style;
  const found = new Map<Standing, number>();
  if (!isTable && !alignValues) return found;
  for (const run of runsOf(written, items)) {
    const widest = Math.max(...run.map(({ name }) => name));
    // As written: only what stands below something else was lined up.
    const gapOf = alignValues ? ({ name }: Row) => widest + 1 - name : lineUp(run);
    for (const row of run) found.set(row.standing, gapOf(row));
  }
  return found;
}

interface Row {
  readonly standing: Standing;
  /** Columns of the name. */
  readonly name: number;
  /** Columns from the beginning of the name to the first argument. */
  readonly value: number;
}

/** The gap that is there, where a neighbour's value stands at the same column. */
function lineUp(run: readonly Row[]): (row: Row) => number {
  const alike = new Set(run.filter((row, index) => [run[index - 1], run[index + 1]].some((it) => it?.value === row.value)));
  return (row) => (alike.has(row) ? Math.max(1, row.value - row.name) : 1);
}

/** Lines with a name and a value each that follow directly on each other. */
function runsOf(written: Written, items: readonly Standing[]): readonly (readonly Row[])[] {
  const runs: Row[][] = [];
  let last: Standing | undefined;
  for (const standing of items) {
    const { item, start } = standing;
    // A comment behind a line belongs to that.
    if (item.kind === 'comment' && last !== undefined && isOnOneLine(written, last.end, start)) continue;
    const value = item.kind === 'directive' && item.block === undefined ? item.args[0] : undefined;
    if (item.kind !== 'directive' || value === undefined || !isOnOneLine(written, start, start + lastWordEnd(item))) {
      last = undefined;
      continue;
    }
    const from = columnOf(written, start);
    const row = { standing, name: item.name.end, value: columnOf(written, start + value.start) - from };
    if (last !== undefined && isWithinALine(written, last.end, start)) runs.at(-1)?.push(row);
    else runs.push([row]);
    last = standing;
  }
  return runs;
}

/** A comment that begins behind something else, or below one that does. */
export interface LooseComment {
  /** Absolute offset behind what stands before it, and of the comment itself. */
  readonly before: number;
  readonly start: number;
  readonly end: number;
  /** The column that will be reached before it; `undefined`: it stands on a line of its own. */
  readonly reached: number | undefined;
  /** What a line of its own begins with, and the columns of that. */
  readonly lineStart: string;
  readonly margin: number;
}

/** Comments on lines that follow each other, at one column, stay below each other; all others stand one blank behind. */
export function placeComments(written: Written, gaps: Gaps, comments: readonly LooseComment[]): void {
  const groups: LooseComment[][] = [];
  let last: LooseComment | undefined;
  for (const comment of comments) {
    if (last !== undefined && isBelow(written, last, comment)) groups.at(-1)?.push(comment);
    else groups.push([comment]);
    last = comment;
  }
  for (const group of groups) {
    const column = Math.max(...group.map(({ reached }) => reached ?? 0)) + 1;
    for (const { before, start, reached, lineStart, margin } of group) {
      const blanks = ' '.repeat(Math.max(0, column - (reached ?? margin)));
      gaps.put(before, start, reached === undefined ? lineStart + blanks : blanks);
    }
  }
}

/** Does a comment go on with the one that is behind the line above? */
export function isBelow(written: Written, above: LooseComment, { start }: Pick<LooseComment, 'start'>): boolean {
  return isNextLine(written, above.end, start) && columnOf(written, above.start) === columnOf(written, start);
}

/** Is the one offset on the line directly below the other's? */
function isNextLine({ lineStartOf }: Written, above: number, below: number): boolean {
  const lineStart = lineStartOf(below);
  return lineStart > 0 && lineStartOf(lineStart - 1) === lineStartOf(above);
}

function lastWordEnd({ name, args }: Directive): number {
  return (args.at(-1) ?? name).end;
}

/** Lines follow each other, or will: each item gets one of its own. */
function isWithinALine(written: Written, above: number, below: number): boolean {
  return isOnOneLine(written, above, below) || isNextLine(written, above, below);
}
