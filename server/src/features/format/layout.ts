/** Blocks: each item on a line of its own in the indentation of its level; blank lines as the author put them, one at most. */
import type { Directive } from '../../syntax/tree.ts';
import { firstGaps, isBelow, placeComments, type LooseComment } from './align.ts';
import { layOutHead } from './directive.ts';
import type { Gaps } from './gaps.ts';
import { advance, columnOf, indentOf, isTable, standingIn, staysOnLine, type Standing, type Written } from './style.ts';

export interface Layout {
  readonly written: Written;
  readonly gaps: Gaps;
}

export interface Level {
  /** Absolute offset behind the `{`; of a file, its beginning. */
  readonly from: number;
  readonly items: readonly Standing[];
  /** What their lines begin with. */
  readonly indent: string;
  readonly isTable: boolean;
  /** Nothing stands before the first item. */
  readonly isFile: boolean;
}

/** Lays out what stands between two braces, or in a file; gives the offset behind the last item. */
export function layOutLevel(layout: Layout, { from, items, indent, isTable, isFile }: Level): number {
  const { written, gaps } = layout;
  const { text, eol, style } = written;
  const gapOf = firstGaps(written, items, isTable);
  const margin = advance(0, indent, style.tabSize);
  // Where tags of a template engine steer what stands here, their author's indentation shows it.
  const isSteered = items.some(({ item }) => item.kind === 'template');
  const comments: LooseComment[] = [];
  let before = from;
  let column: number | undefined;
  let own = indent;
  for (const [index, standing] of items.entries()) {
    const { item, start, end } = standing;
    const gap = text.slice(before, start);
    const isFirst = index === 0;
    const above = comments.at(-1);
    const isLoose = gap.includes('\n') ? above !== undefined && isBelow(written, above, standing) : !(isFirst && isFile);
    const follows = item.kind === 'comment' && isLoose;
    if (isSteered) {
      // Stays where it is.
    } else if (follows) {
      const reached = gap.includes('\n') ? undefined : (column ?? columnOf(written, before));
      comments.push({ before, start, end, reached, lineStart: eol + indent, margin });
    } else {
      const blankLine = !isFirst && (gap.match(/\n/g)?.length ?? 0) > 1;
      gaps.put(before, start, (isFirst && isFile ? '' : eol) + (blankLine ? eol : '') + indent);
    }
    if (item.kind === 'directive') {
      // Behind another one on its line it goes by that, whatever becomes of the line.
      if (isSteered && (isFirst || gap.includes('\n'))) own = indentOf(written, start);
      column = layOutDirective(layout, start, item, own, gapOf.get(standing) ?? 1);
    }
    before = end;
  }
  placeComments(written, gaps, comments);
  return before;
}

/** Gives the column behind it. */
export function layOutDirective(layout: Layout, start: number, directive: Directive, indent: string, firstGap: number): number {
  const { written, gaps } = layout;
  const { text, eol, style } = written;
  const { block, rawBody, end } = directive;
  const column = layOutHead(written, gaps, { start, directive, indent, firstGap });
  if (rawBody !== undefined) return advance(column, text.slice(start + rawBody.start, start + end), style.tabSize);
  if (block?.close === undefined) return column;
  const items = standingIn(block, start);
  const from = start + block.open + 1;
  const close = start + block.close;
  const [only] = items;
  if (only === undefined && !text.slice(from, close).includes('\n')) {
    return advance(column, gaps.put(from, close, ''), style.tabSize) + 1;
  }
  if (only?.item.kind === 'directive' && staysOnLine(written, start, directive)) {
    gaps.put(from, only.start, ' ');
    const inner = layOutHead(written, gaps, { start: only.start, directive: only.item, indent, firstGap: 1 });
    gaps.put(only.end, close, ' ');
    return column + 1 + (inner - advance(0, indent, style.tabSize)) + 2;
  }
  const level = { from, items, indent: indent + style.indent, isTable: isTable(directive), isFile: false };
  const last = layOutLevel(layout, level);
  if (items.at(-1)?.item.kind !== 'template') gaps.put(last, close, eol + indent);
  return advance(0, indent, style.tabSize) + 1;
}
