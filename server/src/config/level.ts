/** Levels of the http configuration, built from the directives of a block. */
import type { IncludeProblem, Level, LevelKind, Placed, Unseen } from './model.ts';
import { isStockFile } from '../reference/stock-files.ts';
import { includeName, isInclude, sameList } from './place.ts';

/** Problems by the include that has them. */
export type Problems = ReadonlyMap<Placed, readonly IncludeProblem[]>;

export function problemsByInclude(problems: readonly IncludeProblem[]): Problems {
  const out = new Map<Placed, IncludeProblem[]>();
  for (const problem of problems) out.set(problem.at, [...(out.get(problem.at) ?? []), problem]);
  return out;
}

/** One level from the directives of its block; `previous` is kept if nothing in it differs. */
export function buildLevel(
  kind: LevelKind,
  body: readonly Placed[],
  outer: Level | undefined,
  problems: Problems,
  partial: boolean,
  owner: Placed | undefined,
  previous?: Level,
): Level {
  const own = new Map<string, Placed[]>();
  for (const placed of body) {
    if (placed.block !== undefined) continue;
    const name = placed.directive.name.text;
    const list = own.get(name);
    if (list === undefined) own.set(name, [placed]);
    else list.push(placed);
  }
  const next: Level = { kind, outer, own, unseen: unseenIn(body, problems, owner), partial };
  return previous !== undefined && sameLevel(previous, next) ? previous : next;
}

/** Includes of a block that could not be followed, and the tags of a template engine in it. */
export function unseenIn(body: readonly Placed[], problems: Problems, owner: Placed | undefined): readonly Unseen[] {
  const includes = body
    .filter(({ directive }) => isInclude(directive))
    .flatMap((include) => hiding(include, problems).map(({ kind }) => ({ what: describe(include, kind) })));
  const tags = owner?.directive.block?.items.some(({ kind }) => kind === 'template') === true;
  return tags ? [...includes, { what: 'the template around it' }] : includes;
}

/** Problems of an include that hide headers or settings: not those of a file that is known to hold none. */
function hiding(include: Placed, problems: Problems): readonly IncludeProblem[] {
  return (problems.get(include) ?? []).filter(({ kind, path }) => kind !== 'empty' && !isStockFile(path));
}

function describe(include: Placed, kind: IncludeProblem['kind']): string {
  const name = `the file \`${includeName(include)}\``;
  if (kind === 'cycle') return `${name}, which includes itself`;
  return kind === 'missing' ? `${name}, which is not here` : `${name}, which cannot be read`;
}

function sameLevel(a: Level, b: Level): boolean {
  if (a.kind !== b.kind || a.outer !== b.outer || a.partial !== b.partial) return false;
  if (a.own.size !== b.own.size || a.unseen.length !== b.unseen.length) return false;
  if (a.unseen.some(({ what }, index) => what !== b.unseen[index]?.what)) return false;
  return [...a.own].every(([name, list]) => sameList(list, b.own.get(name)));
}
