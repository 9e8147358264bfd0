/** Prints what the corpus says about the rules: `npx tsx test/corpus/report.ts [--all]` (`--all`: every finding too). */
import { corpus } from '../support/parts.ts';
import { testParser } from '../support/parser.ts';
import { readRows } from './rows.ts';
import { runCorpus } from './run.ts';

if (corpus === undefined) throw new Error('no corpus: set NGINX_HANDSHAKE_CORPUS to its folder');
const rows = readRows(corpus);
const report = runCorpus(rows, await testParser());

const short = (file: string): string => file.replace(/^.*real\//, '').replace(/config\/nginx\//, '');
const place = (file: string, path: string): string => (path.endsWith(file) ? short(file) : `${short(file)} → ${short(path)}`);
const table = (title: string, lines: readonly string[]): void => {
  console.log(`\n${title}: ${lines.length}`);
  for (const line of lines) console.log(`  ${line}`);
};
const finding = ({
  rule,
  severity,
  line,
  message,
}: (typeof report.findings)[number] | (typeof report.alarms)[number]['finding']) => `${line} ${severity} ${rule}: ${message}`;

table(
  'False alarms (warning or above where nothing is broken)',
  report.alarms.map((it) => `${it.mode} ${place(it.file, it.finding.path)}:${finding(it.finding)} [${it.place}]`),
);
table(
  'Misses (broken locations, nothing said)',
  report.misses.map(
    (it) =>
      `${it.mode} ${short(it.file)}:${it.location.line} ${it.location.path} (${it.location.evidence}: ${it.location.missing.join(', ')})`,
  ),
);
table(
  'Hints on locations that are not for WebSockets',
  report.whispers.map((it) => `${it.mode} ${place(it.file, it.finding.path)}:${finding(it.finding)} [${it.place}]`),
);
table('Syntax errors in files that nginx accepts', report.wrongSyntaxErrors);
if (process.argv.includes('--all'))
  table(
    'All findings',
    report.findings.map((it) => `${it.mode} ${place(it.file, it.path)}:${finding(it)}`),
  );

const byRule = new Map<string, number>();
for (const { rule, severity, mode } of report.findings) {
  const key = `${rule} ${severity} ${mode}`;
  byRule.set(key, (byRule.get(key) ?? 0) + 1);
}
table(
  'Findings by rule',
  [...byRule].sort().map(([key, count]) => `${String(count).padStart(5)} ${key}`),
);
const proposed = report.findings.reduce((sum, it) => sum + it.proposed, 0);
const offered = report.findings.reduce((sum, it) => sum + it.offered.length, 0);
table(
  'Fixes that the gate refused',
  report.findings
    .filter((it) => it.offered.length < it.proposed)
    .map((it) => `${it.mode} ${place(it.file, it.path)}:${finding(it)}`),
);
console.log(
  `\n${report.files} files, ${report.findings.length} findings, ${report.found.length} broken locations found; ${offered} of ${proposed} fixes pass the gate`,
);
