/** Reads parts of a text with tree-sitter, and no more of the text than is asked for. */
import type { Parser as TreeSitter } from 'web-tree-sitter';
import { hiddenBetween } from './hidden.ts';
import { lineStart } from './lines.ts';
import { maskStretch, type Masked } from './mask.ts';
import { createScan } from './scan.ts';
import { readParts, type Part } from './statements.ts';

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
        const hasUsedIt: boolean = next !== undefined && next - at > size / 4;
        at = next === undefined ? undefined : scan(next, take);
        size = at === next && hasUsedIt ? size * 2 : FIRST;
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
  const parse = (stretch: Masked, from: number, take: (part: Part) => boolean): void => {
    const tree = treeSitter.parse(stretch.text);
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
        const isLast = lineEnd < 0 || lineEnd + 1 >= text.length;
        const end = isLast ? text.length : lineEnd + 1;
        const stretch = maskStretch(text, from, end);
        const parts: Part[] = [];
        parse(stretch, from, (part) => parts.push(part) > 0);
        let behind = from;
        for (const [index, part] of parts.entries()) {
          if (index > 0 && behind > stretch.sure) return behind;
          if (!isLast && !isSettled(text, parts, index, end)) break;
          if (!takeHidden(text, behind, part.start, take) || !take(part)) return undefined;
          behind = part.end;
        }
        if (isLast && (behind <= stretch.sure || parts.length === 0)) {
          takeHidden(text, behind, text.length, take);
          return undefined;
        }
        if (behind > from) return behind;
      }
    },
  };
}

/** What is hidden between two parts. Answers `false` when `take` did. */
function takeHidden(text: string, from: number, to: number, take: (part: Part) => boolean): boolean {
  for (const hidden of hiddenBetween(text, from, to, true)) if (!take(hidden)) return false;
  return true;
}

/** UTF-16 units that are read at first. */
const FIRST = 1024;

/** Would the part be the same if the text did not end at `end`, where a line ends? The last one is never settled. */
function isSettled(text: string, parts: readonly Part[], index: number, end: number): boolean {
  const part = parts[index];
  if (part === undefined || index === parts.length - 1) return false;
  if (part.kind !== 'statement') return true;
  if (part.words.some((word) => word.unclosed === true && !isDecided(text, word.start, word.end, end))) return false;
  if (part.terminator === undefined) {
    let next = index + 1;
    while (parts[next]?.kind === 'comment') next++;
    return parts[next]?.kind === '}';
  }
  return part.rawBody === undefined || part.rawBody.end < part.end;
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
