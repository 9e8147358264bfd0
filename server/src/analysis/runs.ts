/** Refusals that one mistake has brought: lines beside each other that are all at the wrong place, or all of another language. */
import type { Workspace } from '../config/workspace.ts';
import type { Block, Directive, Item } from '../syntax/tree.ts';
import type { Problem } from '../validity/problem.ts';
import { treeOf } from './edits.ts';
import type { AbsoluteFinding, FileEdit, Finding, Fix, FixContext } from './rule.ts';

/** The problem that is told, with those behind it that need no word of their own. */
export interface Run<P extends Problem> {
  readonly first: P;
  readonly more: readonly P[];
}

/** In the order of the first ones; every problem is in one run. */
export function runsOf<P extends Problem>(problems: readonly P[], workspace: Workspace): readonly Run<P>[] {
  const runs: { readonly first: P; readonly more: P[] }[] = [];
  const endingAt = new Map<Directive, (typeof runs)[number]>();
  const before = createBefore(workspace);
  for (const problem of problems) {
    const { on } = problem;
    const previous = on === undefined || !mayRun(problem) ? undefined : before(problem);
    const run = previous === undefined ? undefined : endingAt.get(previous);
    if (on === undefined || run === undefined || !belongs(problem, run)) {
      const started = { first: problem, more: [] };
      runs.push(started);
      if (on !== undefined && mayRun(problem)) endingAt.set(on.directive, started);
    } else {
      run.more.push(problem);
      endingAt.set(on.directive, run);
    }
  }
  return runs.flatMap((run) => (isOne(run) ? [run] : [run.first, ...run.more].map((first) => ({ first, more: [] }))));
}

function mayRun({ kind, on }: Problem): boolean {
  if (kind === 'directive-not-allowed-here') return true;
  // With an underscore it may be meant for nginx.
  return (
    kind === 'unknown-directive' && on?.directive.name.text.includes('_') === false && !on.directive.name.text.startsWith('$')
  );
}

function belongs({ kind, context, on, allowed }: Problem, { first, more }: Run<Problem>): boolean {
  if (kind !== first.kind || context !== first.context || on?.path !== first.on?.path) return false;
  if (kind === 'unknown-directive') return true;
  // Is there a place for all of them?
  const places = [...(allowed ?? [])];
  return places.some((place) => [first, ...more].every((it) => it.allowed?.has(place) === true));
}

/** Words alone may be misspelt each by itself. */
function isOne({ first, more }: Run<Problem>): boolean {
  return first.kind !== 'unknown-directive' || [first, ...more].some(({ on }) => ofCode.test(on?.directive.name.text ?? ''));
}

const ofCode = /[()=,'"`;:[\]]/;

/** The directive in front of the one of a problem, in the same block. */
function createBefore(workspace: Workspace): (problem: Problem) => Directive | undefined {
  const known = new Map<Block, ReadonlyMap<Item, Directive>>();
  return ({ on }) => {
    if (on === undefined) return undefined;
    const tree = treeOf(workspace, on.path);
    const start = tree?.startOf(on.directive);
    if (tree === undefined || start === undefined) return undefined;
    const around = tree.pathAt(start).at(-2);
    const block = around?.kind === 'directive' ? around.block : tree.root;
    if (block === undefined) return undefined;
    const pairs = known.get(block) ?? pairsIn(block);
    known.set(block, pairs);
    return pairs.get(on.directive);
  };
}

function pairsIn({ items }: Block): ReadonlyMap<Item, Directive> {
  const directives = items.filter((it) => it.kind === 'directive');
  return new Map(directives.slice(1).flatMap((it, index) => (directives[index] === undefined ? [] : [[it, directives[index]]])));
}

/** One of the others of a run, with what its rule would say of it. */
export interface Other {
  readonly problem: Problem;
  readonly findings: () => readonly Said[];
}

type Said = Finding | AbsoluteFinding;

/** The finding about the first of a run, which speaks for the others; its fixes put all of them right, or are none. */
export function withMore(finding: Said, others: readonly Other[]): Said {
  const [first] = others;
  if (first === undefined) return finding;
  const isUnknown = first.problem.kind === 'unknown-directive';
  const lines = others.length === 1 ? 'The line behind it is' : `The ${others.length} lines behind it are`;
  const reason = isUnknown ? 'no directive of nginx either' : 'not allowed here either';
  const related = others.flatMap(({ problem: { at } }) => (at === undefined ? [] : [{ at, message: 'So is this line.' }]));
  const fixes = isUnknown ? [] : (finding.fixes ?? []).flatMap((fix) => fixOfAll(fix, others));
  return {
    ...finding,
    message: `${finding.message} ${lines} ${reason}.`,
    related: [...(finding.related ?? []), ...related],
    fixes,
  };
}

function fixOfAll(fix: Fix, others: readonly Other[]): readonly Fix[] {
  const same = others.map(({ findings }) =>
    findings().flatMap(({ fixes = [] }) => fixes.filter(({ title }) => title === fix.title)),
  );
  const all = [fix, ...same.flatMap(([it]) => (it === undefined ? [] : [it]))];
  if (all.length <= others.length) return [];
  const edits = (now: FixContext): readonly FileEdit[] | undefined => {
    const each = all.map((it) => it.edits(now));
    return each.some((it) => it === undefined) ? undefined : merged(each.flatMap((it) => it ?? []));
  };
  return [{ ...fix, title: fix.title.replace(/\bit\b/, 'them'), edits }];
}

function merged(all: readonly FileEdit[]): readonly FileEdit[] {
  const paths = [...new Set(all.map(({ path }) => path))];
  return paths.map((path) => ({ path, edits: all.filter((it) => it.path === path).flatMap(({ edits }) => edits) }));
}
