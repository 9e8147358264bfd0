/** Where a directive may stand, in words, and how it gets there. */
import { indentAt, indentUnit, lineEnding, remove, startWithComments, textWithComments, treeOf } from '../analysis/edits.ts';
import type { FileEdit, FixContext } from '../analysis/rule.ts';
import type { Placed } from '../config/model.ts';
import { contextInside } from '../reference/contexts.ts';
import type { Context } from '../reference/directives.ts';
import type { Directive, SyntaxTree, TextEdit } from '../syntax/tree.ts';

const names: Readonly<Record<Context, string>> = {
  main: 'outside of all blocks',
  events: '`events`',
  http: '`http`',
  server: '`server`',
  location: '`location`',
  'if in server': '`if` in a `server`',
  'if in location': '`if` in a `location`',
  limit_except: '`limit_except`',
  upstream: '`upstream`',
  stream: '`stream`',
  'stream server': '`server` of `stream`',
  'stream upstream': '`upstream` of `stream`',
  mail: '`mail`',
  'mail server': '`server` of `mail`',
};

/** `` `http`, `server` and `location` ``; those of the part of the configuration that is meant, where there are any. */
export function placesInWords(allowed: ReadonlySet<Context>, context: Context): string {
  const part = partOf(context);
  const own = [...allowed].filter((it) => partOf(it) === part);
  const words = (own.length === 0 || part === '' ? [...allowed] : own).map((it) => names[it]);
  return words.length < 2 ? (words[0] ?? '') : `${words.slice(0, -1).join(', ')} and ${words.at(-1) ?? ''}`;
}

export function placeInWords(context: Context): string {
  return names[context];
}

function partOf(context: Context): string {
  if (context === 'main' || context === 'events') return '';
  return /^(?:stream|mail)/.exec(context)?.[0] ?? 'http';
}

/** The block that a directive has to leave, so that it stands where it may: the outermost one first; `undefined` where no block of its file does. */
export function blockToLeave(
  { workspace }: Pick<FixContext, 'workspace'>,
  placed: Placed,
  within: string,
  allowed: ReadonlySet<Context>,
): Directive | undefined {
  const tree = treeOf(workspace, placed.path);
  const start = tree?.startOf(placed.directive);
  const around =
    start === undefined ? [] : (tree?.pathAt(start) ?? []).filter((it) => it.kind === 'directive' && it !== placed.directive);
  const outer = within.split(' ').slice(0, -1);
  const contexts = contextsOf(outer);
  for (let depth = outer.length - 1; depth > outer.length - 1 - around.length; depth--) {
    const block = around[around.length - (outer.length - depth)];
    const context = depth === 0 ? 'main' : contexts[depth - 1];
    if (block?.kind === 'directive' && context !== undefined && allowed.has(context)) return block;
  }
  return undefined;
}

/** What the inside of each of these blocks is, outermost first. */
function contextsOf(blocks: readonly string[]): readonly (Context | undefined)[] {
  const contexts: (Context | undefined)[] = [];
  for (const name of blocks) {
    contexts.push(contextInside(contexts.at(-1) ?? 'main', name));
  }
  return contexts;
}

/** Takes a directive with its comments out, and writes it above a block that is around it. */
export function moveAbove({ workspace }: FixContext, placed: Placed, block: Directive): readonly FileEdit[] | undefined {
  const tree = treeOf(workspace, placed.path);
  const at = tree?.startOf(block);
  if (tree === undefined || at === undefined) return undefined;
  const start = startWithComments(tree, at);
  const indent = indentAt(tree.text, start);
  const text = textWithComments(tree, placed, indent);
  const taken = remove(tree, placed);
  if (text === undefined || taken === undefined) return undefined;
  const eol = lineEnding(tree.text);
  const gap = placed.directive.block === undefined ? eol : eol + eol;
  return [{ path: placed.path, edits: [{ start, end: start, newText: text + gap + indent }, taken] }];
}

/** Puts a line into a block of its own: `location / { … }`. */
export function wrapIn({ workspace }: FixContext, placed: Placed, head: string): readonly FileEdit[] | undefined {
  const tree = treeOf(workspace, placed.path);
  const start = tree?.startOf(placed.directive);
  if (tree === undefined || start === undefined) return undefined;
  const eol = lineEnding(tree.text);
  const indent = indentAt(tree.text, start);
  const end = start + placed.directive.end;
  const text = tree.text.slice(start, end);
  const newText = `${head} {${eol}${indent}${indentUnit(tree.text)}${text}${eol}${indent}}`;
  return [{ path: placed.path, edits: [{ start, end, newText }] }];
}

/** Takes the `name {` and the `}` of a block away; what stands in it moves out one step. */
export function unwrap({ workspace }: FixContext, placed: Placed): readonly FileEdit[] | undefined {
  const tree = treeOf(workspace, placed.path);
  const start = tree?.startOf(placed.directive);
  const { block } = placed.directive;
  if (tree === undefined || start === undefined || block?.close === undefined) return undefined;
  const edits = [
    wholeLines(tree, start, start + block.open + 1),
    ...outdents(tree, start + block.open + 1, start + block.close),
    wholeLines(tree, start + block.close, start + block.close + 1),
  ];
  return [{ path: placed.path, edits }];
}

/** With the rest of their lines, where nothing else stands there. */
function wholeLines(tree: SyntaxTree, start: number, end: number): TextEdit {
  const before = indentAt(tree.text, start).length;
  const isAlone = tree.text.slice(0, start - before).endsWith('\n') || start - before === 0;
  const rest = /^[ \t]*\r?\n|^[ \t]*$/.exec(tree.text.slice(end))?.[0];
  return isAlone && rest !== undefined
    ? { start: start - before, end: end + rest.length, newText: '' }
    : { start, end, newText: '' };
}

function outdents(tree: SyntaxTree, start: number, end: number): readonly TextEdit[] {
  const unit = indentUnit(tree.text);
  const edits: TextEdit[] = [];
  for (let at = tree.text.indexOf('\n', start) + 1; at > 0 && at < end; at = tree.text.indexOf('\n', at) + 1) {
    if (tree.text.startsWith(unit, at) && at + unit.length <= end) edits.push({ start: at, end: at + unit.length, newText: '' });
  }
  return edits;
}
