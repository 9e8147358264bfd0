/** `$1`: which pattern it is a group of. nginx keeps the groups of the pattern that matched last (ngx_http_regex_exec). */
import type { Directive, SyntaxTree, Word } from '../../syntax/tree.ts';
import { patternIn, type Pattern } from './at.ts';

export interface Captures {
  readonly pattern: Pattern;
  /** Of the directive that has the pattern; absolute, UTF-16. */
  readonly start: number;
  /** What is written in each group, from `$1`. */
  readonly groups: readonly string[];
  /** Another pattern may have matched since, or this one may not have: it stands in a line before, not around. */
  readonly isLast: boolean;
}

interface Spot {
  readonly tree: SyntaxTree;
  /** Blocks around, outermost first. */
  readonly around: readonly Directive[];
  /** Absolute. */
  readonly offset: number;
}

/**
 * The nearest pattern with as many groups (from 1) that a place can speak of: that of its own `rewrite` or entry of a map, then those of lines before
 * it and of blocks around it, inside out. `own`: the words of the statement itself, in front of the place.
 */
export function capturesAt({ tree, around, offset }: Spot, own: readonly Word[], group: number): Captures | undefined {
  const table = around.at(-1)?.name.text === 'map' ? 'map' : undefined;
  const isOwn = own[0]?.text === 'rewrite' || table !== undefined;
  const first = isOwn ? captured(own, table, offset, false) : undefined;
  if (isOwn) return has(first, group);
  for (const block of around.toReversed()) {
    const start = tree.startOf(block);
    if (start === undefined || block.block === undefined) continue;
    const before = linesBefore(block, offset - start);
    for (const { line, at } of before) {
      const isName = line.name.text === 'server_name';
      const found = has(captured(wordsOf(line), undefined, start + at, !isName), group);
      if (found !== undefined) return found;
    }
    const found = has(captured(wordsOf(block), undefined, start, false), group);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** What stands in each group of a pattern of PCRE, in the order of their numbers; those with a name have a number too. */
export function groupsOf(source: string): readonly string[] {
  const open: (number | undefined)[] = [];
  const out: string[] = [];
  let inClass = false;
  for (let at = 0; at < source.length; at++) {
    const character = source[at];
    if (character === '\\') at++;
    else if (inClass) inClass = character !== ']';
    else if (character === '[') {
      inClass = true;
      // A bracket right behind the opening one stands for itself.
      if (source[at + 1] === ']') at++;
      else if (source.startsWith('^]', at + 1)) at += 2;
    } else if (character === '(') {
      const isCounted = source[at + 1] !== '?' || /^\?(?:P?<[A-Za-z_]|')/.test(source.slice(at + 1, at + 5));
      open.push(isCounted ? out.push(source.slice(at)) - 1 : undefined);
    } else if (character === ')') {
      const index = open.pop();
      if (index !== undefined) out[index] = source.slice(source.length - (out[index]?.length ?? 0), at + 1);
    }
  }
  return out;
}

function has(captures: Captures | undefined, group: number): Captures | undefined {
  return captures !== undefined && captures.groups.length >= group ? captures : undefined;
}

function captured(words: readonly Word[], table: string | undefined, start: number, isLast: boolean): Captures | undefined {
  for (let index = 0; index < words.length; index++) {
    const pattern = patternIn(words, index, table);
    if (pattern !== undefined && words[index]?.placeholder === false)
      return { pattern, start, groups: groupsOf(pattern.source), isLast };
  }
  return undefined;
}

function wordsOf({ name, args }: Directive): readonly Word[] {
  return [name, ...args];
}

interface Line {
  readonly line: Directive;
  readonly at: number;
}

/** Lines of a block that may match a pattern before the place is reached, the nearest first; names of the server at last. */
function linesBefore({ block }: Directive, offset: number): readonly Line[] {
  const lines = (block?.items ?? []).flatMap((item, index): readonly Line[] =>
    item.kind === 'directive' && matching.has(item.name.text) ? [{ line: item, at: block?.starts[index] ?? 0 }] : [],
  );
  const isName = ({ line }: Line): boolean => line.name.text === 'server_name';
  const before = lines.filter((it) => !isName(it) && it.at + it.line.end <= offset).toReversed();
  return [...before, ...lines.filter(isName)];
}

const matching: ReadonlySet<string> = new Set(['rewrite', 'if', 'server_name']);
