/** What stands around a cursor: blocks, the words of the statement in front of it, the word that is being written. */
import type { Directive, Item, Span, SyntaxTree, Word } from '../../syntax/tree.ts';
import { directive as formsOf } from '../../reference/directives.ts';

export interface Cursor {
  readonly offset: number;
  /** Blocks around, outermost first. */
  readonly around: readonly Directive[];
  /** The words of the statement in front of the one at the cursor, as nginx reads them, its name first; none where a name is written. */
  readonly before: readonly string[];
  /** The same as words; those of a statement on the next line are none of them. */
  readonly words: readonly Word[];
  /** What is written of the word at the cursor in front of it, quotes included; empty on a blank. */
  readonly typed: string;
  /** The whole word at the cursor, absolute. */
  readonly word: Span;
  /** Something follows on the line: words or the `;`. */
  readonly followed: boolean;
}

/** `undefined` where nothing of nginx is written: in comments, in Lua, in tags of template engines. `offset`: absolute, UTF-16. */
export function cursorAt(tree: SyntaxTree, offset: number): Cursor | undefined {
  const path = tree.pathAt(offset);
  const last = path.at(-1);
  const start = last === undefined ? 0 : (tree.startOf(last) ?? 0);
  if (last !== undefined && isForeign(last, offset - start)) return undefined;
  const isHead = last?.kind === 'directive' && !isInside(last, offset - start);
  const around = path.filter((it): it is Directive => it.kind === 'directive' && !(isHead && it === last));
  const statement = isHead ? { directive: last, start } : openBefore(tree, around.at(-1), offset);
  const words = statement === undefined ? [] : [statement.directive.name, ...statement.directive.args];
  const from = statement?.start ?? 0;
  const at = words.find((word) => from + word.start <= offset && offset <= from + word.end);
  const word = at === undefined ? { start: offset, end: offset } : { start: from + at.start, end: from + at.end };
  const before = words.filter((it) => from + it.end < offset && it !== at);
  const previous = before.at(-1);
  const isNew = previous !== undefined && isComplete(before) && hasLineEnd(tree, from + previous.end, word.start);
  return {
    offset,
    around,
    before: isNew ? [] : before.map(({ text }) => text),
    words: isNew ? [] : before,
    typed: tree.source.slice(word.start, offset),
    word,
    followed: isFollowed(tree, word.end),
  };
}

/** Comments, tags of template engines, and bodies that are not nginx's language. */
function isForeign(item: Item, at: number): boolean {
  if (item.kind !== 'directive') return at > 0;
  const { rawBody } = item;
  return rawBody !== undefined && at >= rawBody.start && at <= rawBody.end;
}

function isInside({ block }: Directive, at: number): boolean {
  return block !== undefined && at > block.open && (block.close === undefined || at <= block.close);
}

/** A statement that is not ended, in front of the cursor on the same line. */
function openBefore(
  tree: SyntaxTree,
  owner: Directive | undefined,
  offset: number,
): { readonly directive: Directive; readonly start: number } | undefined {
  const block = owner === undefined ? tree.root : owner.block;
  const origin = owner === undefined ? 0 : (tree.startOf(owner) ?? 0);
  if (block === undefined) return undefined;
  const index = block.starts.findLastIndex((it) => origin + it < offset);
  const item = block.items[index];
  const start = origin + (block.starts[index] ?? 0);
  if (item?.kind !== 'directive' || item.semicolon !== undefined || item.block !== undefined || item.rawBody !== undefined) {
    return undefined;
  }
  return hasLineEnd(tree, start + item.end, offset) ? undefined : { directive: item, start };
}

/** It takes no more words than it has: what stands on the next line is not meant for it. */
function isComplete([name, ...args]: readonly Word[]): boolean {
  const forms = formsOf(name?.text ?? '');
  return (
    forms.length > 0 &&
    forms.every(({ arguments: { counts, least } }) => least === undefined && Math.max(...counts) <= args.length)
  );
}

function hasLineEnd(tree: SyntaxTree, start: number, end: number): boolean {
  return /[\r\n]/.test(tree.source.slice(start, end));
}

function isFollowed(tree: SyntaxTree, end: number): boolean {
  const rest = /^[^\r\n]*/.exec(tree.source.slice(end, end + longestLine))?.[0].trim() ?? '';
  return rest !== '' && !/^[#}]/.test(rest);
}

/** In UTF-16 units: what is behind it on the line does not matter. */
const longestLine = 200;
