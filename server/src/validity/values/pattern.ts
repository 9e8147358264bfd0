/** What a regular expression library says of a pattern, as far as it is certain (ngx_regex.c, ngx_regex_compile). */
import { bounded } from '../../query/bounded.ts';

/** nginx's message for a pattern that cannot be compiled, in the words of PCRE2; `undefined` when it can, or when we cannot tell. */
export const patternError: (pattern: string) => string | undefined = bounded(500, (pattern) => {
  const found = firstError(pattern);
  if (found === undefined) return undefined;
  const behind = pattern.slice(found.at);
  return `pcre2_compile() failed: ${found.reason} in "${pattern}"${behind === '' ? '' : ` at "${behind}"`}`;
});

/** Names of the pattern's groups; each becomes a variable (ngx_http_variables.c, ngx_http_regex_compile). */
export function groupNames(pattern: string): readonly string[] {
  return [...pattern.matchAll(/\(\?(?:P?<([A-Za-z_]\w*)>|'([A-Za-z_]\w*)')/g)].map((match) => match[1] ?? match[2] ?? '');
}

/** How many groups capture. */
export function captureCount(pattern: string): number {
  const bare = pattern.replace(/\\./gs, '').replace(/\[\^?\]?[^\]]*\]/g, '');
  return [...bare.matchAll(/\((?!\?)|\(\?P?<(?![=!])|\(\?'/g)].length;
}

interface PatternError {
  readonly reason: string;
  readonly at: number;
}

const nothingToRepeat = 'quantifier does not follow a repeatable item';

const unknownProperty = 'unknown property after \\P or \\p';

/** Verbs, conditions and literal or free-spacing parts change how the rest is read: then nothing is said. */
const unread = /\(\*|\(\?\(|\\Q|\(\?[a-zA-Z-]*x|\(\?[a-zA-Z]*C/;

/** No word is longer (NGX_CONF_BUFFER): nginx stops at it before it gets here. */
const longest = 4096;

function firstError(pattern: string): PatternError | undefined {
  if (pattern.length > longest || unread.test(pattern)) return undefined;
  let depth = 0;
  // What a quantifier would repeat: nothing, an item, or an item that has its quantifier already.
  let item: 'none' | 'item' | 'repeated' | 'done' = 'none';
  for (let at = 0; at < pattern.length;) {
    const char = pattern[at] ?? '';
    const quantifier = /^(?:[*+?]|\{(\d+)(?:,(\d*))?\})/.exec(pattern.slice(at));
    if (quantifier !== null) {
      const [text, least = '', most = ''] = quantifier;
      const place = at + text.length - 1;
      const modifies: boolean = item === 'repeated' && (text === '?' || text === '+');
      if (!modifies && item !== 'item') return { reason: nothingToRepeat, at: place };
      if (most !== '' && Number(least) > Number(most)) return { reason: 'numbers out of order in {} quantifier', at: place };
      item = modifies ? 'done' : 'repeated';
      at += text.length;
    } else if (char === '\\') {
      if (at + 1 === pattern.length) return { reason: '\\ at end of pattern', at: at + 1 };
      if (/^\\[pP](?![{CLMNPSZclmnpsz])/.test(pattern.slice(at)))
        return { reason: unknownProperty, at: at + Math.min(3, pattern.length - at) };
      item = /[bBAZzGK]/.test(pattern[at + 1] ?? '') ? 'none' : 'item';
      at += escapeLength(pattern.slice(at));
    } else if (char === '[') {
      const end = classEnd(pattern, at);
      if (end === undefined) return { reason: 'missing terminating ] for character class', at: pattern.length };
      item = 'item';
      at = end;
    } else if (char === '(') {
      const special =
        /^\(\?(?:#[^)]*\)|[a-zA-Z^-]+\)|[a-zA-Z^-]*:|P?<?[=!]|>|\||P?<\w+>|'\w+'|P=\w+\)|P>\w+\)|&\w+\)|[+-]?\d+\)|R\))/.exec(
          pattern.slice(at),
        )?.[0];
      if (pattern[at + 1] === '?' && special === undefined) return strangeGroup(pattern, at);
      const opens = !special?.endsWith(')');
      if (opens) depth += 1;
      if (special?.startsWith('(?#') !== true) item = opens || /^\(\?[a-zA-Z^-]+\)$/.test(special ?? '') ? 'none' : 'item';
      at += special?.length ?? 1;
    } else if (char === ')') {
      if (depth === 0) return { reason: 'unmatched closing parenthesis', at };
      depth -= 1;
      item = 'item';
      at += 1;
    } else {
      item = char === '|' || char === '^' || char === '$' ? 'none' : 'item';
      at += 1;
    }
  }
  return depth > 0 ? { reason: 'missing closing parenthesis', at: pattern.length } : undefined;
}

/** What stands behind `(?` is no kind of group; of the rarer kinds nothing is said. */
function strangeGroup(pattern: string, at: number): PatternError | undefined {
  const number = /^\(\?\d+(?!\))/.exec(pattern.slice(at))?.[0];
  if (number !== undefined) return { reason: 'missing closing parenthesis', at: at + number.length };
  const known = /^\(\?(?:[:|>#=!<P'&+\-\dR(C^a-zA-Z]|$)/.test(pattern.slice(at));
  return known ? undefined : { reason: 'unrecognized character after (? or (?-', at: at + 2 };
}

function escapeLength(text: string): number {
  return /^\\(?:[xpPogkN]\{[^}]*\}|k<[^>]*>|k'[^']*'|c.|.)/s.exec(text)?.[0].length ?? 1;
}

/** Offset behind the `]`; one directly behind `[` or `[^` stands for itself. */
function classEnd(pattern: string, open: number): number | undefined {
  let at = open + 1;
  if (pattern[at] === '^') at += 1;
  if (pattern[at] === ']') at += 1;
  while (at < pattern.length) {
    const named = /^\[[:.=][^\]]*[:.=]\]/.exec(pattern.slice(at))?.[0].length ?? 0;
    if (pattern[at] === ']') return at + 1;
    at += named > 0 ? named : pattern[at] === '\\' ? 2 : 1;
  }
  return undefined;
}
