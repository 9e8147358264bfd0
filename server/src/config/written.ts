/** Which directives of a body are written in it, and which came from includes. */
import type { Placed } from './model.ts';

/** What was placed of a body that `includedBy` brings, or none: the directives written in it, and what the includes among them brought. */
export function writtenIn(
  placed: readonly Placed[],
  includedBy: Placed | undefined,
): { readonly written: readonly Placed[]; readonly brought?: ReadonlyMap<Placed, readonly Placed[]> } {
  if (placed.every((it) => it.includedBy === includedBy)) return { written: placed };
  const written: Placed[] = [];
  const brought = new Map<Placed, Placed[]>();
  for (const it of placed) {
    const last = written.at(-1);
    if (it.includedBy === includedBy) written.push(it);
    else if (last !== undefined) append(brought, last, it);
  }
  return { written, brought };
}

function append(lists: Map<Placed, Placed[]>, key: Placed, it: Placed): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [it]);
  else list.push(it);
}

/** What an include brought, by the file that it stands in; what the files include themselves stays behind its include. */
export function byFile(brought: readonly Placed[], include: Placed): ReadonlyMap<string, readonly Placed[]> {
  const out = new Map<string, Placed[]>();
  let list: Placed[] = [];
  for (const it of brought) {
    if (it.includedBy === include) out.set(it.path, (list = out.get(it.path) ?? []));
    list.push(it);
  }
  return out;
}
