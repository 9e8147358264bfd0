/** A directive from its name to its `;` or `{`: one blank between words, line breaks where the author put them. */
import type { Directive } from '../../syntax/tree.ts';
import { commentsBetween, type Gaps } from './gaps.ts';
import { advance, columnOf, isOnOneLine, wordsOf, type Written } from './style.ts';

export interface Head {
  /** Absolute. */
  readonly start: number;
  readonly directive: Directive;
  /** What the line of the directive will begin with. */
  readonly indent: string;
  /** Columns between name and first argument. */
  readonly firstGap: number;
}

/** Lays out the words and the sign behind them; gives the column behind that. */
export function layOutHead(written: Written, gaps: Gaps, { start, directive, indent, firstGap }: Head): number {
  const { text, style, eol } = written;
  const words = wordsOf(directive).map((word) => ({ from: start + word.start, to: start + word.end }));
  const sign = signOf(written, start, directive);
  const margin = advance(0, indent, style.tabSize);
  const least = margin + advance(0, style.indent, style.tabSize);
  const isOneLine = isOnOneLine(written, start, sign ?? words.at(-1)?.to ?? start);
  const shift = isOneLine ? 0 : margin - columnOf(written, start);
  /** Columns of words: where they stand now, and where they will. */
  const columns = new Map<number, number>();
  let column = margin;
  let at = start;

  const write = (to: number): void => {
    column = advance(column, text.slice(at, to), style.tabSize);
    at = to;
  };
  const beside = (to: number, blanks: string): void => {
    column = advance(column, gaps.put(at, to, blanks), style.tabSize);
    at = to;
  };
  /** On a line of its own: below the word that it stands below now, or as far from the beginning. */
  const below = (to: number, isSign = false): void => {
    const now = columnOf(written, to);
    const wanted = isSign ? margin : (columns.get(now) ?? Math.max(now + shift, least));
    beside(to, eol + indent + ' '.repeat(wanted - margin));
  };
  /** Up to what stands at `to`, past comments; what is neither blank nor a comment stays as it is. */
  const reach = (to: number, blanks: string, mayBreak: boolean): void => {
    const comments = isOneLine ? [] : commentsBetween(text, at, to);
    for (const comment of comments ?? []) {
      if (text.slice(at, comment.start).includes('\n')) below(comment.start);
      else beside(comment.start, ' ');
      write(comment.end);
    }
    if (comments === undefined) write(to);
    else if (comments.length > 0 || (mayBreak && text.slice(at, to).includes('\n'))) below(to, !mayBreak);
    else beside(to, blanks);
  };

  for (const [index, { from, to }] of words.entries()) {
    if (index > 0) {
      reach(from, index === 1 ? ' '.repeat(firstGap) : ' ', true);
      const now = isOneLine ? 0 : columnOf(written, from);
      if (!columns.has(now)) columns.set(now, column);
    }
    write(to);
  }
  if (sign === undefined) return column;
  reach(sign, text.charAt(sign) === ';' ? '' : ' ', false);
  return column + 1;
}

/** Absolute offset of the `;` or `{` behind the words. */
function signOf({ text }: Written, start: number, { semicolon, block, rawBody }: Directive): number | undefined {
  const sign = semicolon ?? block?.open ?? (rawBody === undefined ? undefined : rawBody.start - 1);
  return sign !== undefined && ';{'.includes(text.charAt(start + sign)) ? start + sign : undefined;
}
