/** Offsets of a text as lines and characters: from 0 and in UTF-16 as editors count, or lines from 1 as nginx counts. */
import { placesOf } from '../syntax/lines.ts';
import type { Text } from '../syntax/tree.ts';

/** Both from 0. */
export interface Position {
  readonly line: number;
  readonly character: number;
}

export interface Lines {
  /** An offset outside the text gives its nearest end. */
  readonly positionAt: (offset: number) => Position;
  /** The text of a line, without its end. */
  readonly textOf: (line: number) => string;
  /** As nginx counts: from 1, and only a line feed ends a line (ngx_conf_file.c, ngx_conf_read_token). */
  readonly nginxLineAt: (offset: number) => number;
}

/** `\n`, `\r\n` and `\r` end a line, as in the Language Server Protocol. */
export function linesOf(text: string): Lines {
  const feeds = placesOf(text, '\n');
  const ends = endsOf(text, feeds);
  const startOf = (line: number): number => (line <= 0 ? 0 : (ends[line - 1] ?? text.length - 1) + 1);
  return {
    positionAt(offset) {
      const at = Math.max(0, Math.min(offset, text.length));
      const line = countUpTo(ends, at - 1);
      return { line, character: at - startOf(line) };
    },
    textOf: (line) => (line < 0 ? '' : text.slice(startOf(line), startOf(line + 1)).replace(/[\r\n]+$/, '')),
    nginxLineAt: (offset) => countUpTo(feeds, offset - 1) + 1,
  };
}

/** The last character of each line's end; a carriage return is one by itself where no line feed follows it. */
function endsOf(text: string, feeds: readonly number[]): readonly number[] {
  const returns = placesOf(text, '\r').filter((at) => text.charAt(at + 1) !== '\n');
  return returns.length === 0 ? feeds : [...feeds, ...returns].sort((a, b) => a - b);
}

/** The line of an offset as nginx counts, for one who asks once: nothing is kept. */
export function nginxLineAt({ pieces, starts }: Text, offset: number): number {
  let line = 1;
  for (const [index, { text }] of pieces.entries()) {
    const end = offset - (starts[index] ?? 0);
    if (end <= 0) break;
    for (let at = text.indexOf('\n'); at >= 0 && at < end; at = text.indexOf('\n', at + 1)) line++;
  }
  return line;
}

/** How many of the sorted numbers are at most `limit`. */
function countUpTo(sorted: readonly number[], limit: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] ?? 0) <= limit) low = middle + 1;
    else high = middle;
  }
  return low;
}
