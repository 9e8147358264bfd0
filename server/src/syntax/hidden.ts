/**
 * What stands between the words of a directive and is none of them to its author, though nginx reads it as one: characters that
 * nobody sees, comments of other languages, lines of an article, tags of a template engine (ngx_conf_file.c, ngx_conf_read_token knows neither).
 */
import { isInvisible, isJoined, isZeroWidth } from './invisible.ts';
import { lineApart, mayStandApart } from './left-out.ts';
import { lineTagAt, mayBeginTag } from './tags.ts';
import type { Span } from './tree.ts';

/** Offsets are absolute. */
export interface Hidden extends Span {
  readonly kind: 'invisible' | 'fence' | 'left-out' | 'ruler' | 'conflict' | 'slash-comment' | 'template';
}

/** What is hidden at `at`, where a word could begin; `isStart`: where a directive could begin. */
export function hiddenAt(text: string, at: number, isStart: boolean): Hidden | undefined {
  const code = text.charCodeAt(at);
  if (code === SLASH) return slashesAt(text, at, isStart);
  if (code >= 128 && isInvisible(code)) return invisibleAt(text, at);
  const fence = isFenceSign(code) ? fenceAt(text, at, isStart) : undefined;
  return (
    fence ??
    (mayStandApart(code) ? apartAt(text, at) : undefined) ??
    (isStart && mayBeginLineTag(code) ? templateAt(text, at) : undefined)
  );
}

/** Could something be hidden that begins with this character? */
export function mayHide(code: number): boolean {
  return code === SLASH || code >= 128 || isFenceSign(code) || mayBeginLineTag(code) || mayStandApart(code);
}

function mayBeginLineTag(code: number): boolean {
  return mayBeginTag(code) || code === AT || code === UNDERSCORE;
}

function templateAt(text: string, at: number): Hidden | undefined {
  const tag = lineTagAt(text, at);
  return tag && { kind: 'template', start: at, end: tag.end };
}

const [AT, UNDERSCORE] = [64, 95];

/** All of it between two words, or between what stands before and behind them; comments are passed over. */
export function hiddenBetween(text: string, from: number, to: number, isStart: boolean): readonly Hidden[] {
  const found: Hidden[] = [];
  for (let at = from; at < to;) {
    const code = text.charCodeAt(at);
    const hidden = code > BLANK ? hiddenAt(text, at, isStart) : undefined;
    if (hidden !== undefined) found.push(hidden);
    if (code === HASH && hidden === undefined) at = lineEnd(text, at);
    else at = hidden?.end ?? at + 1;
  }
  return found;
}

const [NEW_LINE, BLANK, HASH, SLASH, TILDE, BACKTICK] = [10, 32, 35, 47, 126, 96];

function lineEnd(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end < 0 ? text.length : end;
}

/** The CR of a CRLF stays. */
function lineEndOrReturn(text: string, from: number): number {
  const end = lineEnd(text, from);
  return text[end - 1] === '\r' ? end - 1 : end;
}

/** Up to the last such character before anything else; blanks between them go along. */
function invisibleAt(text: string, start: number): Hidden {
  let end = start + 1;
  for (let at = end; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (isInvisible(code)) end = at + 1;
    else if (code !== BLANK && code !== TAB) break;
  }
  return { kind: 'invisible', start, end };
}

const TAB = 9;

/** Is nothing before `at` on its line but blanks and what nobody sees? */
function beginsLine(text: string, at: number): boolean {
  for (let before = at - 1; before >= 0; before--) {
    const code = text.charCodeAt(before);
    if (code === NEW_LINE) return true;
    if (code !== BLANK && code !== TAB && !isInvisible(code)) return false;
  }
  return true;
}

/** The longest comment between slashes and stars whose end is looked for. */
export const LONGEST_COMMENT = 6000;

/**
 * `// …` up to the end of the line, or `/* … *\/`, where a directive could begin or at the beginning of a line. Two words, the
 * first of which begins with the slashes, may be an entry of a map: the block they are in tells.
 */
function slashesAt(text: string, start: number, isStart: boolean): Hidden | undefined {
  const sign = text[start + 1];
  if ((sign !== '/' && sign !== '*') || (!isStart && !beginsLine(text, start))) return undefined;
  if (sign === '*') {
    const end = text.slice(start, start + LONGEST_COMMENT).indexOf('*/', 2);
    return end < 0 ? undefined : { kind: 'slash-comment', start, end: start + end + 2 };
  }
  const end = lineEndOrReturn(text, start);
  if (isEntry.test(text.slice(start, Math.min(end, start + 200)))) return undefined;
  return { kind: 'slash-comment', start, end };
}

const isEntry = /^\/\/\S*[ \t]+[^\s;{}]+[ \t]*;/;

const signs = '`´“”„‟‘’‚‛«»‹›″′‶‵"\'';
const codes = new Set([...signs, '~'].map((sign) => sign.charCodeAt(0)));

function isFenceSign(code: number): boolean {
  return code === BACKTICK || code === TILDE || codes.has(code);
}

/**
 * A line of Markdown that begins or ends a block of code. What a text processor makes of its three backticks is one typographic
 * quote and a backtick, or two quotes.
 */
function fenceAt(text: string, start: number, isStart: boolean): Hidden | undefined {
  if (!isStart && !beginsLine(text, start)) return undefined;
  const line = text.slice(start, Math.min(lineEndOrReturn(text, start), start + LONGEST_FENCE));
  const trimmed = line.replace(/[\s\u00A0\u200B\uFEFF]+$/, '');
  return isFence(trimmed) ? { kind: 'fence', start, end: start + trimmed.length } : undefined;
}

const LONGEST_FENCE = 120;

/** Only whole lines. */
function apartAt(text: string, start: number): Hidden | undefined {
  if (!beginsLine(text, start)) return undefined;
  const line = text.slice(start, Math.min(lineEndOrReturn(text, start), start + LONGEST_FENCE)).trimEnd();
  const kind = lineApart(line);
  return kind && { kind, start, end: start + line.length };
}

function isFence(line: string): boolean {
  return backticks.test(line) || tildes.test(line) || mixed.test(line) || quotes.test(line);
}

const backticks = /^[`´]{3,}[^`;{}]*(?:\{[^{};]*\})?$/;
const tildes = /^~{3,}[ \t]*[\w.+-]*$/;
const mixed = new RegExp(`^(?=[^\\s\\w]*[\`´])[${signs}]{2,6}[ \\t]*[\\w.+-]*$`);
/** Without a backtick, the name of a language shows what they are. */
const quotes = new RegExp(
  `^[${signs.replaceAll('"', '').replaceAll("'", '')}]{1,3}[ \\t]*(?:nginx|conf|config|text|txt|plaintext|bash|sh|shell|console|ini|yaml|apache)$`,
);

/** Offsets within a bare word of what nobody sees in it. */
export function invisibleWithin(word: string): readonly number[] {
  if (!/[^\0-\x7f]/.test(word)) return [];
  const found: number[] = [];
  for (let at = 0; at < word.length; at++) {
    if (isZeroWidth(word.charCodeAt(at)) && !isJoined(word, at)) found.push(at);
  }
  return found;
}
