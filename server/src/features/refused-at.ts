/** Where a reader finds what nginx refuses. */
import type { Refusal } from '../config/model.ts';
import type { Workspace } from '../config/workspace.ts';
import { lineOfAnchor } from './link-to.ts';

/**
 * The file and line (from 1) of the mistake, where its finding is: nginx may name a later line, on which the statement ends.
 * Where the mistake is no word of a text, what nginx names; `undefined` where it names nothing.
 */
export function refusedAt(
  { at, path, line }: Refusal,
  workspace: Workspace,
): { readonly path: string; readonly line: number } | undefined {
  const own = at && lineOfAnchor(at, workspace);
  if (at !== undefined && own !== undefined) return { path: at.path, line: own };
  return path === undefined || line === undefined ? undefined : { path, line };
}
