/** Patterns of PCRE in the syntax of RE2. */

/**
 * `undefined` where the meaning would change. `widen`: what RE2 cannot say is left out so that the pattern matches whatever the
 * first one matches, and more: look-around, `\K`, the ban on giving back of atomic groups and `++`, what a back-reference says.
 */
export function translate(source: string, widen: boolean): string | undefined {
  let out = '';
  for (let at = 0; at < source.length;) {
    const piece = pieceAt(source, at, widen);
    if (piece === undefined) return undefined;
    out += piece.text;
    at = piece.end;
  }
  return out;
}

interface Piece {
  readonly text: string;
  /** Offset behind it in the source. */
  readonly end: number;
}

function pieceAt(source: string, at: number, widen: boolean): Piece | undefined {
  const character = source.charAt(at);
  if (character === '\\') return escapeAt(source, at, widen);
  if (character === '[') return classAt(source, at);
  if (character === '(') return groupAt(source, at, widen);
  const quantifier = take(/[*+?]|\{\d+(?:,\d*)?\}/y, source, at);
  if (quantifier === undefined) return { text: character, end: at + 1 };
  const end = at + quantifier.length;
  const next = source.charAt(end);
  if (next === '?') return { text: `${quantifier}?`, end: end + 1 };
  if (next !== '+') return { text: quantifier, end };
  // Possessive quantifiers give back nothing.
  return widen ? { text: quantifier, end: end + 1 } : undefined;
}

function groupAt(source: string, at: number, widen: boolean): Piece | undefined {
  const comment = take(/\(\?#[^)]*\)/y, source, at);
  if (comment !== undefined) return { text: '', end: at + comment.length };
  const quoted = take(/\(\?'\w+'/y, source, at);
  if (quoted !== undefined) return { text: `(?P<${quoted.slice(3, -1)}>`, end: at + quoted.length };
  if (take(/\(\?<?[=!]/y, source, at) !== undefined) {
    const end = widen ? endOfGroup(source, at) : undefined;
    return end === undefined ? undefined : { text: '(?:)', end };
  }
  if (source.startsWith('(?>', at)) return widen ? { text: '(?:', end: at + 3 } : undefined;
  if (widen && take(/\(\?P=\w+\)/y, source, at) !== undefined) return { text: '.*', end: source.indexOf(')', at) + 1 };
  // Recursion, conditions, alternatives that share numbers, options that RE2 lacks, verbs.
  if (take(/\(\?(?:[|&R\d+(]|-\d|P[=>]|[imsxnJU-]*[xnJ])|\(\*/y, source, at) !== undefined) return undefined;
  return { text: '(', end: at + 1 };
}

function escapeAt(source: string, at: number, widen: boolean): Piece | undefined {
  if (source.startsWith('\\Q', at)) return quotedAt(source, at);
  const escape = source.slice(at, at + 2);
  const same = spelled[escape];
  if (same !== undefined) return { text: same, end: at + 2 };
  if (widen && escape === '\\K') return { text: '', end: at + 2 };
  const back = widen ? take(/\\(?:[1-9]|g\{?-?\w+\}?|k(?:\{\w+\}|<\w+>|'\w+'))/y, source, at) : undefined;
  if (back !== undefined) return { text: '.*', end: at + back.length };
  // \1, \g and \k refer back; \K, \R and the like have no counterpart.
  return /^\\[1-9EGKLNRUXceghklou]/.test(escape) ? undefined : { text: escape, end: at + 2 };
}

/** What RE2 spells otherwise. A subject with a line feed is never asked about, so `\Z` is the very end. */
const spelled: Readonly<Record<string, string>> = { '\\h': '[ \\t]', '\\H': '[^ \\t]', '\\Z': '\\z', '\\e': '\\x1b', '\\E': '' };

/** All up to `\E`, or to the end, as it stands. */
function quotedAt(source: string, at: number): Piece {
  const end = source.indexOf('\\E', at);
  const text = source.slice(at + 2, end < 0 ? source.length : end);
  return { text: text.replace(/[^A-Za-z0-9_]/gu, '\\$&'), end: end < 0 ? source.length : end + 2 };
}

/** A class with its brackets; `]` first in it is a character. */
function classAt(source: string, at: number): Piece | undefined {
  const text = take(/\[\^?\]?(?:\[:\^?\w+:\]|\\.|[^\]\\])*\]/y, source, at);
  if (text === undefined || /\\[EGHKLNQRUVXZceghklou1-9]/.test(text.replaceAll('\\h', ''))) return undefined;
  return { text: text.replaceAll('\\h', ' \\t'), end: at + text.length };
}

/** Behind the `)` of the group that opens at `start`. */
function endOfGroup(source: string, start: number): number | undefined {
  let depth = 0;
  for (let at = start; at < source.length;) {
    const skipped = take(/\\Q.*?(?:\\E|$)|\\.|\[\^?\]?(?:\[:\^?\w+:\]|\\.|[^\]\\])*\]/sy, source, at);
    if (skipped !== undefined) {
      at += skipped.length;
      continue;
    }
    if (source.charAt(at) === '(') depth++;
    if (source.charAt(at) === ')' && --depth === 0) return at + 1;
    at++;
  }
  return undefined;
}

/** What a sticky expression finds at a place. */
function take(expression: RegExp, source: string, at: number): string | undefined {
  expression.lastIndex = at;
  return expression.exec(source)?.[0];
}
