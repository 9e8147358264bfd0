/**
 * nginx's own tokenizer (ngx_conf_file.c, ngx_conf_read_token), for saying what `nginx -t` would say.
 *
 * Unlike the syntax tree it repairs nothing and stops at the first mistake; limits count bytes of UTF-8, as nginx does.
 */
import { unescape } from './words.ts';

export interface Token {
  /** What nginx reads: outer quotes removed, escapes resolved. */
  readonly text: string;
  readonly raw: string;
  readonly quote: '"' | "'" | undefined;
  /** Absolute UTF-16 offset. */
  readonly start: number;
}

interface Place {
  /** From 1; the one that nginx names in messages about this statement: where its last token ended. */
  readonly line: number;
  /** Absolute UTF-16 offset behind the `;`, `{` or `}`; of an error, the place that nginx stumbles over. */
  readonly end: number;
}

export type Statement =
  | ({ readonly kind: ';' | '{'; readonly words: readonly Token[] } & Place)
  | ({ readonly kind: '}' } & Place)
  | ({ readonly kind: 'end' } & Place)
  | ({ readonly kind: 'error'; readonly message: string } & Place);

/** Hands out one statement after the other. */
export interface TokenReader {
  /** The next statement; `end` or `error` when there is none, again and again. */
  readonly next: () => Statement;
  /** Goes on at an absolute offset that is not before the end of the last statement, as if nothing stood in between. */
  readonly skipTo: (offset: number) => void;
}

/** Whether blocks are balanced is for the caller to judge, as in nginx (ngx_conf_parse). */
export function createTokenReader(text: string): TokenReader {
  const input: Input = { text, at: 0, bytes: 0, line: 1 };
  let last: Statement | undefined;
  return {
    next() {
      if (last === undefined || (last.kind !== 'end' && last.kind !== 'error')) last = readStatement(input);
      return last;
    },
    skipTo(offset) {
      for (let at = text.indexOf('\n', input.at); at >= 0 && at < offset; at = text.indexOf('\n', at + 1)) input.line++;
      input.at = offset;
    },
  };
}

/** Yields the statements of `text` in order; the last one is `end` or `error`. */
export function* readTokens(text: string): Generator<Statement, void, undefined> {
  const reader = createTokenReader(text);
  for (;;) {
    const statement = reader.next();
    yield statement;
    if (statement.kind === 'end' || statement.kind === 'error') return;
  }
}

/** NGX_CONF_BUFFER: nginx cannot look back further than this many bytes while it reads a token or a comment. */
const BUFFER = 4096;

interface Input {
  readonly text: string;
  at: number;
  /** UTF-8 bytes before `at`. */
  bytes: number;
  line: number;
}

/** `closed`: behind a closing quote. */
type State = 'blank' | 'comment' | 'bare' | 'quoted' | 'closed';

function readStatement(input: Input): Statement {
  const { text } = input;
  const words: Token[] = [];
  let state: State = 'blank';
  let quote: Token['quote'];
  let start = input.at;
  let kept = { at: input.at, bytes: input.bytes, line: input.line };
  let escaped = false;
  let variable = false;

  const failed = (message: string, end: number): Statement => ({ kind: 'error', message, line: input.line, end });
  const push = (raw: string, content: string): void => {
    words.push({ text: unescape(content), raw, quote, start });
  };

  for (;;) {
    if (input.at >= text.length) {
      const isEmpty = words.length === 0 && (state === 'blank' || state === 'comment');
      if (isEmpty) return { kind: 'end', line: input.line, end: text.length };
      return failed('unexpected end of file, expecting ";" or "}"', text.length);
    }
    const code = text.codePointAt(input.at) ?? 0;
    const width = byteWidth(code);
    if (input.bytes + width > kept.bytes + BUFFER) {
      const message = state === 'quoted' ? unclosed(quote) : `too long parameter "${tenBytes(text, kept.at)}..." started`;
      return { kind: 'error', message, line: kept.line, end: kept.at };
    }
    const here = input.at;
    const char = code > 0xffff ? text.slice(here, here + 2) : text.charAt(here);
    input.at += char.length;
    input.bytes += width;

    if (char === '\n') {
      input.line++;
      if (state === 'comment') state = 'blank';
    }
    if (state === 'comment') continue;
    if (escaped) {
      escaped = false;
      continue;
    }

    if (state === 'closed') {
      if (char === ';' || char === '{') return { kind: char, words, line: input.line, end: input.at };
      if (!isBlank(char) && char !== ')') return failed(`unexpected "${width > 1 ? '\uFFFD' : char}"`, here);
      state = 'blank';
      if (char !== ')') continue;
    }

    if (state === 'blank') {
      start = here;
      kept = { at: here, bytes: input.bytes - width, line: input.line };
      if (isBlank(char)) continue;
      if (char === ';' || char === '{') {
        return words.length === 0 ? failed(`unexpected "${char}"`, here) : { kind: char, words, line: input.line, end: input.at };
      }
      if (char === '}') {
        return words.length > 0 ? failed('unexpected "}"', here) : { kind: char, line: input.line, end: input.at };
      }
      if (char === '#') {
        state = 'comment';
      } else if (char === '"' || char === "'") {
        quote = char;
        state = 'quoted';
        kept = { at: here + 1, bytes: input.bytes, line: input.line };
      } else {
        quote = undefined;
        state = 'bare';
        escaped = char === '\\';
        variable = char === '$';
      }
      continue;
    }

    // The brace of `${` does not begin a block.
    if (char === '{' && variable) continue;
    variable = char === '$';
    escaped = char === '\\';
    if (variable || escaped) continue;

    if (state === 'quoted') {
      if (char !== quote) continue;
      push(text.slice(start, input.at), text.slice(start + 1, here));
      state = 'closed';
    } else if (isBlank(char) || char === ';' || char === '{') {
      push(text.slice(start, here), text.slice(start, here));
      state = 'blank';
      if (char === ';' || char === '{') return { kind: char, words, line: input.line, end: input.at };
    }
  }
}

function isBlank(char: string): boolean {
  return char === ' ' || char === '\t' || char === '\r' || char === '\n';
}

function byteWidth(code: number): number {
  if (code < 0x80) return 1;
  if (code < 0x800) return 2;
  return code < 0x10000 ? 3 : 4;
}

function unclosed(quote: Token['quote']): string {
  return `too long parameter, probably missing terminating "${quote ?? ''}" character`;
}

/** A character that the tenth byte cuts shows as a replacement character, as in a log. */
function tenBytes(text: string, start: number): string {
  return new TextDecoder().decode(new TextEncoder().encode(text.slice(start, start + 10)).slice(0, 10));
}
