/** The comments that speak about a location: inside its block, and directly above it. */
import type { Workspace } from '../../config/workspace.ts';
import type { ProxyTarget } from '../../handshake/model.ts';
import type { Item } from '../../syntax/tree.ts';
import { treeOf } from '../../analysis/edits.ts';

/** Each with its `#`; of a fragment that implies its location, those at the top of the file. */
export function commentsAround({ location, pass }: ProxyTarget, workspace: Workspace): readonly string[] {
  const at = location.at;
  if (at === undefined) return textsOf(treeOf(workspace, pass.path)?.root.items ?? []);
  const inside = textsOf(at.directive.block?.items ?? []);
  const tree = treeOf(workspace, at.path);
  const start = tree?.startOf(at.directive);
  if (tree === undefined || start === undefined) return inside;
  const lines = tree.text
    .slice(Math.max(0, start - 2000), start)
    .split('\n')
    .slice(0, -1)
    .reverse();
  const end = lines.findIndex((line) => !/^\s*#/.test(line));
  return [...lines.slice(0, end === -1 ? 0 : end).map((line) => line.trim()), ...inside];
}

function textsOf(items: readonly Item[]): readonly string[] {
  return items.flatMap((item) => (item.kind === 'comment' ? [item.text] : []));
}
