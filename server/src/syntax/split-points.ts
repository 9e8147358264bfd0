/** Finds the words at which a new directive begins although no `;` ended the one before. */
import { headLength } from './heads.ts';
import { lineIndent, ownIndent } from './lines.ts';
import type { Statement } from './statements.ts';
import type { Vocabulary } from './tree.ts';
import type { WordToken } from './words.ts';

/** `pairs`: each entry is a key and a value; `types`: a MIME type and extensions; `other`: entries of an unknown shape. */
export type BlockKind = 'directives' | 'pairs' | 'types' | 'other';

/** The kind of block that the directive `owner` opens; without owner, the file itself. */
export function blockKind(owner: string | undefined): BlockKind {
  return ENTRIES.get(owner ?? '') ?? 'directives';
}

const ENTRIES: ReadonlyMap<string, BlockKind> = new Map([
  ['map', 'pairs'],
  ['geo', 'pairs'],
  ['split_clients', 'pairs'],
  ['charset_map', 'pairs'],
  ['types', 'types'],
  ['geoip2', 'other'],
  ['match', 'other'],
]);

/**
 * Indices of such words, behind `first`. nginx lets a directive span lines, so a line must look like a directive of its
 * own: begin with a known name, unquoted, that what follows on its line suits.
 */
export function splitPoints(
  text: string,
  statement: Statement,
  words: readonly WordToken[],
  first: number,
  block: BlockKind,
  vocabulary: Vocabulary,
): number[] {
  if (block === 'other') return [];
  const isOneLine = !text.slice(statement.start, statement.end).includes('\n');
  // No entry has a block: where one begins, directives do.
  if (block !== 'directives' && statement.terminator !== '{') {
    if (isOneLine) return [];
    const lines = lineStarts(text, words, first);
    return block === 'pairs' ? splitPairs(text, words, lines) : splitTypes(text, words, lines);
  }
  const points = isOneLine ? [] : splitLines(text, statement, words, first, vocabulary);
  const head = findHead(text, statement, words.slice(first, points[0]), vocabulary);
  return head === undefined || (points.length === 0 && statement.terminator === '{') ? points : [first + head, ...points];
}

/** Number of words in front of the `{` that is missing, if a directive follows where it should stand. */
function findHead(text: string, statement: Statement, words: readonly WordToken[], vocabulary: Vocabulary): number | undefined {
  if (words.length < 3) return undefined;
  const all = words.map((word) => text.slice(word.start, word.end));
  const length = headLength(all);
  if (length === undefined) return undefined;
  const isFollowed =
    blockKind(all[0]) === 'directives' ? vocabulary.isDirective(all[length] ?? '') : statement.terminator === ';';
  return isFollowed ? length : undefined;
}

function splitLines(
  text: string,
  statement: Statement,
  words: readonly WordToken[],
  first: number,
  vocabulary: Vocabulary,
): number[] {
  const lines = lineStarts(text, words, first);
  const points: number[] = [];
  let begin = first;
  lines.forEach((from, index) => {
    const to = lines[index + 1] ?? words.length;
    const line = words.slice(from, to).map((word) => text.slice(word.start, word.end));
    const end = to < words.length ? 'line' : statement.terminator;
    const [owner, word, next] = [words[begin], words[from], words[to]];
    if (from === first || word === undefined || !vocabulary.isDirective(line[0] ?? '')) return;
    if (!looksLikeDirective(line, end) && !isIndented(text, owner, word, next)) return;
    if (owner !== undefined && isFlag(text.slice(owner.start, owner.end), from - begin, line)) return;
    points.push(from);
    begin = from;
  });
  return points;
}

/** Directives without arguments: alone on their line they are complete. */
const ALONE = new Set(['internal', 'ip_hash', 'least_conn', 'random', 'break', 'stub_status', 'empty_gif', 'flv', 'mp4', 'ntlm']);

const OPENERS = new Set(['http', 'events', 'stream', 'mail', 'server', 'types']);

/** Directives whose name is also a parameter of others, with the arguments that only the directive has. */
const ALSO_PARAMETERS: ReadonlyMap<string, RegExp> = new Map([
  ['ssl', /^(?:on|off)$/],
  ['http2', /^(?:on|off)$/],
  ['gzip', /^(?:on|off)$/],
  ['proxy_protocol', /^(?:on|off)$/],
  ['timeout', /^\d+(?:ms|[smhd])?$/],
  ['protocol', /^(?:imap|pop3|smtp)$/],
]);

function looksLikeDirective(line: readonly string[], end: Statement['terminator'] | 'line'): boolean {
  const [name = '', argument = ''] = line;
  if (line.length === 1) return end === '{' ? OPENERS.has(name) : end !== 'line' && ALONE.has(name);
  const own = ALSO_PARAMETERS.get(name);
  return own === undefined || (line.length === 2 && own.test(argument));
}

/** A name on a line of its own, with its arguments on lines further to the right. */
function isIndented(text: string, owner: WordToken | undefined, name: WordToken, next: WordToken | undefined): boolean {
  if (owner === undefined || next === undefined || !text.slice(name.end, next.start).includes('\n')) return false;
  const indent = ownIndent(text, name.start);
  return indent !== undefined && indent <= lineIndent(text, owner.start) && lineIndent(text, next.start) > indent;
}

/** `rewrite … break` and `random two least_conn` may have their last word on a line of its own. */
function isFlag(owner: string, position: number, line: readonly string[]): boolean {
  if (line.length !== 1) return false;
  return (owner === 'rewrite' && position === 3 && line[0] === 'break') || (owner === 'random' && position === 2);
}

function lineStarts(text: string, words: readonly WordToken[], first: number): number[] {
  const starts = [first];
  for (let index = first + 1; index < words.length; index++) {
    const [before, word] = [words[index - 1], words[index]];
    if (before !== undefined && word !== undefined && text.slice(before.end, word.start).includes('\n')) starts.push(index);
  }
  return starts;
}

const PAIR_FLAGS = new Set(['hostnames', 'volatile', 'ranges', 'proxy_recursive']);

/** Every line must be an entry, else the words are no pairs whose `;` were forgotten. */
function splitPairs(text: string, words: readonly WordToken[], lines: readonly number[]): number[] {
  if (words.length < 3) return [];
  const areEntries = lines.every((from, index) => {
    const length = (lines[index + 1] ?? words.length) - from;
    const word = words[from];
    return length === 2 || (length === 1 && word !== undefined && PAIR_FLAGS.has(text.slice(word.start, word.end)));
  });
  return areEntries ? lines.slice(1) : [];
}

/** An extension has no slash; a MIME type does. */
function splitTypes(text: string, words: readonly WordToken[], lines: readonly number[]): number[] {
  const points: number[] = [];
  for (const from of lines.slice(1)) {
    const word = words[from];
    if (word !== undefined && from - (points.at(-1) ?? 0) >= 2 && text.slice(word.start, word.end).includes('/'))
      points.push(from);
  }
  return points;
}
