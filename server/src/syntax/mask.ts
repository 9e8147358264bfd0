/**
 * A stretch of text as the grammar is to read it: blanks stand for what is hidden (hidden.ts). As long as the text and of the
 * same lines, so that all offsets are the text's own.
 */
import { hiddenAt, mayHide } from './hidden.ts';
import { isForeignBlank, isInvisible, isJoined, isZeroWidth } from './invisible.ts';
import { hasRawBody, rawBodyEnd } from './lua.ts';
import { quantifierEnd } from './quantifier.ts';
import { mayBeginTag, tagAt, tagInQuotes, type Tag } from './tags.ts';

export interface Masked {
  readonly text: string;
  /** Absolute offset from which on it is not known where words begin: behind a quote that may be a lost one. */
  readonly sure: number;
}

type Replace = (start: number, end: number, sign: string) => void;

/** The text from `from`, where something must begin, to `to`. */
export function maskStretch(text: string, from: number, to: number): Masked {
  const pieces: string[] = [];
  let done = from;
  const replace: Replace = (start, end, sign) => {
    const last = Math.min(end, to);
    if (start >= last) return;
    pieces.push(text.slice(done, start), blanked(text.slice(start, last), sign));
    done = last;
  };
  let at = from;
  let isStart = true;
  let name = '';
  while (at < to) {
    const code = text.charCodeAt(at);
    if (code <= BLANK && isBlank(code)) {
      at++;
      continue;
    }
    const hidden = mayHide(code) ? hiddenAt(text, at, isStart) : undefined;
    if (hidden !== undefined) {
      replace(at, hidden.end, ' ');
      at = hidden.end;
    } else if (code === HASH && (isStart || tagAt(text, at, false) === undefined)) {
      const end = text.indexOf('\n', at);
      at = end < 0 ? to : end;
    } else if (code === SEMICOLON || code === CLOSE) {
      isStart = true;
      at++;
    } else if (code === OPEN && tagAt(text, at, isStart) === undefined) {
      at++;
      if (!isStart && hasRawBody(name)) at = rawBodyEnd(text, at);
      isStart = true;
    } else {
      const start = at;
      if (code === DOUBLE || code === SINGLE) {
        const end = maskQuoted(text, at, replace);
        if (end < 0) break;
        at =
          text.charCodeAt(end) < 128 && mayBeginTag(text.charCodeAt(end)) && tagAt(text, end, false) !== undefined
            ? maskBare(text, end, to, replace)
            : end;
      } else {
        at = maskBare(text, at, to, replace);
      }
      if (isStart) name = text.slice(start, at);
      isStart = false;
    }
  }
  const rest = text.slice(done, to);
  pieces.push(rest);
  return { text: pieces.join(''), sure: mayHideAny.test(rest.slice(at - done)) ? at : to };
}

const mayHideAny =
  /\/[/*]|`|~~~|\.{3}|…|[-=*_+<>|]{3}|[([<][ \t]*\/?snip|\S\{[\d,]|\{[{%#]|<[%?]|[$%#]\{|\[\[|\$[A-Z]|__|[@%]|[\x85\xa0\xad\u061c\u1680\u180e\u2000-\u200f\u2028-\u202f\u205f-\u2069\u3000\ufeff“”„‟‘’‚‛«»‹›″′‶‵´]/;

const [TAB, NEW_LINE, RETURN, BLANK, DOUBLE, HASH, DOLLAR, SINGLE] = [9, 10, 13, 32, 34, 35, 36, 39];
const [SEMICOLON, BACKSLASH, OPEN, CLOSE] = [59, 92, 123, 125];

function isBlank(code: number): boolean {
  return code === BLANK || code === NEW_LINE || code === TAB || code === RETURN;
}

function blanked(text: string, sign: string): string {
  return sign === ' ' ? text.replace(/[^\n]/g, sign) : sign.repeat(text.length);
}

/** Behind the quote that closes; -1 where none does, or another one may be meant. */
function maskQuoted(text: string, start: number, replace: Replace): number {
  const quote = text.charAt(start);
  const tags: Tag[] = [];
  let isSimple = true;
  for (let at = start + 1; at < text.length; at++) {
    const char = text.charAt(at);
    const tag = tagInQuotes(text, at, quote);
    if (tag !== undefined) {
      tags.push(tag);
      at = tag.end - 1;
    } else if (char === '\\') at++;
    else if (char === '\n' || char === '{') isSimple = false;
    else if (char === quote) {
      const isOneLine = !text.slice(start, at).includes('\n');
      const isGlued = tagAt(text, at + 1, false) !== undefined;
      const mayEnd = isSimple || (isGlued ? isOneLine : mayFollowQuote(text, at + 1));
      if (!mayEnd) return -1;
      for (const { start: from, end } of tags) replace(from, end, LETTER);
      return at + 1;
    }
  }
  return -1;
}

function mayFollowQuote(text: string, at: number): boolean {
  return at >= text.length || ' \t\r\n;{)'.includes(text.charAt(at));
}

/** Behind the bare word at `start`. */
function maskBare(text: string, start: number, to: number, replace: Replace): number {
  let at = start;
  while (at < to) {
    const code = text.charCodeAt(at);
    if (isBlank(code) || code === SEMICOLON) return at;
    const tag = mayBeginTag(code) ? tagAt(text, at, false) : undefined;
    if (tag !== undefined) {
      replace(at, tag.end, LETTER);
      at = tag.end;
    } else if (code === BACKSLASH) {
      at += 2;
    } else if (code === DOLLAR) {
      at++;
      while (text.charCodeAt(at) === OPEN) at++;
    } else if (code === OPEN) {
      const end = at > start ? quantifierEnd(text, at) : undefined;
      if (end === undefined) return at;
      replace(at, end, LETTER);
      at = end;
    } else if (code >= 128 && isInvisible(code)) {
      if (isForeignBlank(code) ? !isJoined(text, at) : endsWord(text, at)) return at;
      at++;
    } else {
      at++;
    }
  }
  return Math.min(at, to);
}

/** Any character of an ordinary word. */
const LETTER = '\uE000';

function endsWord(text: string, from: number): boolean {
  let at = from;
  while (isZeroWidth(text.charCodeAt(at))) at++;
  return at >= text.length || ' \t\r\n;{'.includes(text.charAt(at));
}
