/** How much room a text takes once it is read: each statement and comment some, be it ever so short. */
import type { TextEdit } from '../syntax/tree.ts';
import type { SourceFile } from './workspace.ts';

/** In UTF-16 units of ordinary text, of which a statement has 16 or more; at least the length of the text. */
export function weightOf({ length }: { readonly length: number }, statements: number): number {
  return Math.max(length, 16 * statements);
}

export function weightOfFile({ tree, statements }: SourceFile): number {
  return weightOf(tree.source, statements);
}

/** Signs that end or begin a statement or a comment, wherever they stand. */
export function statementsIn(text: string): number {
  let count = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === semicolon || code === open || code === hash) count++;
  }
  return count;
}

/** `statementsIn` the text that edits make of a file, all in the coordinates of its text; only what they change is counted. */
export function statementsAfter({ tree, statements }: SourceFile, edits: readonly TextEdit[]): number {
  return edits.reduce(
    (sum, { start, end, newText }) => sum + statementsIn(newText) - statementsIn(tree.source.slice(start, end)),
    statements,
  );
}

const [semicolon, open, hash] = [';', '{', '#'].map((it) => it.charCodeAt(0));
