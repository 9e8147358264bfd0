/** Findings for people: place, message, and the line with the words in question underlined. */
import { styleText } from 'node:util';
import type { FileFinding } from '../analysis/finding.ts';
import type { Severity } from '../analysis/rule.ts';
import type { NginxChoice } from '../project/nginx-choice.ts';
import { nameOfVersion } from '../reference/version.ts';
import { notForwardedLine } from './not-forwarded.ts';
import type { Report } from './report.ts';
import type { Output } from './output.ts';
import { lines as safeLines, printable, shownPath } from './terminal.ts';

export function toText(report: Report, { colour }: Pick<Output, 'colour'>): string {
  const rest = notForwardedLine(report);
  const style: Style = (how, text) => (colour ? styleText(how, text) : text);
  return safeLines(
    [
      ...report.findings.map((finding) => describe(finding, report, style)),
      `${summary(report, style)}${rest === '' ? '' : `${printable(rest)}\n`}`,
    ].join('\n'),
  );
}

type Style = (how: Parameters<typeof styleText>[0], text: string) => string;

const colours: Readonly<Record<Severity, 'red' | 'yellow' | 'cyan' | 'blue'>> = {
  error: 'red',
  warning: 'yellow',
  information: 'cyan',
  hint: 'blue',
};

function describe(finding: FileFinding, report: Report, style: Style): string {
  const { rule, severity, message, related } = finding;
  const colour = colours[severity];
  return [
    `${style('bold', placeOf(finding, report))}: ${style([colour, 'bold'], severity)}: ${printable(message)} ${style('dim', `[${rule}]`)}`,
    snippet(finding, report, (text) => style(colour, text)),
    ...related.map((it) => `  ${placeOf(it, report)}: ${printable(it.message)}`),
    '',
  ].join('\n');
}

function placeOf({ path, start }: { readonly path: string; readonly start: number }, { linesIn }: Report): string {
  const { line, character } = linesIn(path).positionAt(start);
  return `${shownPath(path)}:${line + 1}:${character + 1}`;
}

/** How much of a very long line is shown. */
const shown = 120;

function snippet({ path, start, end }: FileFinding, { linesIn }: Report, mark: (text: string) => string): string {
  const lines = linesIn(path);
  const { line, character } = lines.positionAt(start);
  const to = lines.positionAt(end);
  const whole = lines.textOf(line);
  const from = character > shown ? character - shown / 2 : 0;
  const text = whole.slice(from, from + 2 * shown);
  const length = Math.min((to.line === line ? to.character : whole.length) - character, text.length - (character - from));
  const number = String(line + 1);
  const before = text.slice(0, character - from).replace(/[^\t]/g, ' ');
  return [
    ` ${number} | ${printable(text)}`,
    ` ${' '.repeat(number.length)} | ${before}${mark(`^${'~'.repeat(Math.max(length - 1, 0))}`)}`,
  ].join('\n');
}

function summary({ findings, refusal, nginx, baseline }: Report, style: Style): string {
  const version = versionWords(nginx);
  if (refusal !== undefined) return `${style('red', `nginx refuses: ${printable(refusal)}`)} (${version})\n`;
  const nothing = baseline === undefined || baseline.known === 0 ? 'Nothing to report' : 'Nothing new to report';
  if (findings.length === 0) return `${style('green', nothing)} (${version})\n`;
  const severities: readonly Severity[] = ['error', 'warning', 'information', 'hint'];
  const counts = severities.flatMap((severity) => {
    const count = findings.filter((it) => it.severity === severity).length;
    return count === 0 ? [] : [style(colours[severity], `${count} ${plural(severity, count)}`)];
  });
  const files = new Set(findings.map(({ path }) => path)).size;
  return `${counts.join(', ')} in ${files} ${plural('file', files)} (${version})\n`;
}

function plural(word: string, count: number): string {
  const noun = word === 'information' ? 'remark' : word;
  return count === 1 ? noun : `${noun}s`;
}

/** Only what the user did not say needs words about where it comes from. */
function versionWords({ nginx, nginxUpTo, from, words }: NginxChoice): string {
  if (nginxUpTo !== undefined) return `${printable(words)}: --nginx-version says which`;
  return from === 'image' ? printable(words) : nameOfVersion(nginx);
}
