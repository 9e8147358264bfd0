/** Findings as workflow commands, which GitHub shows as annotations at the lines of a pull request. */
import type { FileFinding } from '../analysis/finding.ts';
import type { Severity } from '../analysis/rule.ts';
import { notForwardedLine } from './not-forwarded.ts';
import { nameIn, placeIn } from './place.ts';
import type { Report } from './report.ts';
import { lines, printable } from './terminal.ts';

/** The worst first: of each level GitHub shows so many of one step. All others stand in the log as text. */
const mostShown = 10;

export function toGithub(report: Report): string {
  const { findings, refusal } = report;
  const rest = notForwardedLine(report);
  const leveled = severities.flatMap((severity) => findings.filter((it) => it.severity === severity));
  const counts = { error: refusal === undefined ? 0 : 1, warning: 0, notice: rest === '' ? 0 : 1 };
  const shown = leveled.filter(({ severity }) => ++counts[levels[severity]] <= mostShown);
  const others = leveled.filter((it) => !shown.includes(it));
  return [
    ...(refusal === undefined ? [] : [`::error title=nginx refuses::${escapeData(printable(refusal))}\n`]),
    ...shown.map((finding) => annotation(finding, report)),
    ...(rest === '' ? [] : [`::notice title=WebSockets::${escapeData(printable(rest))}\n`]),
    ...(others.length === 0 ? [] : [`${others.length} more, as annotations are ${mostShown} of each level at most:\n`]),
    ...others.map((finding) => `${lines(line(finding, report))}\n`),
  ].join('');
}

const severities: readonly Severity[] = ['error', 'warning', 'information', 'hint'];
const levels = { error: 'error', warning: 'warning', information: 'notice', hint: 'notice' } as const satisfies Readonly<
  Record<Severity, string>
>;

function annotation(finding: FileFinding, report: Report): string {
  const { path, start, end, rule, severity, message } = finding;
  const place = placeIn(path, report.places);
  const from = report.linesIn(path).positionAt(start);
  const to = report.linesIn(path).positionAt(end);
  const properties = place.standardInput
    ? { title: rule }
    : {
        file: nameIn(path, report.places),
        line: from.line + 1,
        endLine: to.line + 1,
        // GitHub takes columns within one line alone.
        ...(from.line === to.line ? { col: from.character + 1, endColumn: to.character + 1 } : {}),
        title: rule,
      };
  const said = place.standardInput ? `standard input:${from.line + 1}:${from.character + 1}: ${message}` : message;
  const list = Object.entries(properties).map(([name, value]) => `${name}=${escapeProperty(printable(String(value)))}`);
  return `::${levels[severity]} ${list.join(',')}::${escapeData(printable(said))}\n`;
}

/** As the report for people has it. */
function line({ path, start, rule, severity, message }: FileFinding, { places, linesIn }: Report): string {
  const at = linesIn(path).positionAt(start);
  return printable(`${nameIn(path, places)}:${at.line + 1}:${at.character + 1}: ${severity}: ${message} [${rule}]`);
}

function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
