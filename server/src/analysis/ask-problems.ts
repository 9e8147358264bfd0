/** Asks the rules about what nginx refuses: each mistake is told once, by the first rule that has a word for it. */
import { wholeOf } from '../config/anchor.ts';
import type { Workspace } from '../config/workspace.ts';
import type { Directive, Span } from '../syntax/tree.ts';
import { beforeVersion } from '../reference/releases.ts';
import { formatVersion, type NginxVersion } from '../reference/version.ts';
import type { PartialProblem } from '../validity/both-ends.ts';
import type { ProblemKind } from '../validity/kinds.ts';
import type { Problem } from '../validity/problem.ts';
import { treeOf } from './edits.ts';
import { refusal } from './refused.ts';
import { yetToFill } from './yet-to-fill.ts';
import type { Found } from './ask-rules.ts';
import { runsOf, withMore, type Run } from './runs.ts';
import type { AbsoluteFinding, Finding, ProblemContext, Rule, Terms } from './rule.ts';

export interface AskingProblems {
  /** All of them, in their order: one that is switched off still has the word about its mistakes, and keeps it. */
  readonly rules: readonly Rule[];
  readonly isOff: (rule: Rule) => boolean;
  readonly failed: Terms['failed'];
  /** What the rules found by looking at the configuration. */
  readonly found: readonly Found[];
  readonly context: ProblemContext;
}

/**
 * What the rules say about problems of one release; nothing about those that another finding tells already. Never throws: a rule
 * that does costs itself.
 */
export function foundInProblems(problems: readonly Problem[], asking: AskingProblems): readonly Found[] {
  if (problems.length === 0) return [];
  const told = toldAlready(asking.found);
  const broken = brokenPlaces(asking.found);
  const untold = problems.filter(({ stops, path }) => !stops || !broken.has(path ?? ''));
  const { workspace } = asking.context;
  const left = untold.filter((problem) => !isTold(problem, told) && !follows(problem, broken, workspace));
  return runsOf(left, workspace).flatMap((run) => wordAbout(run, asking));
}

/**
 * The same about what only some of the releases refuse: what newer ones take is no mistake of somebody who has one of these, and
 * what newer ones refuse waits for an update.
 */
export function foundInSome(
  some: readonly PartialProblem[],
  newest: NginxVersion | undefined,
  asking: AskingProblems,
): readonly Found[] {
  return some.flatMap((problem) => {
    const { only } = problem;
    const isOlder = 'before' in only;
    const nginx = isOlder ? asking.context.nginx : (newest ?? asking.context.nginx);
    const severity = isOlder ? 'information' : 'warning';
    const which = isOlder ? `${beforeVersion(only.before)},` : `from ${formatVersion(only.from)} on`;
    return foundInProblems([problem], { ...asking, context: { ...asking.context, nginx, only } }).map(({ rule, finding }) => ({
      rule,
      finding: { ...finding, severity, message: `${finding.message} Only nginx ${which} refuses this.` },
    }));
  });
}

/** What comes of words that run together, or of braces that do not fit. */
const structural: ReadonlySet<ProblemKind> = new Set([
  'unknown-directive',
  'wrong-argument-count',
  'missing-block',
  'unexpected-block',
]);

/** By file, the places of syntax errors. */
function brokenPlaces(found: readonly Found[]): ReadonlyMap<string, readonly Span[]> {
  const broken = new Map<string, Span[]>();
  for (const { finding } of found) {
    if ('at' in finding) continue;
    const known = broken.get(finding.path);
    if (known === undefined) broken.set(finding.path, [finding]);
    else known.push(finding);
  }
  return broken;
}

/** Does a syntax error, which is told as such, stand in the head of the directive? */
function follows({ kind, at, on }: Problem, broken: ReadonlyMap<string, readonly Span[]>, workspace: Workspace): boolean {
  const places = at === undefined || on === undefined || !structural.has(kind) ? undefined : broken.get(at.path);
  if (places === undefined || on === undefined) return false;
  const start = treeOf(workspace, on.path)?.startOf(on.directive);
  const end = (start ?? 0) + wholeOf(on).end;
  return start !== undefined && places.some((it) => it.start <= end && start <= it.end);
}

function toldAlready(found: readonly Found[]): ReadonlyMap<Directive, ReadonlySet<ProblemKind>> {
  const told = new Map<Directive, Set<ProblemKind>>();
  for (const { rule, finding } of found) {
    if (rule.speaksFor === undefined || !('at' in finding)) continue;
    const kinds = told.get(finding.at.directive) ?? new Set();
    for (const kind of rule.speaksFor) kinds.add(kind);
    told.set(finding.at.directive, kinds);
  }
  return told;
}

function isTold({ kind, at }: Problem, told: ReadonlyMap<Directive, ReadonlySet<ProblemKind>>): boolean {
  return at !== undefined && told.get(at.directive)?.has(kind) === true;
}

function wordAbout({ first: problem, more }: Run<Problem>, { rules, isOff, failed, context }: AskingProblems): readonly Found[] {
  const rule = rules.find(
    ({ problems, looksAtProblem }) => problems?.includes(problem.kind) === true && looksAtProblem?.(problem) !== false,
  );
  if (rule === undefined || isOff(rule)) return [];
  const fill = yetToFill(problem);
  const findings = ask(rule, problem, context, failed).map((finding) => withNamed(calm(finding, fill, problem), problem));
  const others = more.map((it) => ({ problem: it, findings: () => ask(rule, it, context, failed) }));
  return findings.map((finding) => ({ rule, finding: withMore(finding, others) }));
}

/** What is yet to be filled in is no misspelt value. */
function calm(finding: Said, fill: string | undefined, problem: Problem): Said {
  if (fill === undefined) return finding;
  return { ...finding, message: `\`${fill}\` stands for a value that is yet to be filled in. ${refusal(problem)}`, fixes: [] };
}

/** The line that nginx names, where it is another one. */
function withNamed(finding: Said, { named }: Problem): Said {
  if (named === undefined) return finding;
  return { ...finding, related: [...(finding.related ?? []), { at: named, message: 'nginx names this line.' }] };
}

type Said = Finding | AbsoluteFinding;

function ask(rule: Rule, problem: Problem, context: ProblemContext, failed: Terms['failed']): readonly Said[] {
  try {
    return [...(rule.checkProblem?.(problem, context) ?? [])];
  } catch (error) {
    failed(rule.id, error);
    return [];
  }
}
