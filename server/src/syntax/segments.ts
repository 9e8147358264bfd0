/** Takes the words between two `;` apart where the author forgot one in between. */
import { isHead, opensBlock } from './heads.ts';
import { lineIndent, lineStart } from './lines.ts';
import type { FarSight, Mistake } from './mistakes.ts';
import { insert, missingBlock, missingSemicolon, noDirective, textAfterQuote, unclosedBlock, unclosedQuote } from './mistakes.ts';
import { hiddenBetween, LONGEST_COMMENT, type Hidden } from './hidden.ts';
import { braceMistakes, hiddenMistakes, invisibleMistakes, slashComment } from './stray-text.ts';
import { LONGEST_TAG, tagAt } from './tags.ts';
import { splitPoints, type BlockKind } from './split-points.ts';
import type { OtherPart, Statement } from './statements.ts';
import type { Span, SyntaxErrorKind, Vocabulary } from './tree.ts';
import { isPlaceholder, type WordToken } from './words.ts';

/** The words of one directive. All offsets are absolute. */
export interface Segment extends Span {
  readonly kind: 'segment';
  readonly words: readonly WordToken[];
  readonly terminator: Statement['terminator'];
  /** Where the `{` stands, or should. */
  readonly open: number | undefined;
  readonly rawBody: Span | undefined;
}

/** What becomes no directive although nginx would read it as one: placeholders alone, a line behind `//`. */
export interface Aside extends Span {
  readonly kind: 'aside';
  readonly as: 'template' | 'comment';
  /** Neither `;` nor `{` ends it: words behind it would belong to it. */
  readonly isOpenEnded: boolean;
}

export interface Segments {
  readonly parts: readonly (Segment | OtherPart | Aside)[];
  readonly mistakes: readonly Mistake[];
  readonly farSights: readonly FarSight[];
}

/** `block` is the kind of block around the statement. */
export function readSegments(text: string, statement: Statement, block: BlockKind, vocabulary: Vocabulary): Segments {
  const { start, end, terminator, comments, rawBody } = statement;
  const found: Found = { parts: [], mistakes: [], farSights: [] };
  const words = joinWords(text, statement.words, found);
  if (terminator === undefined && isTemplate(text, words)) {
    found.parts.push({ kind: 'aside', as: 'template', isOpenEnded: true, start, end });
    return found;
  }
  addHidden(text, statement, words, found);
  if (rawBody?.end === end) found.mistakes.push(unclosedRawBlock(text, statement, rawBody));
  const first = block === 'directives' ? behindSlashes(text, statement, words, found) : 0;
  const points = [first, ...splitPoints(text, statement, words, first, block, vocabulary), words.length];
  points.slice(0, -1).forEach((from, index) => {
    const part = words.slice(from, points[index + 1]);
    addSegment(text, { statement, block }, part, words[points[index + 1] ?? words.length], found);
  });
  addAllUnclosed(text, statement, found);
  if (words.some((word) => isFilled(text, word))) {
    found.mistakes.splice(0, Infinity, ...found.mistakes.filter(({ kind }) => !ofWords.has(kind)));
  }
  if (first === words.length && terminator === '{') found.parts.push({ kind: 'stray {', start: end - 1, end });
  addComments(comments, found);
  found.parts.sort((one, other) => one.start - other.start);
  found.mistakes.sort((one, other) => one.start - other.start);
  return found;
}

/** Do the `{` that ends a statement and what follows begin a tag, once an end of one is written? */
function mayBecomeTag(text: string, end: number): boolean {
  const next = text.charAt(end);
  return next === '{' || next === '%';
}

/** What is not wrong where a template engine fills in part of the words. */
const ofWords: ReadonlySet<SyntaxErrorKind> = new Set(['text-after-quote', 'unclosed-quote', 'brace-in-regex', 'syntax']);

function isFilled(text: string, { start, end }: WordToken): boolean {
  return isPlaceholder(text.slice(start, end));
}

/** Is a plain statement one directive, without mistakes? */
export function isWhole(text: string, { start, end, words, terminator }: Statement, block: BlockKind): boolean {
  if (terminator === '{' && mayBecomeTag(text, end)) return false;
  if (block !== 'directives') return true;
  if (text.startsWith('//', start)) return false;
  return terminator === '{' || words.length < 3 || !opensBlock(text.slice(start, words[0]?.end));
}

interface Found extends Segments {
  readonly parts: (Segment | OtherPart | Aside)[];
  readonly mistakes: Mistake[];
  readonly farSights: FarSight[];
}

