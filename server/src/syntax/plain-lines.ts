/** Plain directives on lines that were met before in the same text: a configuration repeats itself a lot. */
import { opensBlock } from './heads.ts';
import { createWordsReader, type PlainWords } from './plain-words.ts';
import type { PlainLine, Statement } from './statements.ts';

export interface PlainLines {
  /** The directive at `start`, where a directive begins, if its line was met before. */
  readonly met: (start: number) => PlainLine | undefined;
  /** The same of a statement that `met` did not know, to be known from now on; itself where its line is not plain. */
  readonly meet: (statement: Statement) => PlainLine | Statement;
}

/** Of one text. */
export function createPlainLines(text: string): PlainLines {
  const known = new Map<string, Known>();
  const wordsOf = createWordsReader(text);
  let lineStart = 0;
  let lineEnd = -1;
  const restOf = (start: number): string | undefined => {
    if (start < lineStart || start > lineEnd) {
      const end = text.indexOf('\n', start);
      lineStart = start;
      lineEnd = end < 0 ? text.length : end;
    }
    return lineEnd - start > LONGEST || text.charCodeAt(lineEnd - 1) === OPEN ? undefined : text.slice(start, lineEnd);
  };
  return {
    met(start) {
      const rest = restOf(start);
      const found = rest === undefined ? undefined : known.get(rest);
      return found && { kind: 'line', start, end: start + found.length, words: found.words };
    },
    meet(statement) {
      const { start, end } = statement;
      const rest = restOf(start);
      if (rest === undefined || known.size >= MOST || !isAlikeAnywhere(statement, rest)) return statement;
      const words = wordsOf(statement);
      known.set(rest, { words, length: end - start });
      return { kind: 'line', start, end, words };
    },
  };
}

interface Known {
  readonly words: PlainWords;
  readonly length: number;
}

/** Is a statement read the same whatever is around it, but for this text, and in every kind of block? */
function isAlikeAnywhere({ start, end, words, terminator, isPlain }: Statement, rest: string): boolean {
  if (!isPlain || terminator !== ';' || end - start > rest.length || PLAIN.exec(rest)?.[0].length !== end - start) return false;
  return words.length < 3 || !opensBlock(rest.slice(0, (words[0]?.end ?? start) - start));
}

/** Nothing in it may be, or begin, anything else than words: not even what reaches beyond the line. */
const PLAIN =
  /^[a-z]\w*(?:[ \t]+(?:(?:[A-Za-z0-9$:^*+]|\/(?![/*]))[^\s;{}<[%#\\"'\u0080-\uffff]*|"[^"'{}<[%#\\\r\n\u0080-\uffff]*"|'[^"'{}<[%#\\\r\n\u0080-\uffff]*'))*[ \t]*;/;

const OPEN = 123;

/** Lines that are remembered, and how long they may be. */
const MOST = 50_000;
const LONGEST = 120;
