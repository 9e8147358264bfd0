/** Many safe fixes at once: they are applied together in memory and checked by the gate, and together they go into the file. */
import type { Analysis } from '../analysis/analyze.ts';
import type { FileFinding } from '../analysis/finding.ts';
import { fixContext, passes, type Gate } from '../analysis/gate.ts';
import type { FileEdit } from '../analysis/rule.ts';
import type { Workspace } from '../config/workspace.ts';
import type { Parser, TextEdit } from '../syntax/tree.ts';
import { composeEdits } from './compose.ts';

export interface FixAll {
  /** In coordinates of the workspace handed in; one entry for each file. */
  readonly edits: readonly FileEdit[];
  /** How many findings the edits take away. */
  readonly fixed: number;
  /** Findings whose fix was left out, as it changes a file that may not be edited. */
  readonly withheld: readonly Withheld[];
}

export interface Withheld {
  readonly finding: FileFinding;
  /** The file that may not be edited. */
  readonly other: string;
}

/**
 * The safe fixes of all findings that `accept` names, of each of these main files, again until nothing changes.
 * A fix that does not pass the gate, alone or together with the others, is left out, and so is one that edits a file which
 * may not be. Only those of errors and warnings run in bulk.
 */
export function fixAll(
  analyses: readonly Analysis[],
  parser: Parser,
  accept: (finding: FileFinding) => boolean,
  mayEdit: (path: string) => boolean = () => true,
): FixAll {
  const [first] = analyses;
  if (first === undefined) return { edits: [], fixed: 0, withheld: [] };
  const withheld = new Map<string, Withheld>();
  const allowed = ({ finding, edits }: Candidate): boolean => {
    const other = edits.find((it) => it.edits.length > 0 && !mayEdit(it.path))?.path;
    if (other !== undefined) withheld.set([finding.path, finding.rule, other].join('\0'), { finding, other });
    return other === undefined;
  };
  const rounds: (readonly FileEdit[])[] = [];
  let fixed = 0;
  let { workspace } = first;
  for (const each of analyses) {
    let analysis = each.tried(workspace);
    const trials: Trials = { left: mostTrials, failed: new Set() };
    for (let isAgain = true; rounds.length < mostRounds;) {
      const others = analyses.filter((it) => it !== each).map((it) => it.tried(workspace));
      const wanted = candidates(analysis, accept).filter((it) => allowed(it) && !trials.failed.has(keyOf(it)));
      const step = fixSome(analysis, wanted, { parser, others }, trials);
      if (step === undefined) {
        // What failed at first may pass now that others have.
        if (isAgain || trials.failed.size === 0) break;
        trials.failed.clear();
        isAgain = true;
        continue;
      }
      isAgain = false;
      rounds.push(step.edits);
      fixed += step.fixed;
      ({ analysis } = step);
      ({ workspace } = analysis);
    }
  }
  return { edits: composeFiles(rounds, first.workspace), fixed, withheld: [...withheld.values()] };
}

/** Each round fixes something, so this many are never needed; a rule whose fix brings the finding back must not hang an editor. */
const mostRounds = 1000;

/** How often the gate is asked for one main file: fixes of a text that nobody wrote can fail by the hundred. */
const mostTrials = 150;

interface Trials {
  left: number;
  /** Keys of candidates that failed alone. */
  readonly failed: Set<string>;
}

interface Candidate {
  readonly finding: FileFinding;
  readonly edits: readonly FileEdit[];
}

interface Step {
  readonly edits: readonly FileEdit[];
  readonly fixed: number;
  readonly analysis: Analysis;
}

/** Information and hints are remarks: what to make of one, a person decides. */
export function isFixedInBulk({ severity }: FileFinding): boolean {
  return severity === 'error' || severity === 'warning';
}

function candidates(analysis: Analysis, accept: (finding: FileFinding) => boolean): readonly Candidate[] {
  const now = fixContext(analysis);
  const wanted = analysis.findings.filter((finding) => isFixedInBulk(finding) && accept(finding));
  return wanted.flatMap((finding) => {
    const edits = finding.fixes.find(({ safe }) => safe)?.edits(now);
    return edits?.some((it) => it.edits.length > 0) === true ? [{ finding, edits }] : [];
  });
}

/** The same for fixes of the same mistake, wherever it stands. */
function keyOf({ finding, edits }: Candidate): string {
  const texts = edits.flatMap((it) => it.edits.map(({ newText }) => newText));
  return [finding.rule, finding.path, finding.message, ...texts].join('\0');
}

/** All of them if the gate lets them pass together, else as many as a search by halves finds. */
function fixSome(analysis: Analysis, wanted: readonly Candidate[], gate: Gate, trials: Trials): Step | undefined {
  const { taken, edits } = together(wanted);
  const [first] = taken;
  if (first === undefined || trials.left-- <= 0) return undefined;
  const after = passes(analysis, first.finding, edits, gate);
  if (after !== undefined && allGone(analysis, after, taken)) return { edits, fixed: taken.length, analysis: after };
  if (wanted.length === 1) {
    trials.failed.add(keyOf(first));
    return undefined;
  }
  const middle = Math.ceil(wanted.length / 2);
  const [one, other] = [wanted.slice(0, middle), wanted.slice(middle)];
  return fixSome(analysis, one, gate, trials) ?? fixSome(analysis, other, gate, trials);
}

/** Does no rule report as much as if one of its fixes had failed? */
function allGone(before: Analysis, after: Analysis, taken: readonly Candidate[]): boolean {
  const count = (of: readonly FileFinding[], rule: string): number => of.filter((it) => it.rule === rule).length;
  return [...new Set(taken.map(({ finding }) => finding.rule))].every((rule) => {
    const expected = count(before.findings, rule) - taken.filter(({ finding }) => finding.rule === rule).length;
    return count(after.findings, rule) <= expected;
  });
}

/** As many fixes as do not touch the same place; an edit that two fixes share (the same map inserted) is made once. */
function together(wanted: readonly Candidate[]): { readonly taken: readonly Candidate[]; readonly edits: readonly FileEdit[] } {
  const byPath = new Map<string, TextEdit[]>();
  const taken = wanted.filter(({ edits }) => {
    const fresh = edits.map(({ path, edits: changes }) => {
      const there = byPath.get(path) ?? [];
      return { path, changes: changes.filter((edit) => !there.some((it) => same(it, edit))) };
    });
    if (fresh.some(({ path, changes }) => changes.some((edit) => byPath.get(path)?.some((it) => touches(it, edit)))))
      return false;
    for (const { path, changes } of fresh) byPath.set(path, [...(byPath.get(path) ?? []), ...changes]);
    return true;
  });
  return { taken, edits: [...byPath].map(([path, edits]) => ({ path, edits })) };
}

function same(a: TextEdit, b: TextEdit): boolean {
  return a.start === b.start && a.end === b.end && a.newText === b.newText;
}

function touches(a: TextEdit, b: TextEdit): boolean {
  return a.start <= b.end && b.start <= a.end;
}

function composeFiles(rounds: readonly (readonly FileEdit[])[], workspace: Workspace): readonly FileEdit[] {
  const paths = new Set(rounds.flat().map(({ path }) => path));
  return [...paths].flatMap((path) => {
    const file = workspace.open(path);
    if ('unreadable' in file) return [];
    const own = rounds.map((round) => round.filter((it) => it.path === path).flatMap((it) => it.edits));
    return [{ path, edits: composeEdits(file.tree.text.length, own) }];
  });
}
