/** Where nginx stops reading: what stands behind it is not part of the configuration as nginx reads it. */
import type { Placed, ReadingStop } from './model.ts';
import type { Placement } from './place.ts';
import type { SourceFile, Workspace } from './workspace.ts';
import { byFile, writtenIn } from './written.ts';

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
  const { written, brought } = writtenIn(body, body[0]?.includedBy);
  for (const placed of written) {
    if (cutting.stop !== undefined) break;
    out.push(placed.block === undefined ? placed : takeBlock(cutting, placed, placed.block));
    for (const it of takeIncluded(cutting, placed, brought?.get(placed) ?? [])) out.push(it);
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
  const lines = byFile(brought, include);
  const out: Placed[] = [];
  for (const path of known.own) {
    if (cutting.stop !== undefined) break;
    for (const it of takeFile(cutting, lines.get(path) ?? [], path)) out.push(it);
  }
  return out;
}
