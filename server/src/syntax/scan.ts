/**
 * Reads what is plainly well formed in one pass, as the grammar's scanner would (scanner.c, after ngx_conf_read_token).
 * What needs more than that is left to tree-sitter: tags of template engines, lost quotes, words that nothing ends.
 */
import { hasRawBody, rawBodyEnd } from './lua.ts';
import { LONGEST_TAG, type OtherPart, type Part, type Statement } from './statements.ts';
import type { Span } from './tree.ts';
import type { WordToken } from './words.ts';

/**
 * Calls `take` for each part from `from` on, where something must begin. Answers the offset of the first part that is
 * not plain, or `undefined` when `take` answered `false` or the text has ended.
 */
export type Scan = (from: number, take: (part: Part) => boolean) => number | undefined;

export function createScan(text: string): Scan {
  const source: Source = { text, isTag: createTagSearch(text) };
  return (from, take) => {
    for (let at = from; ;) {
      at = skipBlanks(text, at);
      if (at >= text.length) return undefined;
      const code = text.charCodeAt(at);
      const part = code < 128 && BEGINS[code] === 1 ? scanOther(source, at, code) : scanStatement(source, at);
      if (part === undefined) return at;
      if (!take(part)) return undefined;
      at = part.end;
    }
  };
}

interface Source {
  readonly text: string;
  /** May the `{` at this offset begin a template engine's tag? */
  readonly isTag: (at: number) => boolean;
}

/** A tag must have an end, not too far away. */
function createTagSearch(text: string): (at: number) => boolean {
  const ends: { readonly mark: string; at: number }[] = ['}}', '%}', '#}'].map((mark) => ({ mark, at: -1 }));
  return (at) => {
    const code = text.charCodeAt(at + 1);
    const end = code === OPEN ? ends[0] : code === PERCENT ? ends[1] : code === HASH ? ends[2] : undefined;
    if (end === undefined) return false;
    if (end.at < at) {
      const found = text.indexOf(end.mark, at + 1);
      end.at = found < 0 ? Infinity : found;
    }
    return end.at <= at + LONGEST_TAG;
  };
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

function scanOther({ text, isTag }: Source, start: number, code: number): OtherPart | undefined {
  if (code === HASH) return { kind: 'comment', start, end: commentEnd(text, start) };
  if (code === SEMICOLON) return { kind: 'stray ;', start, end: start + 1 };
  if (code === CLOSE) return { kind: '}', start, end: start + 1 };
  return isTag(start) ? undefined : { kind: 'stray {', start, end: start + 1 };
}

/** The CR of a CRLF is no part of the comment. */
function commentEnd(text: string, start: number): number {
  const end = text.indexOf('\n', start);
  if (end < 0) return text.length;
  return text.charCodeAt(end - 1) === RETURN ? end - 1 : end;
}

/** The words up to `;` or `{`; `undefined` when they are not plain. */
function scanStatement(source: Source, start: number): Statement | undefined {
  const { text } = source;
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
    if (code === OPEN) return scanOpen(source, start, at, words, comments ?? [], isPlain);
    if (code === CLOSE) return undefined;
    if (code === HASH) {
      const end = commentEnd(text, at);
      (comments ??= []).push({ start: at, end });
      isPlain = false;
      at = end;
    } else {
      const isQuoted = code === DOUBLE || code === SINGLE;
      const end = isQuoted ? quotedEnd(text, at, code) : bareEnd(source, at);
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
  { text, isTag }: Source,
  start: number,
  at: number,
  words: readonly WordToken[],
  comments: readonly Span[],
  isPlain: boolean,
): Statement | undefined {
  // `{#` is a tag only where a directive may begin.
  if (text.charCodeAt(at + 1) !== HASH && isTag(at)) return undefined;
  const name = text.slice(start, words[0]?.end);
  if (!hasRawBody(name) || name.startsWith('"') || name.startsWith("'")) {
    return { kind: 'statement', start, end: at + 1, words, comments, terminator: '{', rawBody: undefined, isPlain };
  }
  const close = rawBodyEnd(text, at + 1);
  if (close >= text.length) return undefined;
  const rawBody = { start: at + 1, end: close };
  return { kind: 'statement', start, end: close + 1, words, comments, terminator: '{', rawBody, isPlain: false };
}

/** Behind the bare word at `start`; -1 when it is not plain. */
function bareEnd({ text, isTag }: Source, start: number): number {
  for (let at = start; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code >= 128 || ENDS[code] === 0) continue;
    if (code === BACKSLASH) {
      at++;
    } else if (code === DOLLAR) {
      // The brace of `${` does not begin a block, nor do more of them.
      while (text.charCodeAt(at + 1) === OPEN) at++;
    } else {
      return code === OPEN && text.charCodeAt(at + 1) !== HASH && isTag(at) ? -1 : at;
    }
  }
  return -1;
}

/**
 * Behind the quoted word at `start`; -1 when it is not plain: not closed, or something is glued to it which may mean that
 * its first line should have ended it.
 */
function quotedEnd(text: string, start: number, quote: number): number {
  let isSimple = true;
  for (let at = start + 1; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === BACKSLASH) {
      at++;
      if (text.charCodeAt(at) === NEW_LINE) isSimple = false;
    } else if (code === NEW_LINE || code === OPEN) {
      isSimple = false;
    } else if (code === quote) {
      return isSimple || mayFollowQuote(text.charCodeAt(at + 1)) ? at + 1 : -1;
    }
  }
  return -1;
}

function mayFollowQuote(code: number): boolean {
  return code === SEMICOLON || code === OPEN || code === CLOSE_PARENTHESIS || (code <= BLANK && BLANKS[code] === 1);
}

const CLOSE_PARENTHESIS = 41;
