/** Reads single words as nginx does: quotes, escapes, variables. */
import type { VariableReference, Word } from './tree.ts';

/** Where a word stands in the text (absolute UTF-16 offsets). */
export interface WordToken {
  readonly start: number;
  readonly end: number;
  /** A quoted word whose closing quote is missing. */
  readonly unclosed?: true;
}

/**
 * The word at `token`, with spans counted from `origin`.
 * A quoted word may lack its closing quote; then everything behind the opening one is its text.
 */
export function readWord(text: string, token: WordToken, origin: number): Word {
  const raw = text.slice(token.start, token.end);
  const first = raw[0];
  const quote = first === '"' || first === "'" ? first : undefined;
  return {
    start: token.start - origin,
    end: token.end - origin,
    raw,
    text: unescape(quote === undefined ? raw : withoutQuotes(raw, quote)),
    quote,
    variables: raw.includes('$') ? readVariables(raw, token.start - origin) : NO_VARIABLES,
    placeholder: isPlaceholder(raw),
  };
}

/**
 * Does a template engine fill in part of the word as it is written: a tag, `{name}`, `__NAME__`, `@NAME@`, `%name%` or `%(name)s`? Not so
 * `${NAME}`, which may be a variable.
 */
export function isPlaceholder(raw: string): boolean {
  return MAY_BE_FILLED.test(raw) && (PLACEHOLDER.test(raw) || (!/^["']/.test(raw) && FIELD.test(raw)));
}

/**
 * Resolves backslashes (ngx_conf_file.c, ngx_conf_read_token): `\"`, `\'`, `\\`, `\t`, `\r` and `\n` are replaced,
 * any other backslash stays.
 */
export function unescape(raw: string): string {
  return raw.includes('\\') ? raw.replace(ESCAPE, (_, char: string) => CONTROL[char] ?? char) : raw;
}

const NO_VARIABLES: readonly VariableReference[] = [];

/** Quickly, what most words have nothing of. */
const MAY_BE_FILLED = /[{@%]|__|<[%?]|\[\[/;
const PLACEHOLDER = new RegExp(
  [
    /\{\{[^]*?\}\}|\{%[^]*?%\}|<%[^]*?%>|<\?[^]*?\?>|%\{[^]*?\}|#\{[^]*?\}|\[\[-?\s[^]*?\]\]/,
    // More than a name in braces; `${dollar}` is a `$` that a template engine is to leave alone.
    /\$\{(?![A-Za-z0-9_]*\})[^{}]+\}|\$\{\w*dollar\w*\}/i,
    /(?<![A-Za-z0-9_$])__[A-Z][A-Z0-9_]*__(?![A-Za-z0-9_])|@[A-Z][A-Z0-9_]*@|%%?(?![0-9a-fA-F]{2}%)[A-Za-z_]\w+%/,
    // Python's `%` operator.
    /%\([A-Za-z_]\w*\)[sdr]/,
  ]
    .map(({ source }) => source)
    .join('|'),
);
const FIELD = /(?<!\$|\\[A-Za-z])\{[A-Za-z_][\w.-]*(?: [\w.-]+)*\}/;
const ESCAPE = /\\(["'\\trn])/g;
const CONTROL: Readonly<Record<string, string>> = { t: '\t', r: '\r', n: '\n' };

// `$1` to `$9` are captures of one digit (ngx_http_script.c, ngx_http_script_compile).
const VARIABLE = /\$(?:([1-9])|([A-Za-z0-9_]+)|\{([A-Za-z0-9_]+)\})/g;

/** nginx lets what follows the closing quote be no part of the word; a word with such a rest is a mistake, and is joined. */
function withoutQuotes(raw: string, quote: string): string {
  for (let at = 1; at < raw.length; at++) {
    if (raw[at] === '\\') at++;
    else if (raw[at] === quote) return raw.slice(1, at) + raw.slice(at + 1);
  }
  return raw.slice(1);
}

function readVariables(raw: string, start: number): VariableReference[] {
  const found: VariableReference[] = [];
  VARIABLE.lastIndex = 0;
  for (let match = VARIABLE.exec(raw); match !== null; match = VARIABLE.exec(raw)) {
    const at = start + match.index;
    found.push({ name: match[1] ?? match[2] ?? match[3] ?? '', start: at, end: at + match[0].length });
  }
  return found;
}
