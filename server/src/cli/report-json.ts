/** Findings for programs: lines and characters from 0, in UTF-16, as in the Language Server Protocol. */
import { normalize } from 'node:path';
import { writeVersion } from '../reference/version.ts';
import type { Report } from './report.ts';
import { plainJson } from './terminal.ts';

export function toJson({ nginx, findings, notForwarded, baseline, fixesOf, linesIn }: Report): string {
  const rangeOf = (path: string, { start, end }: { readonly start: number; readonly end: number }) => ({
    start: linesIn(path).positionAt(start),
    end: linesIn(path).positionAt(end),
  });
  const document = {
    version: 1,
    nginxVersion: [nginx.nginx, ...(nginx.nginxUpTo === undefined ? [] : [nginx.nginxUpTo])].map(writeVersion).join(','),
    nginxFrom: nginx.from,
    findings: findings.map((finding) => ({
      file: normalize(finding.path),
      rule: finding.rule,
      severity: finding.severity,
      message: finding.message,
      range: rangeOf(finding.path, finding),
      related: finding.related.map((it) => ({ file: normalize(it.path), range: rangeOf(it.path, it), message: it.message })),
      fixes: fixesOf(finding).map(({ title, safe, edits }) => ({
        title,
        safe,
        edits: edits.flatMap(({ path, edits: changes }) =>
          changes.map((edit) => ({ file: normalize(path), range: rangeOf(path, edit), newText: edit.newText })),
        ),
      })),
    })),
    notForwarded: notForwarded.map(({ path, start, url }) => ({
      file: normalize(path),
      line: linesIn(path).positionAt(start).line,
      path: url,
    })),
    ...(baseline === undefined ? {} : { baseline }),
  };
  return plainJson(document);
}
