/** Findings as workflow commands, which GitHub shows as annotations at the lines of a pull request. */
import { relative } from 'node:path';
import type { Severity } from '../analysis/rule.ts';
import { notForwardedLine } from './not-forwarded.ts';
import type { Report } from './report.ts';
import { printable } from './terminal.ts';

export function toGithub(report: Report): string {
  const { findings, linesIn } = report;
  const rest = notForwardedLine(report);
  const told = findings
    .map(({ path, start, end, rule, severity, message }) => {
      const from = linesIn(path).positionAt(start);
      const to = linesIn(path).positionAt(end);
      const properties = {
        file: relative(process.cwd(), path),
        line: from.line + 1,
        endLine: to.line + 1,
        col: from.character + 1,
        endColumn: to.character + 1,
        title: rule,
      };
      const list = Object.entries(properties).map(([name, value]) => `${name}=${escapeProperty(printable(String(value)))}`);
      return `::${levels[severity]} ${list.join(',')}::${escapeData(printable(message))}\n`;
    })
    .join('');
  return rest === '' ? told : `${told}::notice title=WebSockets::${escapeData(printable(rest))}\n`;
}

const levels: Readonly<Record<Severity, string>> = { error: 'error', warning: 'warning', information: 'notice', hint: 'notice' };

function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
