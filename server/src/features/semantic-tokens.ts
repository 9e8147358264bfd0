/** What words mean, beyond their spelling: variables and whose they are, patterns, directives of other modules, lines that are cut off. */
import type { Analysis } from '../analysis/analyze.ts';
import { treeOf } from '../analysis/edits.ts';
import { effective } from '../config/inherit.ts';
import type { Level, Placed } from '../config/model.ts';
import { derived } from '../query/derived.ts';
import { originOf } from '../reference/directives.ts';
import { builtInVariable } from '../reference/variables.ts';
import type { Block, Directive, Span, Word } from '../syntax/tree.ts';
import { allTargets } from './targets-at.ts';

export type TokenKind = 'variable' | 'nginx variable' | 'pattern' | 'foreign directive' | 'cut off';

/** Offsets are absolute; tokens do not overlap. One of several lines is left out. */
export interface SemanticToken extends Span {
  readonly kind: TokenKind;
}

/** In the order of the text, of the directives that touch a part of it. */
export function semanticTokens(analysis: Analysis, path: string, { start, end }: Span): readonly SemanticToken[] {
  const tree = treeOf(analysis.workspace, path);
  if (tree === undefined) return [];
  const cutOff = cutOffLines(analysis);
  const tokens: SemanticToken[] = [];
  const walk = (block: Block, origin: number, table: boolean): void => {
    for (const [index, item] of block.items.entries()) {
      const at = origin + (block.starts[index] ?? 0);
      if (at > end) return;
      if (item.kind !== 'directive' || at + item.end < start) continue;
      tokens.push(...tokensOf(item, table, cutOff.has(item)).map((it) => ({ ...it, start: at + it.start, end: at + it.end })));
      if (item.block !== undefined) walk(item.block, at, tables.has(item.name.text));
    }
  };
  walk(tree.root, 0, false);
  return tokens.filter((it) => !tree.source.slice(it.start, it.end).includes('\n'));
}

const tables = new Set(['map', 'geo', 'types', 'split_clients', 'charset_map', 'num_map']);

function tokensOf(directive: Directive, isEntry: boolean, isCutOff: boolean): readonly SemanticToken[] {
  const { name, args, end } = directive;
  if (isCutOff) return [{ start: 0, end, kind: 'cut off' }];
  const own: readonly SemanticToken[] =
    !isEntry && !name.placeholder && originOf(name.text) !== 'nginx'
      ? [{ start: 0, end: name.end, kind: 'foreign directive' }]
      : [];
  const words = [name, ...args];
  return [...own, ...words.flatMap((word, index) => tokensIn(word, isPattern(directive, words, index, isEntry)))];
}

/** Variables, and the rest of a pattern around them. */
function tokensIn({ start, end, variables }: Word, isPatternWord: boolean): readonly SemanticToken[] {
  const found: SemanticToken[] = [];
  let at = start;
  for (const variable of variables) {
    if (isPatternWord && variable.start > at) found.push({ start: at, end: variable.start, kind: 'pattern' });
    const isOwn = /^\d/.test(variable.name) || builtInVariable(variable.name) === undefined;
    found.push({ start: variable.start, end: variable.end, kind: isOwn ? 'variable' : 'nginx variable' });
    at = variable.end;
  }
  if (isPatternWord && end > at) found.push({ start: at, end, kind: 'pattern' });
  return found;
}

/** Does nginx compile the word as a regular expression? */
function isPattern({ name }: Directive, words: readonly Word[], index: number, isEntry: boolean): boolean {
  const text = words[index]?.text ?? '';
  if (isEntry) return index === 0 && text.startsWith('~');
  if (index === 0) return false;
  if (name.text === 'rewrite') return index === 1;
  if (/^!?~\*?$/.test(words[index - 1]?.text ?? '')) return name.text === 'location' || name.text === 'if';
  return text.length > 1 && text.startsWith('~') && names.has(name.text);
}

const names = new Set(['server_name', 'valid_referers', 'proxy_redirect', 'proxy_cookie_domain', 'proxy_cookie_path']);

/** Headers of an outer level that no location takes: each that passes requests on has lines of its own, which cut them off. */
const cutOffLines = derived((analysis: Analysis): ReadonlySet<Directive> => {
  const { partial, includeProblems, http } = analysis.config;
  // What is not here may take them.
  if (partial || includeProblems.length > 0 || http?.environment.setsUnseen === true) return new Set();
  const taken = new Set<Placed>();
  const around = new Set<Level>();
  for (const { level } of allTargets(analysis)) {
    for (const line of effective(level, 'proxy_set_header')) taken.add(line);
    for (let it: Level | undefined = level; it !== undefined; it = it.outer) around.add(it);
  }
  const lines = [...around].flatMap((level) =>
    level.kind === 'http' || level.kind === 'server' ? (level.own.get('proxy_set_header') ?? []) : [],
  );
  const written = new Set(lines.filter((it) => taken.has(it)).map(({ directive }) => directive));
  return new Set(lines.flatMap(({ directive }) => (written.has(directive) ? [] : [directive])));
});
