/** The author's mistakes, in our words, and where they are kept. */
import { DEEPEST_BLOCK, type Block, type SyntaxError, type TextEdit } from './tree.ts';

export interface Mistake extends SyntaxError {
  /** Only the first of its kind is told. */
  readonly isToldOnce?: true;
}

/** A place that was read as it was because of what stands behind it, up to `reach`. Offsets are absolute. */
export interface FarSight {
  readonly start: number;
  readonly reach: number;
}

/** What stands in a block and is wrong, or a block inside with such marks. Offsets count from the owner of the block. */
export type Mark =
  { readonly at: number; readonly mistake: Mistake } | { readonly at: number; readonly block: Block; readonly origin: number };

const marks = new WeakMap<Block, readonly Mark[]>();

export function setMarks(block: Block, found: readonly Mark[]): void {
  if (found.length > 0) marks.set(block, found);
}

/** In the order of the text. */
export function marksOf(block: Block): readonly Mark[] {
  return marks.get(block) ?? [];
}

/** Those at `from` up to `to` (exclusive). */
export function marksBetween(block: Block, from: number, to: number): readonly Mark[] {
  const all = marksOf(block);
  if (all.length === 0) return all;
  return all.slice(firstAtOrBehind(all, from), firstAtOrBehind(all, to));
}

function firstAtOrBehind(all: readonly Mark[], at: number): number {
  let [low, high] = [0, all.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((all[middle]?.at ?? Infinity) < at) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** All mistakes below `root`, with absolute offsets, in the order of the text. */
export function collectMistakes(root: Block): Mistake[] {
  const found: Mistake[] = [];
  const pending: { list: readonly Mark[]; next: number; origin: number }[] = [{ list: marksOf(root), next: 0, origin: 0 }];
  let isTold = false;
  for (let top = pending.at(-1); top !== undefined; top = pending.at(-1)) {
    const mark = top.list[top.next++];
    if (mark === undefined) pending.pop();
    else if ('block' in mark) pending.push({ list: marksOf(mark.block), next: 0, origin: top.origin + mark.origin });
    else if (mark.mistake.isToldOnce !== true || !isTold) {
      found.push(moved(mark.mistake, top.origin));
      isTold ||= mark.mistake.isToldOnce === true;
    }
  }
  return found;
}

export function moved(mistake: Mistake, by: number): Mistake {
  if (by === 0) return mistake;
  const { start, end, repair } = mistake;
  return {
    ...mistake,
    start: start + by,
    end: end + by,
    ...(repair && { repair: { ...repair, start: repair.start + by, end: repair.end + by } }),
  };
}

export function insert(at: number, newText: string): TextEdit {
  return { start: at, end: at, newText };
}

/**
 * The directive `name` ends at `end` without `;`; `next` is what nginx meets instead. `isBraced`: the last character is
 * the `}` of the block, which nginx reads as part of the word.
 */
export function missingSemicolon(name: string, end: number, next: 'words' | '}' | 'end', isBraced: boolean): Mistake {
  const consequence = {
    words: 'nginx reads what follows as its arguments',
    '}': 'nginx refuses the "}" behind it',
    end: 'nginx refuses the end of the file',
  };
  const at = isBraced ? end - 1 : end;
  return {
    kind: 'missing-semicolon',
    message: `${quoted(name)} is not ended by ";", so ${isBraced ? 'nginx reads the "}" as part of its argument' : consequence[next]}.`,
    start: at - 1,
    end: at,
    repair: insert(at, ';'),
  };
}

/** The same where `name` is nothing that a `;` would make a directive of. */
export function noDirective(name: string, { message, ...mistake }: Mistake): Mistake {
  return {
    ...mistake,
    message: `${quoted(name)} is no directive, and no ";" ends the line: ${message.replace(/^.*?, so /, '')}`,
    repair: undefined,
  };
}

/** The words of the block directive `name` end at `end`. */
export function missingBlock(name: string, end: number, hasBody: boolean): Mistake {
  return {
    kind: 'syntax',
    message: `The "{" of ${quoted(name)} is missing, so nginx reads what follows as its arguments.`,
    start: end - 1,
    end,
    ...(hasBody && { repair: insert(end, ' {') }),
  };
}

export function unclosedQuote(word: { start: number; end: number }, repair: TextEdit | undefined): Mistake {
  const message = 'The quote opened here is not closed, so nginx reads on behind the end of the line.';
  return { kind: 'unclosed-quote', message, start: word.start, end: word.end, ...(repair && { repair }) };
}

/** A lone quote is one too many. */
export function textAfterQuote(start: number, end: number, isLoneQuote: boolean): Mistake {
  const message = 'Text directly behind a closing quote, so nginx refuses the file.';
  return { kind: 'text-after-quote', message, start, end, ...(isLoneQuote && { repair: { start, end, newText: '' } }) };
}

export function strayBrace(start: number): Mistake {
  const message = 'This "{" has no directive in front of it, so nginx refuses the file.';
  return { kind: 'syntax', message, start, end: start + 1 };
}

/** The `{` at `start` opens a block that is not looked into. */
export function tooDeep(start: number): Mistake {
  const message = `Blocks are nested more than ${String(DEEPEST_BLOCK)} deep here, so what is inside of this one is not looked into.`;
  return { kind: 'syntax', message, start, end: start + 1, isToldOnce: true };
}

export function straySemicolon(start: number): Mistake {
  const message = 'This ";" ends no directive, so nginx refuses the file.';
  return { kind: 'syntax', message, start, end: start + 1, repair: { start, end: start + 1, newText: '' } };
}

export function unexpectedBrace(start: number): Mistake {
  const message = 'This "}" closes no block, so nginx refuses the file.';
  return { kind: 'unexpected-closing-brace', message, start, end: start + 1, repair: { start, end: start + 1, newText: '' } };
}

export function unclosedBlock(name: string, start: number, end: number, repair: TextEdit | undefined): Mistake {
  const message = `The block of ${quoted(name)} is not closed, so nginx takes what follows as part of it.`;
  return { kind: 'unclosed-block', message, start, end, ...(repair && { repair }) };
}

function quoted(name: string): string {
  return `"${name.length > 40 ? `${name.slice(0, 40)}…` : name}"`;
}
