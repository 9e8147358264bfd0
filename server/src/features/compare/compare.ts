/** "What breaks when I upgrade?": what is not the same when another release runs a configuration. */
import { createAnalyzer, type Analysis, type AnalyzeOptions } from '../../analysis/analyze.ts';
import { locate } from '../../analysis/edits.ts';
import type { FileFinding } from '../../analysis/finding.ts';
import type { Rule, Terms } from '../../analysis/rule.ts';
import type { Workspace } from '../../config/workspace.ts';
import type { NginxVersion } from '../../reference/version.ts';
import type { Problem } from '../../validity/problem.ts';
import { firstRefusal, newProblems } from '../../validity/problems.ts';
import { changedDirectives } from './directives.ts';
import { changedHandshakes } from './handshakes.ts';
import { lineOfIn, type LineOf } from './lines-of.ts';
import type { Change, ChangedFinding, ChangedRefusal, Comparison } from './model.ts';

/** What is compared; the versions of the options do not count. */
export interface Compared {
  readonly workspace: Workspace;
  readonly main: string;
  readonly options: AnalyzeOptions;
}

export interface Versions {
  readonly from: NginxVersion;
  readonly to: NginxVersion;
}

export interface Comparing {
  readonly rules: readonly Rule[];
  readonly failed: Terms['failed'];
}

/** Two analyses of one main file, and their differences. Never throws but where a main file cannot be analysed at all. */
export function compareVersions(compared: Compared, { from, to }: Versions, { rules, failed }: Comparing): Comparison {
  const at = (nginx: NginxVersion): Analysis => {
    const options = { ...compared.options, nginx, nginxUpTo: undefined };
    return createAnalyzer(rules, failed)(compared.workspace, compared.main, options);
  };
  const [before, after] = [at(from), at(to)];
  const [refusedBefore, refusedAfter] = [before.problems().read, after.problems().read];
  const isRefusal = new Set(rules.flatMap(({ id, problems }) => (problems === undefined ? [] : [id])));
  const refusals = [
    ...refusalsOf('appears', newProblems(refusedBefore, refusedAfter), after, isRefusal),
    ...refusalsOf('vanishes', newProblems(refusedAfter, refusedBefore), before, isRefusal),
  ];
  const explained = new Set(refusals.map(({ finding }) => finding));
  const isShown = (path: string | undefined): boolean => path === undefined || !isOutside(path, compared.workspace);
  return {
    ...{ main: compared.main, from, to, refusals },
    refused: { from: firstRefusal(refusedBefore), to: firstRefusal(refusedAfter) },
    findings: findingsOf(before, after).filter(({ finding }) => !explained.has(finding) && isShown(finding.path)),
    handshakes: changedHandshakes(before, after).filter(({ at }) => isShown(at?.path)),
    directives: changedDirectives(after.config, from, to).filter(({ at }) => isShown(at.path)),
  };
}

function isOutside(path: string, workspace: Workspace): boolean {
  const file = workspace.open(path);
  return !('unreadable' in file) && file.outside === true;
}

function refusalsOf(
  change: Change,
  problems: readonly Problem[],
  { findings, workspace }: Analysis,
  isRefusal: ReadonlySet<string>,
): readonly ChangedRefusal[] {
  const said = findings.filter(({ rule }) => isRefusal.has(rule));
  const lineOf = lineOfIn(workspace);
  return problems.map(({ message, path, line, at, on }) => {
    const meant = at ?? (on === undefined ? undefined : { path: on.path, directive: on.directive, start: 0, end: 0 });
    const start = meant === undefined ? undefined : locate(workspace, meant)?.start;
    const finding = said.find((it) => (start !== undefined ? isAt(it, meant?.path, start) : isOnLine(it, path, line, lineOf)));
    return { change, message, path, line, finding };
  });
}

function isAt(finding: FileFinding, path: string | undefined, start: number): boolean {
  return finding.path === path && finding.start <= start && start <= finding.end;
}

function isOnLine(finding: FileFinding, path: string | undefined, line: number | undefined, lineOf: LineOf): boolean {
  return path !== undefined && finding.path === path && lineOf.offset(path, finding.start) === line;
}

/** A message may name the version: place and rule say which finding is which. */
function findingsOf(before: Analysis, after: Analysis): readonly ChangedFinding[] {
  const [one, other] = [byPlace(before.findings), byPlace(after.findings)];
  const vanished = [...one].flatMap(([key, finding]): readonly ChangedFinding[] =>
    other.has(key) ? [] : [{ change: 'vanishes', finding, before: undefined }],
  );
  const rest = [...other].flatMap(([key, finding]): readonly ChangedFinding[] => {
    const same = one.get(key);
    if (same === undefined) return [{ change: 'appears', finding, before: undefined }];
    return same.severity === finding.severity ? [] : [{ change: 'severity', finding, before: same.severity }];
  });
  return [...rest, ...vanished];
}

/** Several of one rule at one place are told apart by their number. */
function byPlace(findings: readonly FileFinding[]): ReadonlyMap<string, FileFinding> {
  const found = new Map<string, FileFinding>();
  for (const finding of findings) {
    const { rule, path, start, end } = finding;
    let key = `${rule} ${start} ${end} ${path}`;
    while (found.has(key)) key += "'";
    found.set(key, finding);
  }
  return found;
}
