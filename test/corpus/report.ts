/**
 * Prints what the corpus says about the rules: `npx tsx test/corpus/report.ts [1.31.3] [--all]` (for nginx 1.22.1 if not
 * said; `--all`: every finding too).
 */
import { corpora } from '../support/parts.ts';
import { testParser } from '../support/parser.ts';
import { readRows } from './rows.ts';
import { recallOf, recallWithoutApps, total, type Recall } from './recall.ts';
import { runCorpus, type CorpusReport } from './run.ts';
import type { LineFinding } from './examine.ts';

const parser = await testParser();
const version = process.argv.find((argument) => /^\d/.test(argument)) ?? '1.22.1';
const read = corpora.map(({ folder }) => ({ folder, rows: readRows(folder) }));
const reports = read.map(({ rows }) => runCorpus(rows, parser, version));
const all = <T>(pick: (report: CorpusReport) => readonly T[]): readonly T[] => reports.flatMap(pick);

const short = (file: string): string => file.replace(/^.*real\//, '').replace(/config\/nginx\//, '');
const place = (file: string, path: string): string => (path.endsWith(file) ? short(file) : `${short(file)} → ${short(path)}`);
const table = (title: string, lines: readonly string[]): void => {
  console.log(`\n${title}: ${lines.length}`);
  for (const line of lines) console.log(`  ${line}`);
};
const finding = ({ rule, severity, line, message }: LineFinding) => `${line} ${severity} ${rule}: ${message}`;

table(
  'False alarms (warning or above where nothing is broken)',
  all((it) => it.alarms).map((it) => `${it.mode} ${place(it.file, it.finding.path)}:${finding(it.finding)} [${it.place}]`),
);
table(
  'Misses (faults of broken locations that their rule does not name)',
  all((it) => it.misses).map(
    (it) =>
      `${it.mode} ${short(it.file)}:${it.location.line} ${it.location.path} (${it.location.evidence}: ${it.cause}): no ${it.rule}, but ${it.instead.join(', ') || 'nothing'}`,
  ),
);
table(
  'Hints on locations that are not for WebSockets',
  all((it) => it.whispers).map((it) => `${it.mode} ${place(it.file, it.finding.path)}:${finding(it.finding)} [${it.place}]`),
);
table(
  'Syntax errors in files that nginx accepts',
  all((it) => it.wrongSyntaxErrors),
);
if (process.argv.includes('--all'))
  table(
    'All findings',
    all((it) => it.findings).map((it) => `${it.mode} ${place(it.file, it.path)}:${finding(it)}`),
  );

const byRule = new Map<string, number>();
for (const { rule, severity, mode } of all((it) => it.findings)) {
  const key = `${rule} ${severity} ${mode}`;
  byRule.set(key, (byRule.get(key) ?? 0) + 1);
}
table(
  'Findings by rule',
  [...byRule].sort().map(([key, count]) => `${String(count).padStart(5)} ${key}`),
);
const proposed = all((it) => it.findings).reduce((sum, it) => sum + it.proposed, 0);
const offered = all((it) => it.findings).reduce((sum, it) => sum + it.offered.length, 0);
table(
  'Fixes that the gate refused',
  all((it) => it.findings)
    .filter((it) => it.offered.length < it.proposed)
    .map((it) => `${it.mode} ${place(it.file, it.path)}:${finding(it)}`),
);
const percent = (part: number, whole: number): string => (whole === 0 ? '–' : `${Math.round((100 * part) / whole)} %`);
const told = (it: Recall | undefined): string =>
  it === undefined
    ? '–'
    : `${it.named} named (${percent(it.named, it.faults)}), ${it.loud} loudly (${percent(it.loud, it.faults)}), ${it.alarms} alarms, ${it.whispers} hints`;
const recallLine = (it: Recall, without: Recall | undefined): string =>
  `${it.project}: ${it.files} files, ${it.faults} faults; with it ${told(it)}; without ${told(without)}`;
for (const [index, { folder, rows }] of read.entries()) {
  const report = reports[index];
  if (report === undefined) continue;
  const [lines, without] = [recallOf(rows, report), recallWithoutApps(folder, version)];
  table(`Recall and false alarms in ${corpora[index]?.name ?? folder}, with and without the list of applications`, [
    ...lines.map((it) =>
      recallLine(
        it,
        without.find(({ project }) => project === it.project),
      ),
    ),
    recallLine(total(lines), total(without)),
  ]);
}
console.log(
  `\n${reports.reduce((sum, it) => sum + it.files, 0)} files, ${all((it) => it.findings).length} findings, ${all((it) => it.found).length} times a fault found; ${offered} of ${proposed} fixes pass the gate`,
);
