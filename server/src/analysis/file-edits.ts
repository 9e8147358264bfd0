/** Edits of files as fixes give them: one of a tree that can be read, several that are made together or not at all. */
import type { Workspace } from '../config/workspace.ts';
import type { SyntaxTree, TextEdit } from '../syntax/tree.ts';
import { mergeByFile, treeOf } from './edits.ts';
import type { FileEdit } from './rule.ts';

/** What `make` changes in a file; `undefined` where the file cannot be read any more, and where `make` finds nothing to change. */
export function editIn(
  workspace: Workspace,
  path: string,
  make: (tree: SyntaxTree) => TextEdit | undefined,
): FileEdit | undefined {
  const tree = treeOf(workspace, path);
  const edit = tree && make(tree);
  return edit && { path, edits: [edit] };
}

/** Joined by file; `undefined` as soon as one of them cannot be made. */
export function allOrNone(edits: readonly (FileEdit | undefined)[]): readonly FileEdit[] | undefined {
  return edits.every((it) => it !== undefined) ? mergeByFile(edits) : undefined;
}
