/**
 * Reads what is plainly well formed in one pass, as the grammar's scanner would (scanner.c, after ngx_conf_read_token).
 * What needs more than that is left to tree-sitter: tags of template engines, lost quotes, words that nothing ends, and what is
 * hidden between words.
 */
import { hiddenAt, mayHide } from './hidden.ts';
import { isInvisible } from './invisible.ts';
import { hasRawBody, rawBodyEnd } from './lua.ts';
import { createPlainLines } from './plain-lines.ts';
import { quantifierEnd } from './quantifier.ts';
import type { OtherPart, Part, Statement } from './statements.ts';
import { tagAt } from './tags.ts';
import type { Span } from './tree.ts';
import type { WordToken } from './words.ts';

/**
 * Calls `take` for each part from `from` on, where something must begin. Answers the offset of the first part that is
 * not plain, or `undefined` when `take` answered `false` or the text has ended.
 */
export type Scan = (from: number, take: (part: Part) => boolean) => number | undefined;

export function createScan(text: string): Scan {
  const lines = createPlainLines(text);
  const scanDirective = (at: number): Part | undefined => {
    const line = lines.met(at);
    const statement = line === undefined ? scanStatement(text, at) : undefined;
    return statement === undefined ? line : lines.meet(statement);
  };
  return (from, take) => {
    for (let at = from; ;) {
      at = skipBlanks(text, at);
      if (at >= text.length) return undefined;
      const code = text.charCodeAt(at);
      const part = code < 128 && BEGINS[code] === 1 ? scanOther(text, at, code) : scanDirective(at);
      if (part === undefined) return at;
      if (!take(part)) return undefined;
      at = part.end;
    }
  };
}

const [TAB, NEW_LINE, RETURN, BLANK, HASH, DOLLAR, PERCENT] = [9, 10, 13, 32, 35, 36, 37];
const [DOUBLE, SINGLE, SEMICOLON, BACKSLASH, OPEN, CLOSE] = [34, 39, 59, 92, 123, 125];
const [LESS, QUESTION, BRACKET] = [60, 63, 91];

/** What begins something else than a directive. */
const BEGINS = table(HASH, SEMICOLON, OPEN, CLOSE);
const BLANKS = table(TAB, NEW_LINE, RETURN, BLANK);
/** Where a bare word ends, or may go on in another way. */
const ENDS = table(TAB, NEW_LINE, RETURN, BLANK, SEMICOLON, OPEN, BACKSLASH, DOLLAR, LESS, BRACKET);

function table(...codes: readonly number[]): Uint8Array {
  const found = new Uint8Array(128);
  for (const code of codes) found[code] = 1;
  return found;
}

function skipBlanks(text: string, from: number): number {
  let at = from;
  for (let code = text.charCodeAt(at); code <= BLANK && BLANKS[code] === 1; code = text.charCodeAt(at)) at++;
  return at;
}

function scanOther(text: string, start: number, code: number): OtherPart | undefined {
  if (code === HASH) return { kind: 'comment', start, end: commentEnd(text, start) };
  if (code === SEMICOLON) return { kind: 'stray ;', start, end: start + 1 };
  if (code === CLOSE) return { kind: '}', start, end: start + 1 };
  return tagAt(text, start, true) !== undefined ? undefined : { kind: 'stray {', start, end: start + 1 };
}

/** The CR of a CRLF is no part of the comment. */
function commentEnd(text: string, start: number): number {
  const end = text.indexOf('\n', start);
  if (end < 0) return text.length;
  return text.charCodeAt(end - 1) === RETURN ? end - 1 : end;
}

/** The words up to `;` or `{`; `undefined` when they are not plain. */
function scanStatement(text: string, start: number): Statement | undefined {
  const words: WordToken[] = [];
  let comments: Span[] | undefined;
  let isPlain = true;
  for (let at = start; ;) {
    const code = text.charCodeAt(at);
    if (code === SEMICOLON) {
      return {
        kind: 'statement',
        start,
        end: at + 1,
        words,
        comments: comments ?? [],
        terminator: ';',
        rawBody: undefined,
        isPlain,
      };
    }
    if (code === OPEN) return scanOpen(text, start, at, words, comments ?? [], isPlain);
    if (code === CLOSE) return undefined;
    if (code === HASH) {
      if (tagAt(text, at, false) !== undefined) return undefined;
      const end = commentEnd(text, at);
      (comments ??= []).push({ start: at, end });
      isPlain = false;
      at = end;
    } else {
      if (mayHide(code) && hiddenAt(text, at, words.length === 0) !== undefined) return undefined;
      const isQuoted = code === DOUBLE || code === SINGLE;
      const end = isQuoted ? quotedEnd(text, at, code) : bareEnd(text, at);
      if (end < 0) return undefined;
      if (isPlain && isQuoted) isPlain = mayFollowQuote(text.charCodeAt(end)) && !text.slice(at, end).includes('\n');
      words.push({ start: at, end });
      at = end;
    }
    for (let next = text.charCodeAt(at); next <= BLANK && BLANKS[next] === 1; next = text.charCodeAt(++at)) {
      if (next === NEW_LINE) isPlain = false;
    }
    if (at >= text.length) return undefined;
  }
}

