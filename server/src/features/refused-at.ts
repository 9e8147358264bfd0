/** Where a reader finds what nginx refuses. */
import { locate, treeOf } from '../analysis/edits.ts';
import type { Refusal } from '../config/model.ts';
import type { Workspace } from '../config/workspace.ts';
import { nginxLineAt } from './lines.ts';

/**
 * The file and line (from 1) of the mistake, where its finding is: nginx may name a later line, on which the statement ends.
 * Where the mistake is no word of a text, what nginx names; `undefined` where it names nothing.
 */
export function refusedAt(
  { at, path, line }: Refusal,
  workspace: Workspace,
): { readonly path: string; readonly line: number } | undefined {
  const start = at && locate(workspace, at)?.start;
  const tree = at && treeOf(workspace, at.path);
  if (at !== undefined && start !== undefined && tree !== undefined)
    return { path: at.path, line: nginxLineAt(tree.source, start) };
  return path === undefined || line === undefined ? undefined : { path, line };
}
