/**
 * Reads what is plainly well formed in one pass, as the grammar's scanner would (scanner.c, after ngx_conf_read_token).
 * What needs more than that is left to tree-sitter: tags of template engines, lost quotes, words that nothing ends.
 */
import { hasRawBody, rawBodyEnd } from './lua.ts';
import type { OtherPart, Part, Statement } from './statements.ts';
import type { Span } from './tree.ts';
import type { WordToken } from './words.ts';

/**
 * Calls `take` for each part from `from` on, where something must begin. Answers the offset of the first part that is
 * not plain, or `undefined` when `take` answered `false` or the text has ended.
 */
export function scanPlain(text: string, from: number, take: (part: Part) => boolean): number | undefined {
  for (let at = from; ;) {
    at = skipBlanks(text, at);
    if (at >= text.length) return undefined;
    const code = text.charCodeAt(at);
    const part = code < 128 && BEGINS[code] === 1 ? scanOther(text, at, code) : scanStatement(text, at);
    if (part === undefined) return at;
    if (!take(part)) return undefined;
    at = part.end;
  }
}

const [TAB, NEW_LINE, RETURN, BLANK, HASH, DOLLAR, PERCENT] = [9, 10, 13, 32, 35, 36, 37];
const [DOUBLE, SINGLE, SEMICOLON, BACKSLASH, OPEN, CLOSE] = [34, 39, 59, 92, 123, 125];

/** What begins something else than a directive. */
const BEGINS = table(HASH, SEMICOLON, OPEN, CLOSE);
const BLANKS = table(TAB, NEW_LINE, RETURN, BLANK);
/** Where a bare word ends, or may go on in another way. */
const ENDS = table(TAB, NEW_LINE, RETURN, BLANK, SEMICOLON, OPEN, BACKSLASH, DOLLAR);

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
  return mayBeTag(text.charCodeAt(start + 1)) ? undefined : { kind: 'stray {', start, end: start + 1 };
}

/** Behind `{`. */
function mayBeTag(code: number): boolean {
  return code === OPEN || code === PERCENT || code === HASH;
}

/** The CR of a CRLF is no part of the comment. */
function commentEnd(text: string, start: number): number {
  const end = text.indexOf('\n', start);
  if (end < 0) return text.length;
  return text.charCodeAt(end - 1) === RETURN ? end - 1 : end;
}

const NO_COMMENTS: readonly Span[] = [];

function scanStatement(text: string, start: number): Statement | undefined {
  const words: WordToken[] = [];
  let comments: Span[] | undefined;
  let isOneLine = true;
  for (let at = start; ;) {
    const code = text.charCodeAt(at);
    if (code === SEMICOLON || code === OPEN) {
      const kept = comments ?? NO_COMMENTS;
      if (code === SEMICOLON) return statementOf(start, at + 1, words, kept, ';', undefined, isOneLine);
      if (mayBeTag(text.charCodeAt(at + 1)) && text.charCodeAt(at + 1) !== HASH) return undefined;
      const isRaw =
        hasRawBody(text.slice(start, words[0]?.end)) && text.charCodeAt(start) !== DOUBLE && text.charCodeAt(start) !== SINGLE;
      if (!isRaw) return statementOf(start, at + 1, words, kept, '{', undefined, isOneLine);
      const close = rawBodyEnd(text, at + 1);
      if (close >= text.length) return undefined;
      return statementOf(start, close + 1, words, kept, '{', { start: at + 1, end: close }, false);
    }
    if (code === HASH) {
      const end = commentEnd(text, at);
      (comments ??= []).push({ start: at, end });
      at = end;
    } else if (code === CLOSE) {
      return undefined;
    } else {
      const isQuoted = code === DOUBLE || code === SINGLE;
      const end = isQuoted ? quotedEnd(text, at, code) : bareEnd(text, at);
      if (end < 0) return undefined;
      if (isQuoted && isOneLine && text.slice(at, end).includes('\n')) isOneLine = false;
      words.push({ start: at, end });
      at = end;
    }
    for (let next = text.charCodeAt(at); next <= BLANK && BLANKS[next] === 1; next = text.charCodeAt(++at)) {
      if (next === NEW_LINE) isOneLine = false;
    }
    if (at >= text.length) return undefined;
  }
}

function statementOf(
  start: number,
  end: number,
  words: readonly WordToken[],
  comments: readonly Span[],
  terminator: ';' | '{',
  rawBody: Span | undefined,
  isOneLine: boolean,
): Statement {
  return { kind: 'statement', start, end, words, comments, terminator, rawBody, isPlain: isOneLine };
}

/** Behind the bare word at `start`; -1 when it is not plain. */
function bareEnd(text: string, start: number): number {
  for (let at = start; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code >= 128 || ENDS[code] === 0) continue;
    if (code === BACKSLASH) {
      at++;
    } else if (code === DOLLAR) {
      // The brace of `${` does not begin a block, nor do more of them.
      while (text.charCodeAt(at + 1) === OPEN) at++;
    } else {
      if (code !== OPEN) return at;
      const next = text.charCodeAt(at + 1);
      return next === OPEN || next === PERCENT ? -1 : at;
    }
  }
  return -1;
}

/** Behind the quoted word at `start`; -1 when it is not plain: not closed, or something is glued to it. */
function quotedEnd(text: string, start: number, quote: number): number {
  for (let at = start + 1; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === BACKSLASH) {
      at++;
    } else if (code === OPEN) {
      const next = text.charCodeAt(at + 1);
      if (next === OPEN || next === PERCENT) return -1;
    } else if (code === quote) {
      return mayFollowQuote(text.charCodeAt(at + 1)) ? at + 1 : -1;
    }
  }
  return -1;
}

function mayFollowQuote(code: number): boolean {
  return code === SEMICOLON || code === OPEN || code === CLOSE_PARENTHESIS || (code <= BLANK && BLANKS[code] === 1);
}

const CLOSE_PARENTHESIS = 41;