/** The statement that the `{` at `at` ends, with its body if that is Lua. */
function scanOpen(
  text: string,
  start: number,
  at: number,
  words: readonly WordToken[],
  comments: readonly Span[],
  isPlain: boolean,
): Statement | undefined {
  // `{#` is a tag only where a directive may begin.
  if (tagAt(text, at, false) !== undefined) return undefined;
  if (!hasRawBody(text.slice(start, words[0]?.end))) {
    return { kind: 'statement', start, end: at + 1, words, comments, terminator: '{', rawBody: undefined, isPlain };
  }
  const close = rawBodyEnd(text, at + 1);
  if (close >= text.length) return undefined;
  const rawBody = { start: at + 1, end: close };
  return { kind: 'statement', start, end: close + 1, words, comments, terminator: '{', rawBody, isPlain: false };
}

/** Behind the bare word at `start`; -1 when it is not plain. */
function bareEnd(text: string, start: number): number {
  for (let at = start; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code >= 128) {
      if (isInvisible(code)) return -1;
      continue;
    }
    if (ENDS[code] === 0) continue;
    if (code === BACKSLASH) {
      if (isInvisible(text.charCodeAt(++at))) return -1;
    } else if (code === LESS || code === BRACKET) {
      if (mayBeginTwice(text, at)) return -1;
    } else if (code === DOLLAR) {
      if (text.charCodeAt(at + 1) === OPEN && tagAt(text, at, false) !== undefined) return -1;
      // The brace of `${` does not begin a block, nor do more of them.
      while (text.charCodeAt(at + 1) === OPEN) at++;
    } else {
      return code === OPEN && isOpenOfWord(text, at) ? -1 : at;
    }
  }
  return -1;
}

/** Does the `{` belong to the word: of a tag, or of a repetition? */
function isOpenOfWord(text: string, at: number): boolean {
  if (quantifierEnd(text, at) !== undefined || tagAt(text, at, false) !== undefined) return true;
  const before = text.charCodeAt(at - 1);
  return (before === PERCENT || before === HASH) && tagAt(text, at - 1, false) !== undefined;
}

/** `<%`, `<?` and `[[`. */
function mayBeginTwice(text: string, at: number): boolean {
  const [code, next] = [text.charCodeAt(at), text.charCodeAt(at + 1)];
  return code === LESS ? next === PERCENT || next === QUESTION : next === BRACKET;
}

/**
 * Behind the quoted word at `start`; -1 when it is not plain: not closed, or something is glued to it which may mean that
 * its first line should have ended it.
 */
function quotedEnd(text: string, start: number, quote: number): number {
  let isSimple = true;
  for (let at = start + 1; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if ((code === LESS || code === BRACKET) && mayBeginTwice(text, at)) {
      return -1;
    } else if (code === DOLLAR || code === HASH || code === PERCENT) {
      if (text.charCodeAt(at + 1) === OPEN && tagAt(text, at, false) !== undefined) return -1;
    } else if (code === BACKSLASH) {
      at++;
      if (text.charCodeAt(at) === NEW_LINE) isSimple = false;
    } else if (code === OPEN && tagAt(text, at, false) !== undefined) {
      return -1;
    } else if (code === NEW_LINE || code === OPEN) {
      isSimple = false;
    } else if (code === quote) {
      if (mayFollowQuote(text.charCodeAt(at + 1))) return at + 1;
      return isSimple && tagAt(text, at + 1, false) === undefined ? at + 1 : -1;
    }
  }
  return -1;
}

function mayFollowQuote(code: number): boolean {
  return code === SEMICOLON || code === OPEN || code === CLOSE_PARENTHESIS || (code <= BLANK && BLANKS[code] === 1);
}

const CLOSE_PARENTHESIS = 41;
