/** Where nginx stops reading: what stands behind it is not part of the configuration as nginx reads it. */
import type { Placed, ReadingStop } from './model.ts';
import type { Placement } from './place.ts';
import type { SourceFile, Workspace } from './workspace.ts';

/** The directives up to the first stop in nginx's order; `undefined` when nginx reads all files to their ends. */
export function cutAtStop(
  workspace: Workspace,
  main: SourceFile,
  { directives, files, followed }: Pick<Placement, 'directives' | 'files' | 'followed'>,
): { readonly directives: readonly Placed[]; readonly stop: ReadingStop } | undefined {
  const stops = new Map<string, Omit<ReadingStop, 'open'>>();
  for (const path of files) {
    const file = path === main.path ? main : workspace.open(path);
    const stop = 'unreadable' in file ? undefined : file.tree.asRead().stop;
    if (stop !== undefined) stops.set(path, { ...stop, path });
  }
  if (stops.size === 0) return undefined;
  const cutting: Cutting = { stops, followed, open: new Set(), stop: undefined };
  const cut = takeFile(cutting, directives, main.path);
  return cutting.stop === undefined ? undefined : { directives: cut, stop: { ...cutting.stop, open: cutting.open } };
}

interface Cutting {
  readonly stops: ReadonlyMap<string, Omit<ReadingStop, 'open'>>;
  readonly followed: Placement['followed'];
  readonly open: Set<Placed>;
  stop: Omit<ReadingStop, 'open'> | undefined;
}

function takeFile(cutting: Cutting, placed: readonly Placed[], path: string): readonly Placed[] {
  const out = takeBody(cutting, placed);
  cutting.stop ??= cutting.stops.get(path);
  return out;
}

/** Each line of a body, behind an include what it brings. */
function takeBody(cutting: Cutting, body: readonly Placed[]): readonly Placed[] {
  const out: Placed[] = [];
  const includedBy = body[0]?.includedBy;
  let next = 0;
  for (const [at, placed] of body.entries()) {
    if (cutting.stop !== undefined) break;
    if (at < next) continue;
    next = at + 1;
    while (next < body.length && body[next]?.includedBy !== includedBy) next++;
    out.push(placed.block === undefined ? placed : takeBlock(cutting, placed, placed.block));
    for (const it of takeIncluded(cutting, placed, body.slice(at + 1, next))) out.push(it);
  }
  return out;
}

function takeBlock(cutting: Cutting, placed: Placed, block: readonly Placed[]): Placed {
  const taken = takeBody(cutting, block);
  if (placed.directive.block?.close === undefined) cutting.stop ??= cutting.stops.get(placed.path);
  if (cutting.stop === undefined) return placed;
  const cut = { ...placed, block: taken };
  cutting.open.add(cut);
  return cut;
}

function takeIncluded(cutting: Cutting, include: Placed, brought: readonly Placed[]): readonly Placed[] {
  const known = cutting.followed.get(include);
  if (known === undefined) return brought;
  const deeper = known.inner.reduce((sum, it) => sum + (cutting.followed.get(it)?.paths.length ?? 0), 0);
  const out: Placed[] = [];
  let at = 0;
  for (const path of known.paths.slice(0, known.paths.length - deeper)) {
    if (cutting.stop !== undefined) break;
    const from = at;
    while (at < brought.length && isOfFile(brought, at, from, include, path)) at++;
    for (const it of takeFile(cutting, brought.slice(from, at), path)) out.push(it);
  }
  return out;
}

/** Lines of the file itself, and what stands behind its own includes. */
function isOfFile(brought: readonly Placed[], at: number, from: number, include: Placed, path: string): boolean {
  return brought[at]?.includedBy === include ? brought[at].path === path : at > from;
}
