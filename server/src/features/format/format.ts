/**
 * The formatter: changes blanks between words, and nothing else. What it would change is tried first: where nginx's tokenizer or our
 * own reading would see other words, comments or blocks than before, nothing is changed at all.
 */
import { placesOf } from '../../syntax/lines.ts';
import { lastAtOrBefore } from '../../syntax/places.ts';
import type { Block, Item, Parser, Span, SyntaxTree, TextEdit } from '../../syntax/tree.ts';
import { createGaps } from './gaps.ts';
import { layOutDirective, layOutLevel, type Layout } from './layout.ts';
import { saysTheSame } from './same.ts';
import { indentOf, isOnOneLine, standingIn, type FormatStyle, type Standing, type Written } from './style.ts';

/**
 * Edits that lay the text out, in its order and without overlaps; none where nothing is to change, or where it is not certain that
 * the text would say the same. A text with mistakes is laid out within those of its blocks that have none.
 */
export function format(tree: SyntaxTree, style: FormatStyle, parser: Parser): readonly TextEdit[] {
  const written = writtenIn(tree, style);
  const layout: Layout = { written, gaps: createGaps(written) };
  if (tree.errors.length === 0 && standingIn(tree.root, 0).every((it) => isWhole(tree.text, it))) layOutFile(layout, tree.root);
  else layOutWholeBlocks(layout, tree.root);
  const edits = layout.gaps.edits().toSorted((a, b) => a.start - b.start);
  return edits.length > 0 && saysTheSame(tree, parser.parse(withEdits(tree.text, edits))) ? edits : [];
}

/** The edits of {@link format} that touch the lines of a part of the text; offsets are absolute. */
export function formatRange(tree: SyntaxTree, { start, end }: Span, style: FormatStyle, parser: Parser): readonly TextEdit[] {
  const from = tree.text.lastIndexOf('\n', start - 1) + 1;
  const lineFeed = tree.text.indexOf('\n', Math.max(start, end - 1));
  const to = lineFeed < 0 ? tree.text.length : lineFeed;
  // Blanks before the first line and behind the last one belong to others, but for the indentation.
  return format(tree, style, parser).flatMap((edit) => {
    if (edit.start >= from && edit.end <= to) return [edit];
    return edit.start < from && edit.end >= from && edit.end <= to ? indentation(tree.text, edit, from) : [];
  });
}

/** The edits of {@link format} for what ends with the sign (`;` or `}`) that was typed before the absolute offset. */
export function formatTyped(tree: SyntaxTree, offset: number, style: FormatStyle, parser: Parser): readonly TextEdit[] {
  const typed = tree.pathAt(offset - 1).findLast((item) => endOf(tree, item) === offset);
  const start = typed?.kind === 'directive' ? tree.startOf(typed) : undefined;
  return start === undefined ? [] : formatRange(tree, { start, end: offset }, style, parser).filter(({ end }) => end <= offset);
}

/** The text with edits that are in its order and do not overlap. */
export function withEdits(text: string, edits: readonly TextEdit[]): string {
  const parts: string[] = [];
  let at = 0;
  for (const { start, end, newText } of edits) {
    parts.push(text.slice(at, start), newText);
    at = end;
  }
  return parts.join('') + text.slice(at);
}

function layOutFile(layout: Layout, root: Block): void {
  const { written, gaps } = layout;
  const items = standingIn(root, 0);
  const last = layOutLevel(layout, { from: 0, items, indent: '', isTable: false, isFile: true });
  if (items.at(-1)?.item.kind !== 'template') gaps.put(last, written.text.length, items.length === 0 ? '' : written.eol);
}

/** Blocks that are closed and without mistakes, each in the indentation that its first line has by then. */
function layOutWholeBlocks(layout: Layout, root: Block): void {
  const { written } = layout;
  const hasError = errorsIn(written.tree);
  let before: { readonly end: number; readonly indent: string } | undefined;
  const visit = (block: Block, origin: number): void => {
    for (const standing of standingIn(block, origin)) {
      const { item, start, end } = standing;
      if (item.kind !== 'directive' || item.block === undefined) continue;
      if (!isWhole(written.text, standing) || hasError(start, end)) {
        visit(item.block, start);
        continue;
      }
      // Behind the `}` of another one the line begins as that does.
      const indent = before !== undefined && isOnOneLine(written, before.end, start) ? before.indent : indentOf(written, start);
      layOutDirective(layout, start, item, indent, 1);
      before = { end, indent };
    }
  };
  visit(root, 0);
}

/** Does a mistake touch what stands between two absolute offsets? */
function errorsIn({ errors }: SyntaxTree): (start: number, end: number) => boolean {
  const starts = errors.map(({ start }) => start);
  let furthest = 0;
  const reaches = errors.map(({ end }) => (furthest = Math.max(furthest, end)));
  return (start, end) => {
    const last = lastAtOrBefore(starts, end);
    return (starts[last] ?? Infinity) <= end && (reaches[last] ?? 0) >= start;
  };
}

/**
 * Does it have its end, and all that is in it? Tags of a template engine may bring the end of another one, or a brace that is not
 * written.
 */
function isWhole(text: string, { item, start }: Standing): boolean {
  if (item.kind !== 'directive') return true;
  const { block, rawBody, semicolon, end, name } = item;
  if (block === undefined) return semicolon !== undefined || (rawBody !== undefined && rawBody.end < end);
  const { open, close } = block;
  if (close === undefined || text.charAt(start + open) !== '{' || text.charAt(start + close) !== '}') return false;
  return name.raw !== '' && standingIn(block, start).every((inner) => isWhole(text, inner));
}

/** Of an edit that begins on a line before `from`: what it makes of the blanks that the line at `from` begins with. */
function indentation(text: string, { end, newText }: TextEdit, from: number): readonly TextEdit[] {
  const wanted = newText.slice(newText.lastIndexOf('\n') + 1);
  return newText.includes('\n') && text.slice(from, end) !== wanted ? [{ start: from, end, newText: wanted }] : [];
}

function endOf(tree: SyntaxTree, item: Item): number {
  return (tree.startOf(item) ?? 0) + item.end;
}

function writtenIn(tree: SyntaxTree, style: FormatStyle): Written {
  const { text } = tree;
  const starts = [0, ...placesOf(text, '\n').map((at) => at + 1)];
  return {
    text,
    tree,
    style,
    eol: mostLineEnds(text, starts),
    lineStartOf: (offset) => starts[lastAtOrBefore(starts, offset)] ?? 0,
  };
}

/** The line ending that most lines have. */
function mostLineEnds(text: string, starts: readonly number[]): '\n' | '\r\n' {
  const returns = starts.filter((start) => text.charCodeAt(start - 2) === RETURN).length;
  return returns * 2 > starts.length - 1 ? '\r\n' : '\n';
}

const RETURN = 13;
