/** What only some of the releases refuse that a configuration may run on, where nobody said which one it is. */
import type { Config } from '../config/model.ts';
import type { Workspace } from '../config/workspace.ts';
import { bounded } from '../query/bounded.ts';
import type { Brought } from '../reference/brought.ts';
import { releasesBetween } from '../reference/releases.ts';
import { formatVersion, isAtLeast, type NginxVersion } from '../reference/version.ts';
import type { Problem } from './problem.ts';
import { newProblems, problems } from './problems.ts';
import { createMemo, type Memo } from './reading/memo.ts';

/** The releases that refuse it: all before one, or all from one on. */
export type Only = { readonly before: NginxVersion } | { readonly from: NginxVersion };

export interface PartialProblem extends Problem {
  readonly only: Only;
}

/** At each of two releases; `both` is the list of the older one without what only that refuses. */
export interface BothEnds {
  readonly both: readonly Problem[];
  readonly some: readonly PartialProblem[];
}

/** What is kept between two readings of one main file. */
export interface Validity {
  readonly oldest: Memo;
  readonly newest: Memo;
  /** The first release that judges otherwise than those before it: worked out once for each problem. */
  readonly turn: (key: string, find: () => NginxVersion) => NginxVersion;
}

export function createValidity(): Validity {
  return {
    oldest: createMemo(),
    newest: createMemo(),
    turn: bounded(mostTurns, (_key: string, find: () => NginxVersion) => find()),
  };
}

const mostTurns = 1000;

export interface Range {
  readonly nginx: NginxVersion;
  /** The newest that it may be; `undefined` where `nginx` is certain. */
  readonly nginxUpTo: NginxVersion | undefined;
  /** Directives that the user says modules bring. */
  readonly brought?: Brought | undefined;
}

/** Never throws. Costs one reading for each end, and some more the first time that the two differ. */
export function problemsAtEnds(config: Config, workspace: Workspace, range: Range, kept: Validity): BothEnds {
  const { nginx, nginxUpTo, brought } = range;
  const oldest = problems(config, workspace, { nginx, brought, memo: kept.oldest });
  if (nginxUpTo === undefined) return { both: oldest, some: [] };
  const newest = problems(config, workspace, { nginx: nginxUpTo, brought, memo: kept.newest });
  const [gone, fresh] = [newProblems(newest, oldest), newProblems(oldest, newest)];
  if (gone.length + fresh.length === 0) return { both: oldest, some: [] };
  // One place that each refuses in words of its own is refused by both.
  const stays = gone.filter((it) => fresh.some((other) => isSamePlace(it, other)));
  const [leaving, coming] = [gone, fresh].map((all) => all.filter((it) => !stays.some((other) => isSamePlace(it, other))));
  const all = releasesBetween(nginx, nginxUpTo);
  const seen = new Map<number, readonly Problem[]>();
  const at = (index: number): readonly Problem[] => {
    const release = all[index] ?? nginx;
    const known = seen.get(index) ?? problems(config, workspace, { nginx: release, brought });
    seen.set(index, known);
    return known;
  };
  const turn = (problem: Problem, isThereFirst: boolean): NginxVersion =>
    knownTurn(problem, isThereFirst) ??
    kept.turn(`${formatVersion(nginx)} ${formatVersion(nginxUpTo)} ${keyOf(problem)}`, () => {
      const first = firstIndex(all.length, (index) => at(index).some((it) => keyOf(it) === keyOf(problem)) !== isThereFirst);
      return all[first] ?? nginxUpTo;
    });
  return {
    both: oldest.filter((it) => leaving?.includes(it) !== true),
    some: [
      ...(leaving ?? []).map((it) => ({ ...it, only: { before: turn(it, true) } })),
      ...(coming ?? []).map((it) => ({ ...it, only: { from: turn(it, false) } })),
    ],
  };
}

/** What came or went with a release says so itself. */
function knownTurn({ kind, releases }: Problem, isThereFirst: boolean): NginxVersion | undefined {
  return kind === 'not-in-this-version' && isThereFirst ? releases?.since : undefined;
}

/** What one release of the range refuses. */
export function problemsOfRelease({ both, some }: BothEnds, nginx: NginxVersion): readonly Problem[] {
  const there = some.filter(({ only }) => ('before' in only ? !isAtLeast(nginx, only.before) : isAtLeast(nginx, only.from)));
  return there.length === 0 ? both : [...both, ...there];
}

/** The oldest release of the range that refuses nothing which a newer one accepts: what a configuration says of itself. */
export function oldestFor(nginx: NginxVersion, some: readonly PartialProblem[]): NginxVersion {
  const needed = some.flatMap(({ only }) => ('before' in only ? [only.before] : []));
  return needed.reduce((oldest, it) => (isAtLeast(it, oldest) ? it : oldest), nginx);
}

function isSamePlace(a: Problem, b: Problem): boolean {
  return a.within === b.within && a.path === b.path && a.line === b.line;
}

function keyOf({ message, path, within }: Problem): string {
  return `${path ?? ''}\n${within}\n${message}`;
}

/** The first of so many that is true, where all behind it are; by halves. */
function firstIndex(length: number, isTrue: (index: number) => boolean): number {
  let [from, to] = [0, length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if (isTrue(middle)) to = middle;
    else from = middle + 1;
  }
  return from;
}
