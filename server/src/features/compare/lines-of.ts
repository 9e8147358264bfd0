/** Lines of places in files, as nginx counts them: each text is gone through once. */
import { locate, treeOf } from '../../analysis/edits.ts';
import type { Anchor } from '../../config/model.ts';
import type { Workspace } from '../../config/workspace.ts';
import { linesOf, type Lines } from '../lines.ts';

export interface LineOf {
  /** From 1. */
  readonly offset: (path: string, offset: number) => number;
  readonly anchor: (at: Anchor) => number;
}

/** For texts of this moment; a file that cannot be read has one line. */
export function lineOfIn(workspace: Workspace): LineOf {
  const known = new Map<string, Lines>();
  const offset = (path: string, at: number): number => {
    const lines = known.get(path) ?? linesOf(treeOf(workspace, path)?.text ?? '');
    known.set(path, lines);
    return lines.nginxLineAt(at);
  };
  return { offset, anchor: (at) => offset(at.path, locate(workspace, at)?.start ?? 0) };
}
