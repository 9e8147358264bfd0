/**
 * Tags of template engines: Jinja, Go and Helm, Handlebars, Mustache, ERB, EPP, PHP, Terraform, Octopus, Nomad, and fields in braces. What they become
 * is not known here, and may be anything: a word, a part of one, directives.
 */
import type { Span } from './tree.ts';

/** Offsets are absolute. */
export interface Tag extends Span {
  /** It steers what follows, and puts nothing into the text itself, or whole directives. */
  readonly isControl: boolean;
}

/** No end is looked for further away than this. */
export const LONGEST_TAG = 6000;

/** The tag that begins at `at`; `isStart`: where a directive could begin. */
export function tagAt(text: string, at: number, isStart: boolean): Tag | undefined {
  switch (text.charCodeAt(at)) {
    case OPEN:
      return braces(text, at, isStart);
    case LESS:
      return angles(text, at);
    case DOLLAR:
      return matched(EXPRESSION, text, at, false);
    case PERCENT:
      return matched(DIRECTIVE, text, at, true);
    case HASH:
      return isStart ? undefined : matched(VARIABLE, text, at, false);
    case BRACKET:
      return matched(BRACKETS, text, at, false);
    default:
      return undefined;
  }
}

/** Could a tag begin with this character? */
export function mayBeginTag(code: number): boolean {
  return code === OPEN || code === LESS || code === DOLLAR || code === PERCENT || code === HASH || code === BRACKET;
}

