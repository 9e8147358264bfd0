/** Words of plain statements. Those that say the same share theirs. */
import type { Span, Word } from './tree.ts';
import { readWord, type WordToken } from './words.ts';

export interface PlainWords {
  readonly name: Word;
  readonly args: readonly Word[];
}

export interface PlainStatement extends Span {
  readonly words: readonly WordToken[];
}

/** Reads plain statements of one text; their spans count from the start of each. */
export function createWordsReader(text: string): (statement: PlainStatement) => PlainWords {
  const names = new Map<string, Word>();

  const readName = ({ start, words }: PlainStatement): Word => {
    const token = words[0] ?? { start, end: start };
    const raw = text.slice(token.start, token.end);
    const found = names.get(raw) ?? readWord(text, token, start);
    if (names.size < MOST) names.set(raw, found);
    return found;
  };

  return (statement) => {
    const { start, words } = statement;
    const args: Word[] = [];
    for (let index = 1; index < words.length; index++) {
      const word = words[index];
      if (word !== undefined) args.push(readWord(text, word, start));
    }
    return { name: readName(statement), args: args.length === 0 ? NO_WORDS : args.slice() };
  };
}

/** The same, of statements some of which say the same. */
export function createPlainWords(text: string): (statement: PlainStatement) => PlainWords {
  const known = new Map<string, PlainWords>();
  const read = createWordsReader(text);
  return (statement) => {
    const { start, end } = statement;
    if (end - start > LONGEST) return read(statement);
    const key = text.slice(start, end);
    const found = known.get(key);
    if (found !== undefined) return found;
    const words = read(statement);
    if (known.size < MOST) known.set(key, words);
    return words;
  };
}

const NO_WORDS: readonly Word[] = [];

/** Statements that are remembered, and how long they may be. */
const MOST = 50_000;
const LONGEST = 120;