/** What is hidden between the words, or in them. */
function addHidden(
  text: string,
  { start, end, terminator, rawBody }: Statement,
  words: readonly WordToken[],
  found: Found,
): void {
  for (const [index, word] of words.entries()) {
    const isFirst = index === 0 || text.slice(words[index - 1]?.end, word.start).includes('\n');
    if (isFirst && text.startsWith('/*', word.start)) found.farSights.push({ start, reach: word.start + LONGEST_COMMENT });
  }
  if (/<[%?]/.test(text.slice(start, end)) || (terminator === '{' && mayBecomeTag(text, end)))
    found.farSights.push({ start, reach: end + LONGEST_TAG });
  const behind = rawBody?.start ?? (terminator === undefined ? end : end - 1);
  const gaps = words.flatMap((word, index): readonly Hidden[] => {
    const next = words[index + 1]?.start ?? behind;
    return word.end < next ? hiddenBetween(text, word.end, next, false) : [];
  });
  const invisible = gaps.filter(({ kind }) => kind === 'invisible');
  found.mistakes.push(
    ...invisibleMistakes(text, invisible, words),
    ...gaps.filter(({ kind }) => kind !== 'invisible').flatMap((hidden) => hiddenMistakes(text, hidden)),
    ...braceMistakes(text, text.slice(start, words[0]?.end), words),
  );
}

function addAllUnclosed(text: string, { words }: Statement, found: Found): void {
  if (words.every((word) => word.unclosed !== true)) return;
  const ends = new Set(found.parts.flatMap((part) => (part.kind === 'segment' && part.terminator === undefined ? part.end : [])));
  words.forEach((word, index) => {
    if (word.unclosed === true) addUnclosed(text, word, words[index - 1]?.end === word.start, ends.has(word.end), found);
  });
}

/** Only comments between directives stand for themselves; `parts` are in the order of the text. */
function addComments(comments: readonly Span[], { parts }: Found): void {
  let index = 0;
  const between = comments.filter(({ start, end }) => {
    while ((parts[index]?.end ?? Infinity) < end) index++;
    return !((parts[index]?.start ?? Infinity) < start);
  });
  for (const comment of between) parts.push({ kind: 'comment', ...comment });
}

interface Around {
  readonly statement: Statement;
  readonly block: BlockKind;
}

/** `next` is the first word behind the segment's. */
function addSegment(
  text: string,
  { statement, block }: Around,
  words: readonly WordToken[],
  next: WordToken | undefined,
  { parts, mistakes }: Found,
): void {
  const [name, last] = [words[0], words.at(-1)];
  if (name === undefined || last === undefined) return;
  const { start } = name;
  if (next === undefined && statement.terminator !== undefined) {
    const { end, terminator, rawBody } = statement;
    const open = terminator === '{' && rawBody === undefined ? end - 1 : undefined;
    parts.push({ kind: 'segment', start, end, words, terminator, open, rawBody });
  } else {
    const { mistake, hasBody } = whatIsLost(text, words, { statement, block }, next);
    if (mistake !== undefined) mistakes.push(mistake);
    const open = hasBody ? last.end : undefined;
    parts.push({ kind: 'segment', start, end: last.end, words, terminator: undefined, open, rawBody: undefined });
  }
}

/** Only tags: what they become may end itself. */
function isTemplate(text: string, words: readonly WordToken[]): boolean {
  return words.length > 0 && words.every((word) => isOnlyTags(text, word));
}

function isOnlyTags(text: string, { start, end }: WordToken): boolean {
  let at = start;
  for (let tag = tagAt(text, at, at === start); tag !== undefined && at < end; tag = tagAt(text, at, false)) at = tag.end;
  return at === end;
}

