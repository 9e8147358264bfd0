/** Findings for programs: lines and characters from 0, in UTF-16, as in the Language Server Protocol. */
import { normalize } from 'node:path';
import { writeVersion } from '../reference/version.ts';
import type { CheckDocument } from './documents.ts';
import type { Report } from './report.ts';
import { plainJson } from './terminal.ts';

export function toJson(report: Report): string {
  const { baseline } = report;
  return plainJson({ ...checkDocument(report, normalize), ...(baseline === undefined ? {} : { baseline }) });
}

/** What of a report is in it. */
type Told = Pick<Report, 'nginx' | 'findings' | 'notForwarded' | 'fixesOf' | 'linesIn'>;

/** The same as data; `nameOf` gives a path as it is told. */
export function checkDocument(
  { nginx, findings, notForwarded, fixesOf, linesIn }: Told,
  nameOf: (path: string) => string,
): CheckDocument {
  const rangeOf = (path: string, { start, end }: { readonly start: number; readonly end: number }) => ({
    start: linesIn(path).positionAt(start),
    end: linesIn(path).positionAt(end),
  });
  return {
    version: 1,
    nginxVersion: [nginx.nginx, ...(nginx.nginxUpTo === undefined ? [] : [nginx.nginxUpTo])].map(writeVersion).join(','),
    nginxFrom: nginx.from,
    findings: findings.map((finding) => ({
      file: nameOf(finding.path),
      rule: finding.rule,
      severity: finding.severity,
      message: finding.message,
      range: rangeOf(finding.path, finding),
      related: finding.related.map((it) => ({ file: nameOf(it.path), range: rangeOf(it.path, it), message: it.message })),
      fixes: fixesOf(finding).map(({ title, safe, edits }) => ({
        title,
        safe,
        edits: edits.flatMap(({ path, edits: changes }) =>
          changes.map((edit) => ({ file: nameOf(path), range: rangeOf(path, edit), newText: edit.newText })),
        ),
      })),
    })),
    notForwarded: notForwarded.first().map(({ path, start, url }) => ({
      file: nameOf(path),
      line: linesIn(path).positionAt(start).line,
      path: url,
    })),
  };
}