/** The tag within a quoted word; one with such a quote inside ends on its line, and the quote is followed by more of it. */
export function tagInQuotes(text: string, at: number, quote: string): Tag | undefined {
  const tag = mayBeginTag(text.charCodeAt(at)) ? tagAt(text, at, false) : undefined;
  // In quotes a brace is one.
  if (tag === undefined || /^\{\w/.test(text.slice(at, at + 2))) return undefined;
  const inside = text.indexOf(quote, at);
  if (inside < 0 || inside >= tag.end) return tag;
  const isOneLine = !text.slice(at, tag.end).includes('\n');
  return isOneLine && !' \t\r\n;{)'.includes(text.charAt(inside + 1)) ? tag : undefined;
}

/**
 * What stands for whole directives, or steers them, where one could begin. A value is such a tag when nothing but more of them
 * follows on its line.
 */
export function lineTagAt(text: string, at: number): Tag | undefined {
  const tag = tagAt(text, at, true);
  if (tag?.isControl === true) return tag;
  if (tag === undefined) return matched(ALONE, text, at, false);
  let { end } = tag;
  for (let next = tagAt(text, end, false); next !== undefined && !next.isControl; next = tagAt(text, end, false)) end = next.end;
  return isAlone(text, end) ? { start: at, end, isControl: false } : undefined;
}

const [HASH, DOLLAR, PERCENT, LESS, BRACKET, OPEN] = [35, 36, 37, 60, 91, 123];

function matched(pattern: RegExp, text: string, at: number, isControl: boolean): Tag | undefined {
  pattern.lastIndex = at;
  return pattern.test(text) ? { start: at, end: pattern.lastIndex, isControl } : undefined;
}

/** `${a.b}`, `${f("x")}`, `${X:-y}`: more than the name of a variable. */
const EXPRESSION = /\$\{(?![A-Za-z0-9_]*\})[^{}\n;]{1,300}\}/y;
/** `%{ if x }`, `%{ endif ~}`. */
const DIRECTIVE = /%\{~?[ \t]*(?:if|else|endif|for|endfor)\b[^}\n]{0,300}\}/y;
/** `#{Name}`, in the middle of a line. */
const VARIABLE = /#\{[A-Za-z_][\w.:[\]-]{0,100}\}/y;
/** `{name}` within a word, or before what ends it: a block of one word has its `;`. Blanks only where nothing but a value can end. */
const FIELD = /\{[A-Za-z_][\w.-]{0,60}\}(?=[^\s}]|[ \t]+[^\s}#])|\{[A-Za-z_][\w.-]{0,30}(?: [\w.-]{1,30}){1,4}\}(?=;)/y;
/** `[[ .x ]]`. */
const BRACKETS = /\[\[-?[ \t][^\n\]]{0,300}?[ \t]-?\]\]/y;
/** A line that only a placeholder stands on, or a statement of an engine that has them by the line. */
const ALONE = new RegExp(
  [
    /(?:\$\{\w+\}|\$[A-Z][A-Z0-9_]*|__\w+__|@@?[A-Za-z_]\w*@@?|%%?[A-Za-z_]\w*%%?|\[%[^\n%]{0,300}%\])(?=[ \t]*(?:[\r\n#]|$))/,
    /%[ \t]*(?:if|elif|else|endif|for|endfor|while|endwhile)\b[^\n\r;{}]{0,300}(?=\r?\n|$)/,
    /@(?:if|elseif|else|endif|foreach|endforeach|for|endfor|unless|endunless|isset|endisset|php|endphp|include)\b[^\n\r;{}]{0,300}(?=\r?\n|$)/,
  ]
    .map(({ source }) => `(?:${source})`)
    .join('|'),
  'y',
);

function isAlone(text: string, from: number): boolean {
  let at = from;
  for (let tags = 0; tags < MOST_TAGS; tags++) {
    while (text[at] === ' ' || text[at] === '\t' || text[at] === '\r') at++;
    if (at >= text.length || text[at] === '\n' || text[at] === '#') return true;
    const tag = tagAt(text, at, false);
    if (tag === undefined) return false;
    if (text.slice(at, tag.end).includes('\n')) return true;
    at = tag.end;
  }
  return true;
}

/** On a line with more of them, nothing else is looked for. */
const MOST_TAGS = 20;

function braces(text: string, at: number, isStart: boolean): Tag | undefined {
  const sign = text[at + 1];
  if (sign === '{') return expression(text, at, isStart);
  if (sign === '%') return closed(text, at, at + 2, '%}', true);
  if (isStart) return sign === '#' ? closed(text, at, at + 2, '#}', true) : undefined;
  return isEscape(text, at) ? undefined : matched(FIELD, text, at, false);
}

/** `\p{L}`, `\x{a0}` of a pattern. */
function isEscape(text: string, at: number): boolean {
  return text.charCodeAt(at - 2) === BACKSLASH;
}

const BACKSLASH = 92;

function angles(text: string, at: number): Tag | undefined {
  if (text[at + 1] === '%') return closed(text, at, at + 2, '%>', !/^<%-?=/.test(text.slice(at, at + 4)));
  if (text[at + 1] !== '?') return undefined;
  const head = /^<\?(?:=|php\b|[ \t])(?:[ \t]*echo\b)?/.exec(text.slice(at, at + 40))?.[0];
  return head === undefined ? undefined : closed(text, at, at + 2, '?>', !/=|echo$/.test(head));
}

function closed(text: string, start: number, from: number, mark: string, isControl: boolean): Tag | undefined {
  const end = text.slice(from, start + LONGEST_TAG).indexOf(mark);
  return end < 0 ? undefined : { start, end: from + end + mark.length, isControl };
}

const HEAD = /^\{\{\{?[-~]?[ \t\r\n]*(?<sign>[#/>!^&]|\$\w+[ \t]*:?=)?(?<name>[A-Za-z]+)?/;

/** Words that steer, or stand for directives. */
const STEERING = new Set([
  ...['if', 'else', 'elif', 'end', 'endif', 'range', 'with', 'define', 'block', 'template', 'include', 'raw', 'endraw'],
  ...['break', 'continue', 'partial', 'yield'],
]);

function expression(text: string, start: number, isStart: boolean): Tag | undefined {
  const ahead = text.slice(start, start + LONGEST_TAG);
  if (!ahead.includes('}}')) return undefined;
  // Two braces behind a head are no tag as long as nothing follows on their line.
  if (!isStart && /^\{\{[ \t]*(?:\r?\n|$)/.test(ahead)) return undefined;
  const { sign, name } = HEAD.exec(ahead)?.groups ?? {};
  const isControl = (sign !== undefined && sign !== '&') || STEERING.has(name ?? '');
  const comment = COMMENT.exec(ahead)?.[0];
  const end = comment === undefined ? expressionEnd(ahead) : commentEnd(ahead, comment);
  if (end < 0) return undefined;
  const behind = ahead.startsWith('{{{') && ahead[end + 2] === '}' ? 3 : 2;
  return { start, end: start + end + behind, isControl };
}

const COMMENT = /^\{\{(?:-?[ \t]*\/\*|!--)/;

/** Of `}}` behind the end of the comment; one without an end is none. */
function commentEnd(ahead: string, opening: string): number {
  const close = ahead.indexOf(opening.endsWith('--') ? '--' : '*/', opening.length);
  return close < 0 ? -1 : ahead.indexOf('}}', close);
}

/** Of `}}`; those in strings do not count, nor those of braces that open inside. */
function expressionEnd(ahead: string): number {
  let depth = 0;
  for (let at = 2; at < ahead.length; at++) {
    const char = ahead.charAt(at);
    if (char === '"' || char === "'" || char === '`') {
      const end = stringEnd(ahead, at, char);
      if (end < 0) return ahead.indexOf('}}', 2);
      at = end;
    } else if (char === '{' && at > 2) depth++;
    else if (char === '}') {
      if (depth === 0 && ahead[at + 1] === '}') return at;
      if (depth > 0) depth--;
    }
  }
  return ahead.indexOf('}}', 2);
}

/** A string is on one line; -1 when it is none. */
function stringEnd(ahead: string, from: number, quote: string): number {
  for (let at = from + 1; at < ahead.length; at++) {
    if (ahead[at] === quote) return at;
    if (ahead[at] === '\n') return -1;
    if (ahead[at] === '\\') at++;
  }
  return -1;
}
