/** `check`: the findings of the files named, each read in the context of the one that includes it. */
import type { Analysis } from '../analysis/analyze.ts';
import type { FileFinding } from '../analysis/finding.ts';
import type { CheckedFix } from '../analysis/gate.ts';
import { checkedFixesOfAll } from '../analysis/gate-many.ts';
import { linesOf, type Lines } from '../features/lines.ts';
import { hasForeignBytes } from '../files/bytes.ts';
import { tellUnread } from '../project/unread.ts';
import { createOnce } from '../query/once.ts';
import { firstRefusal } from '../validity/problems.ts';
import { treeOf } from '../analysis/edits.ts';
import { fix } from './fix.ts';
import { fingerprintsOf } from './identity.ts';
import { nodeWorld, openJudging, type CheckWorld, type Judging } from './judging.ts';
import { openKnown } from './known.ts';
import { notForwardedOf } from './not-forwarded.ts';
import { commonOptions, readArguments } from './options.ts';
import type { Output } from './output.ts';
import { baseOf } from './place.ts';
import { Refusal } from './refusal.ts';
import type { Report } from './report.ts';
import { readReports, writeReports } from './reports.ts';
import { textOf } from './roots.ts';
import { shownPath } from './terminal.ts';

/** The exit code: 1 when something is reported at warning or above; 2 when something failed, after all else was reported. */
export async function check(args: readonly string[], output: Output, world: CheckWorld = nodeWorld): Promise<number> {
  const { values, positionals } = readArguments({
    args: [...args],
    allowPositionals: true,
    options: {
      ...commonOptions,
      context: { type: 'string' },
      compare: { type: 'string' },
      expect: { type: 'string', multiple: true },
      fix: { type: 'boolean', default: false },
      'only-nginx': { type: 'boolean', default: false },
      report: { type: 'string', multiple: true },
      baseline: { type: 'string' },
      'write-baseline': { type: 'string' },
      'relative-to': { type: 'string' },
    },
  });
  if (positionals.length === 0) throw new Refusal('check needs a file, a folder or - (--help shows how)');
  if (values.compare !== undefined) {
    const { compare } = await import('./compare.ts');
    return await compare(values.compare, { values, positionals }, output, world);
  }
  const wanted = readReports(values.format, values.report);
  const base = baseOf(values['relative-to'], process.env);
  const knownOf = openKnown(values);
  const judging = await openJudging({ values, positionals, mayWrite: values.fix, analyses: true }, output, world);
  const { workspace, parser, own, named, scope, analyse, source, complaints } = judging;
  if (values.fix) fix({ workspace, parser, analyse, mayWrite: named, output });
  const now = analyse();
  for (const { config } of now) tellUnread(config, output.note);
  const whole = reportOf(now, judging);
  const mine = whole.findings.filter(({ path }) => own(path));
  const told = [...new Set([...mine, ...whole.findings.filter(({ stated }) => stated === true)])];
  const known = knownOf(told, judging);
  const places = { base, standardInput: source.standardInput };
  const shown = new Set(mine);
  const report: Report = {
    ...whole,
    findings: mine.filter((it) => !known.leftOut.has(it)),
    ...{ complaints, places, baseline: known.baseline },
    // All count: one that is alike a known one keeps its number.
    fingerprints: () => fingerprintsOf(mine, places, (path) => treeOf(workspace, path)),
    notForwarded: notForwardedOf(now, (path) => scope.isNamed(path) && own(path)),
    refusal: refusalIn(values.fix && known.leftOut.size === 0 ? now : now.filter((it) => isHidden(it, shown))),
  };
  const kept = whole.findings.length - mine.length;
  if (kept > 0) output.note(`${kept} ${kept === 1 ? 'finding' : 'findings'} in files outside of the named folders: not shown`);
  for (const path of new Set([...scope.roots.values()].flat())) {
    if (hasForeignBytes(textOf(workspace, path)))
      output.note(`${path}: not all of it is UTF-8; other bytes are kept as they are`);
  }
  writeReports(wanted, report, output);
  if (report.refusal !== undefined && wanted.format !== 'text') output.note(`nginx refuses: ${report.refusal}`);
  known.tell(output);
  if (complaints.length > 0) return 2;
  const isWrong = told.some((it) => !known.uncounted.has(it) && (it.severity === 'error' || it.severity === 'warning'));
  return isWrong || report.refusal !== undefined ? 1 : 0;
}

/** Are there errors, and not one of them in what was named? */
function isHidden({ findings }: Analysis, shown: ReadonlySet<FileFinding>): boolean {
  const errors = findings.filter(({ severity }) => severity === 'error');
  return errors.length > 0 && !errors.some((it) => shown.has(it));
}

/** What nginx still says of one of the main files: a report without errors is then not the whole truth. */
function refusalIn(analyses: readonly Analysis[]): string | undefined {
  for (const { problems } of analyses) {
    const first = firstRefusal(problems().read);
    if (first === undefined) continue;
    return first.path === undefined ? first.message : `${first.message} in ${shownPath(first.path)}:${first.line ?? 1}`;
  }
  return undefined;
}

type Found = Pick<Report, 'nginx' | 'findings' | 'fixesOf' | 'linesIn'>;

/** All findings of some main files, each once, with the fixes that are tried when somebody asks for them. */
export function reportOf(
  analyses: readonly Analysis[],
  { parser, nginx, scope, failures }: Pick<Judging, 'parser' | 'nginx' | 'scope' | 'failures'>,
): Found {
  const by = new Map<FileFinding, Analysis>();
  const told = new Map<string, FileFinding>();
  for (const analysis of analyses) {
    for (const finding of analysis.findings) {
      const key = JSON.stringify([finding.path, finding.start, finding.end, finding.rule, finding.message]);
      const before = told.get(key);
      // One that a stated URL made an error takes the place of the same one elsewhere.
      if (before !== undefined && (before.stated === true || finding.stated !== true)) continue;
      told.set(key, finding);
      if (before !== undefined) by.delete(before);
      if (finding.stated === true || scope.isNamed(finding.path)) by.set(finding, analysis);
    }
  }
  const lines = new Map<string, Lines>();
  const once = createOnce();
  const gate = { parser, others: analyses, failed: failures.rule };
  /** All of a main file are tried, if one is asked for. */
  const fixesIn = (analysis: Analysis): ReadonlyMap<FileFinding, readonly CheckedFix[]> =>
    once(checkedFixesOfAll, analysis, () => {
      const findings = analysis.findings.filter((it) => by.get(it) === analysis);
      return checkedFixesOfAll(analysis, findings, gate);
    });
  return {
    nginx,
    findings: [...by.keys()],
    fixesOf: (finding) => {
      const analysis = by.get(finding);
      return analysis === undefined ? [] : (fixesIn(analysis).get(finding) ?? []);
    },
    linesIn(path) {
      const known = lines.get(path) ?? linesOf(analyses[0] === undefined ? '' : textOf(analyses[0].workspace, path));
      lines.set(path, known);
      return known;
    },
  };
}