function whatIsLost(
  text: string,
  words: readonly WordToken[],
  { statement, block }: Around,
  next: WordToken | undefined,
): { mistake: Mistake | undefined; hasBody: boolean } {
  const [nameToken, last] = [words[0], words.at(-1)];
  if (nameToken === undefined || last === undefined || last.unclosed === true) return { mistake: undefined, hasBody: false };
  if (isFilled(text, last) || (next !== undefined && isFilled(text, next))) return { mistake: undefined, hasBody: false };
  const name = text.slice(nameToken.start, nameToken.end);
  if (isHead(words.map((word) => text.slice(word.start, word.end)))) {
    const hasBody = next !== undefined && lineIndent(text, next.start) > lineIndent(text, nameToken.start);
    return { mistake: missingBlock(name, last.end, hasBody), hasBody };
  }
  const follows = next !== undefined ? 'words' : endsText(text, statement.end) ? 'end' : '}';
  const lastWord = text.slice(last.start, last.end);
  const isBraced = lastWord.endsWith('}') && lastWord.length > 1 && !/^["']|\{/.test(lastWord);
  const mistake = missingSemicolon(name, last.end, follows, isBraced);
  return { mistake: block !== 'directives' || isName.test(name) ? mistake : noDirective(name, mistake), hasBody: false };
}

/** Of a directive, or of one that is misspelt; a word of a sentence, a sign or a number is none. */
const isName = /^[$a-z][\w.-]*$|_/;

/** nginx refuses whatever follows a closing quote but blanks, `;`, `{` and `)`. The parts are read as one word. */
function joinWords(text: string, words: readonly WordToken[], { mistakes }: Found): readonly WordToken[] {
  let joined: WordToken[] | undefined;
  let glued = false;
  words.forEach((word, index) => {
    const before = words[index - 1];
    const isGlued = before?.end === word.start && text[word.start] !== ')';
    if (isGlued) {
      joined ??= words.slice(0, index);
      const start = joined.pop()?.start ?? word.start;
      joined.push({ ...word, start });
      if (!glued) mistakes.push(textAfterQuote(word.start, word.end, word.end - word.start === 1));
    } else {
      joined?.push(word);
    }
    glued = isGlued;
    if (text[word.end] === '#') mistakes.push(textAfterQuote(word.end, word.end + 1, false));
  });
  return joined ?? words;
}

/** Index of the first word behind lines that begin with `//`. */
function behindSlashes(
  text: string,
  { start, end, terminator }: Statement,
  words: readonly WordToken[],
  { parts, mistakes }: Found,
): number {
  let from = 0;
  for (let word = words[0]; word !== undefined && text.startsWith('//', word.start); word = words[from]) {
    mistakes.push(slashComment(text, word));
    const lineEnd = text.indexOf('\n', word.start);
    while (from < words.length && (lineEnd < 0 || (words[from]?.start ?? 0) < lineEnd)) from++;
    const isLast = from === words.length;
    const isOpenEnded = isLast && terminator === undefined;
    const last = isLast && terminator === ';' ? end : (words[from - 1]?.end ?? start);
    parts.push({ kind: 'aside', as: 'comment', isOpenEnded, start: word.start, end: last });
  }
  return from;
}

/** Directly behind another word it is a mistake anyway ({@link joinWords}). `isLast`: the `;` is missing too. */
function addUnclosed(text: string, word: WordToken, isGlued: boolean, isLast: boolean, { mistakes, farSights }: Found): void {
  const quote = text.charAt(word.start);
  const other = nextQuote(text, quote, word.end);
  farSights.push({ start: word.start, reach: other + 2 });
  if (isGlued) return;
  const isCertain = !isLast || other < Infinity;
  const mistyped = MISTYPED_QUOTE.exec(text.slice(word.start + 1, word.end))?.index;
  const newText = `${quote}${isLast ? ';' : ''}`;
  const at = mistyped === undefined ? word.end : word.start + 1 + mistyped;
  const repair = { start: at, end: mistyped === undefined ? at : at + 1, newText };
  mistakes.push(unclosedQuote(word, isCertain ? repair : undefined));
}

/** A quote of another kind that stands where a closing one would. */
const MISTYPED_QUOTE = /[“”„‘’‚](?=[ \t]|$)|["']$/;

function unclosedRawBlock(text: string, { start, end }: Statement, rawBody: Span): Mistake {
  const name = /^[^ \t\r\n{]*/.exec(text.slice(start, rawBody.start))?.[0] ?? '';
  return unclosedBlock(name, start, rawBody.start, insert(end, text.endsWith('\n') ? '}\n' : '}'));
}

/** Offset of the quote at which nginx would end a word; infinite when there is none, or a placeholder may hide it. */
function nextQuote(text: string, quote: string, from: number): number {
  for (let at = text.indexOf(quote, from); at >= 0; at = text.indexOf(quote, at + 1)) {
    let backslashes = 0;
    while (text[at - 1 - backslashes] === '\\') backslashes++;
    if (backslashes % 2 === 1) continue;
    const line = text.slice(lineStart(text, at), at);
    return line.includes('{{') || line.includes('{%') ? Infinity : at;
  }
  return Infinity;
}

function endsText(text: string, from: number): boolean {
  for (let at = from; at < text.length; at++) {
    const char = text[at];
    if (char === '#') {
      const lineEnd = text.indexOf('\n', at);
      if (lineEnd < 0) return true;
      at = lineEnd;
    } else if (char !== ' ' && char !== '\t' && char !== '\r' && char !== '\n') return false;
  }
  return true;
}
