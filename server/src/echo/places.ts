/** Where an anchor stands, for people: the file, and the line as nginx counts. */
import { normalize } from 'node:path';
import { locate, treeOf } from '../analysis/edits.ts';
import type { Anchor } from '../config/model.ts';
import type { Workspace } from '../config/workspace.ts';
import { linesOf } from '../features/lines.ts';

export function placeIn(workspace: Workspace, anchor: Anchor): { readonly path: string; readonly line: number } {
  const start = locate(workspace, anchor)?.start ?? 0;
  return { path: normalize(anchor.path), line: linesOf(treeOf(workspace, anchor.path)?.text ?? '').nginxLineAt(start) };
}
