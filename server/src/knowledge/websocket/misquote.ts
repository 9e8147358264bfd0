/** Typographic quotes where straight ones were meant: nginx reads them as letters (ngx_conf_file.c, ngx_conf_read_token). */
import type { Environment, Placed } from '../../config/model.ts';
import type { Directive, Item, SyntaxTree, TextEdit, Word } from '../../syntax/tree.ts';

export interface Misquote {
  readonly first: Word;
  /** The word that the closing quote ends: another one where there is a blank between the quotes. */
  readonly last: Word;
  /** What stands there, blanks between the words as one. */
  readonly text: string;
  /** The quotes themselves, each once. */
  readonly quotes: readonly string[];
  /** Offsets count from the directive's start; `undefined` where straight quotes would not be right either. */
  readonly repair: readonly TextEdit[] | undefined;
}

/** Does a word begin or end with such a quote? */
export function mayBeMisquoted({ name, args }: Directive): boolean {
  return isMisquoted(name) || args.some(isMisquoted);
}

function isMisquoted({ raw }: Word): boolean {
  const last = raw.length - 1;
  // Nearly all words are plain: the codes of all such quotes are above 0xa0.
  if (raw.charCodeAt(0) < 0xa0 && raw.charCodeAt(last) < 0xa0 && (last === 0 || raw.charCodeAt(last - 1) < 0xa0)) return false;
  return raw !== '' && (isQuote(raw.charAt(0)) || anyQuote.test(raw.slice(-2)));
}

/** Of a directive's own words, in the order of the text. Text within straight quotes may hold any characters. */
export function misquotes(directive: Directive): readonly Misquote[] {
  if (!mayBeMisquoted(directive)) return [];
  const words = [directive.name, ...directive.args];
  const out: Misquote[] = [];
  for (let index = 0; index < words.length; index++) {
    const found = misquoteAt(words, index);
    if (found === undefined) continue;
    out.push(found.misquote);
    index = found.last;
  }
  return out;
}

/** Edits that put all of them right in a file. */
export function repairAll(tree: SyntaxTree): readonly TextEdit[] {
  const edits: TextEdit[] = [];
  const visit = (item: Item): void => {
    if (item.kind !== 'directive') return;
    const start = tree.startOf(item) ?? 0;
    for (const { repair } of misquotes(item)) {
      for (const edit of repair ?? []) edits.push({ ...edit, start: start + edit.start, end: start + edit.end });
    }
    item.block?.items.forEach(visit);
  };
  tree.root.items.forEach(visit);
  return edits;
}

/** Do header lines, or the maps that their values come from, have such quotes? Then these explain what is wrong. */
export function areMisquoted(lines: readonly Placed[], { maps }: Environment): boolean {
  const variables = lines.flatMap(({ directive }) => directive.args.flatMap((word) => word.variables));
  const behind = variables.flatMap(({ name }) => maps.get(name.toLowerCase())?.at.block ?? []);
  return [...lines, ...behind].some(({ directive }) => misquotes(directive).length > 0);
}

const double = '“”„‟«»″＂';
const single = '‘’‚‛‹›′＇';
const curly = '“”„‟‘’‚‛';
const anyQuote = new RegExp(`[${double}${single}]`);

function isQuote(char: string): boolean {
  return char !== '' && (double + single).includes(char);
}

interface Ends {
  readonly word: Word;
  /** Offset behind the last character that counts: the `)` of a condition does not. */
  readonly end: number;
  readonly head: string;
  readonly tail: string;
  readonly length: number;
}

function endsOf(word: Word, last: boolean): Ends | undefined {
  if (word.quote !== undefined) return undefined;
  const raw = last && word.raw.endsWith(')') && anyQuote.test(word.raw.slice(-2)) ? word.raw.slice(0, -1) : word.raw;
  return { word, end: word.start + raw.length, head: raw.charAt(0), tail: raw.slice(-1), length: raw.length };
}

function misquoteAt(words: readonly Word[], index: number): { readonly misquote: Misquote; readonly last: number } | undefined {
  const at = (position: number): Ends | undefined => {
    const word = words[position];
    return word === undefined ? undefined : endsOf(word, position === words.length - 1);
  };
  const opening = at(index);
  if (opening === undefined) return undefined;
  const opens = isQuote(opening.head);
  if (!opens)
    return closesAlone(opening)
      ? { misquote: misquote(words, opening.word, opening.word, [dropped(opening.end - 1)]), last: index }
      : undefined;
  if (opening.length > 1 && closes(opening)) return { misquote: paired(words, opening, opening), last: index };
  for (let last = index + 1; last < words.length; last++) {
    const closing = at(last);
    if (closing === undefined) continue;
    if (closing.length > 1 && isQuote(closing.head)) break;
    if (isQuote(closing.tail)) return { misquote: paired(words, opening, closing), last };
  }
  const { start } = opening.word;
  if (opening.length > 1) {
    // Its other end may be hidden in a straight quote behind it.
    const sure = words.slice(index + 1).every(({ quote }) => quote === undefined);
    return { misquote: misquote(words, opening.word, opening.word, sure ? [dropped(start)] : undefined), last: index };
  }
  // Alone, a guillemet or a sign for inches is a text; a curly quote is what became of two straight ones.
  if (!curly.includes(opening.head)) return undefined;
  return { misquote: misquote(words, opening.word, opening.word, [{ start, end: start + 1, newText: "''" }]), last: index };
}

/** A straight quote may close what a typographic one opened. */
function closes({ tail }: Ends): boolean {
  return isQuote(tail) || tail === '"' || tail === "'";
}

/** An apostrophe or a sign for inches may end a word by itself. */
function closesAlone({ tail, length }: Ends): boolean {
  return length > 1 && isQuote(tail) && !'’′″'.includes(tail);
}

function dropped(start: number): TextEdit {
  return { start, end: start + 1, newText: '' };
}

function paired(words: readonly Word[], opening: Ends, closing: Ends): Misquote {
  const text = textOf(words, opening.word, closing.word);
  const inside = text.slice(1, text.length - (closing.word.end - closing.end) - 1);
  const wanted = double.includes(opening.head) ? '"' : "'";
  const straight = [wanted, '"', "'"].find((quote) => !inside.includes(quote));
  if (straight === undefined) return misquote(words, opening.word, closing.word, undefined);
  const { start } = opening.word;
  return misquote(words, opening.word, closing.word, [
    { start, end: start + 1, newText: straight },
    { start: closing.end - 1, end: closing.end, newText: straight },
  ]);
}

function misquote(words: readonly Word[], first: Word, last: Word, repair: readonly TextEdit[] | undefined): Misquote {
  const text = textOf(words, first, last);
  return { first, last, text, quotes: [...new Set([...text].filter(isQuote))], repair };
}

function textOf(words: readonly Word[], first: Word, last: Word): string {
  return words
    .slice(words.indexOf(first), words.indexOf(last) + 1)
    .map(({ raw }) => raw)
    .join(' ');
}
