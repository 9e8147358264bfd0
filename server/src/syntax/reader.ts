/** Reads parts of a text with tree-sitter, and no more of the text than is asked for. */
import type { Parser as TreeSitter } from 'web-tree-sitter';
import { lineStart } from './lines.ts';
import { createScan } from './scan.ts';
import { LONGEST_TAG, readParts, type Part } from './statements.ts';

export interface Reader {
  /**
   * Calls `take` for each part from `from` on, until it answers `false` or the text ends. Something must begin at `from`.
   */
  readonly read: (text: string, from: number, take: (part: Part) => boolean) => void;
}

/** Reads one stretch of a text with tree-sitter. */
export interface StretchReader {
  /**
   * Calls `take` for the parts from `from` on, at least for one, as far as about `size` units show what they are.
   * Answers where the next part begins, or `undefined` when `take` answered `false` or the text has ended.
   */
  readonly read: (text: string, from: number, size: number, take: (part: Part) => boolean) => number | undefined;
}

/** Reads plain stretches in one pass and leaves the others to tree-sitter. */
export function createReader(slow: StretchReader): Reader {
  return {
    read(text, from, take) {
      const scan = createScan(text);
      let size = FIRST;
      for (let at = scan(from, take); at !== undefined;) {
        const next = slow.read(text, at, size, take);
        at = next === undefined ? undefined : scan(next, take);
        size = at === next ? size * 2 : FIRST;
      }
    },
  };
}

/** Reads everything with tree-sitter. */
export function createSlowReader(slow: StretchReader): Reader {
  return {
    read(text, from, take) {
      let size = FIRST;
      for (let at: number | undefined = from; at !== undefined; size *= 2) at = slow.read(text, at, size, take);
    },
  };
}

/**
 * tree-sitter's own incremental parse walks over all neighbours of the changed place (9 ms among 10,000 blocks, 90 ms
 * among 100,000 lines), so stretches of the text are parsed by themselves instead: what a part is depends on nothing
 * before it, and {@link isSettled} knows when it depends on what is behind the stretch.
 */
export function createStretchReader(treeSitter: TreeSitter, types: readonly string[]): StretchReader {
  const parse = (text: string, from: number, to: number, take: (part: Part) => boolean): void => {
    const tree = treeSitter.parse(withoutMark(text.slice(from, to)));
    if (tree === null) return;
    try {
      readParts(tree, types, from, take);
    } finally {
      tree.delete();
    }
  };

  return {
    read(text, from, first, take) {
      for (let size = first; ; size *= 8) {
        const lineEnd = text.indexOf('\n', from + size);
        if (lineEnd < 0 || lineEnd + 1 >= text.length) {
          parse(text, from, text.length, take);
          return undefined;
        }
        const parts: Part[] = [];
        parse(text, from, lineEnd + 1, (part) => parts.push(part) > 0);
        for (const [index, part] of parts.entries()) {
          if (!isSettled(text, parts, index, lineEnd + 1)) {
            if (index === 0) break;
            return part.start;
          }
          if (!take(part)) return undefined;
        }
      }
    },
  };
}

/** UTF-16 units that are read at first. */
const FIRST = 1024;

/** tree-sitter would skip a byte order mark, nginx does not: any other ordinary character takes its place. */
function withoutMark(text: string): string {
  return text.startsWith('\uFEFF') ? `\u00A0${text.slice(1)}` : text;
}

/** Would the part be the same if the text did not end at `end`, where a line ends? The last one is never settled. */
function isSettled(text: string, parts: readonly Part[], index: number, end: number): boolean {
  const part = parts[index];
  if (part === undefined || index === parts.length - 1) return false;
  if (part.kind === 'stray {') return !isLongTag(text, part.start, end);
  if (part.kind !== 'statement') return true;
  if (part.words.some((word) => word.unclosed === true && !isDecided(text, word.start, word.end, end))) return false;
  if (part.terminator === undefined) {
    let next = index + 1;
    while (parts[next]?.kind === 'comment') next++;
    return parts[next]?.kind === '}';
  }
  return part.rawBody === undefined || part.rawBody.end < part.end;
}

/** A `{` that may begin a template tag which ends behind `end`. */
function isLongTag(text: string, start: number, end: number): boolean {
  return start + LONGEST_TAG >= end && /^\{(?:[%#]|\{\{?[-~]?[ \t]*\/\*)/.test(text.slice(start, start + 50));
}

/** Is the quote because of which the word was found unclosed before `end`, beyond doubt? */
function isDecided(text: string, start: number, wordEnd: number, end: number): boolean {
  const quote = text.charAt(start);
  if (!text.includes(quote, wordEnd)) return true;
  let tries = 0;
  for (let at = text.indexOf(quote, wordEnd); at >= 0 && at < end - 1; at = text.indexOf(quote, at + 1)) {
    if (tries++ === MOST_QUOTES) break;
    const line = text.slice(lineStart(text, at), at);
    if (!/\{[{%]|\\/.test(line)) return true;
  }
  return false;
}

/** How many quotes are looked at: what they leave open, a longer stretch decides. */
const MOST_QUOTES = 20;
