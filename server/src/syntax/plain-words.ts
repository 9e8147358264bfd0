/** Words of plain statements. Lines that say the same share theirs: a configuration repeats itself a lot. */
import type { Statement } from './statements.ts';
import type { Word } from './tree.ts';
import { readWord } from './words.ts';

export interface PlainWords {
  readonly name: Word;
  readonly args: readonly Word[];
}

/** Reads plain statements of one text. */
export function createPlainWords(text: string): (statement: Statement) => PlainWords {
  const known = new Map<string, PlainWords>();
  const names = new Map<string, Word>();

  const readName = (statement: Statement): Word => {
    const { start, words } = statement;
    const token = words[0] ?? { start, end: start };
    const raw = text.slice(token.start, token.end);
    const found = names.get(raw) ?? readWord(text, token, start);
    if (names.size < MOST) names.set(raw, found);
    return found;
  };

  const read = (statement: Statement): PlainWords => {
    const { start, words } = statement;
    const args: Word[] = [];
    for (let index = 1; index < words.length; index++) {
      const word = words[index];
      if (word !== undefined) args.push(readWord(text, word, start));
    }
    return { name: readName(statement), args: args.length === 0 ? NO_WORDS : args.slice() };
  };

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

/** Lines that are remembered, and how long they may be. */
const MOST = 50_000;
const LONGEST = 120;
