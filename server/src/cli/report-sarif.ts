/** Findings as SARIF 2.1.0, for code scanning. */
import { relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Log, PhysicalLocation, Region, ReportingConfiguration, Result } from 'sarif';
import type { FileFinding } from '../analysis/finding.ts';
import type { CheckedFix } from '../analysis/gate.ts';
import { withoutHalves } from '../analysis/one-line.ts';
import type { Severity } from '../analysis/rule.ts';
import { homepage, pageOf, productName, productVersion } from '../features/product.ts';
import { rules } from '../rules/index.ts';
import { notForwardedLine } from './not-forwarded.ts';
import type { Report } from './report.ts';
import { plainJson } from './terminal.ts';

export function toSarif(report: Report): string {
  const rest = withoutHalves(notForwardedLine(report));
  const log: Log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: productName,
            version: productVersion,
            informationUri: homepage,
            rules: rules.map(({ id, summary, severity }) => ({
              id,
              shortDescription: { text: summary },
              helpUri: pageOf(id),
              defaultConfiguration: { level: levels[severity] },
            })),
          },
        },
        columnKind: 'utf16CodeUnits',
        originalUriBaseIds: { [base]: { uri: `${pathToFileURL(process.cwd()).href}/` } },
        ...(rest === ''
          ? {}
          : {
              invocations: [
                { executionSuccessful: true, toolExecutionNotifications: [{ level: 'note', message: { text: rest } }] },
              ],
            }),
        results: report.findings.map((finding) => resultOf(finding, report)),
      },
    ],
  };
  return plainJson(log);
}

const base = 'WORKING_FOLDER';

const levels: Readonly<Record<Severity, NonNullable<ReportingConfiguration['level']>>> = {
  error: 'error',
  warning: 'warning',
  information: 'note',
  hint: 'note',
};

function resultOf(finding: FileFinding, report: Report): Result {
  const { path, rule, severity, message, related } = finding;
  const fixes = report.fixesOf(finding);
  return {
    ruleId: rule,
    ruleIndex: rules.findIndex(({ id }) => id === rule),
    level: levels[severity],
    message: { text: message },
    locations: [{ physicalLocation: place(path, finding, report) }],
    ...(related.length === 0
      ? {}
      : {
          relatedLocations: related.map((it, id) => ({
            id,
            physicalLocation: place(it.path, it, report),
            message: { text: it.message },
          })),
        }),
    ...(fixes.length === 0 ? {} : { fixes: fixes.map((fix) => fixOf(fix, report)) }),
  };
}

function fixOf({ title, edits }: CheckedFix, report: Report): NonNullable<Result['fixes']>[number] {
  return {
    description: { text: title },
    artifactChanges: edits.map(({ path, edits: changes }) => ({
      artifactLocation: artifact(path),
      replacements: changes.map((edit) => ({
        deletedRegion: region(path, edit, report),
        insertedContent: { text: edit.newText },
      })),
    })),
  };
}

function place(path: string, span: { readonly start: number; readonly end: number }, report: Report): PhysicalLocation {
  return { artifactLocation: artifact(path), region: region(path, span, report) };
}

/** Lines and columns count from 1; the end is exclusive. */
function region(path: string, { start, end }: { readonly start: number; readonly end: number }, { linesIn }: Report): Region {
  const from = linesIn(path).positionAt(start);
  const to = linesIn(path).positionAt(end);
  return { startLine: from.line + 1, startColumn: from.character + 1, endLine: to.line + 1, endColumn: to.character + 1 };
}

function artifact(path: string): { readonly uri: string; readonly uriBaseId?: string } {
  const inside = relative(process.cwd(), path).replaceAll('\\', '/');
  if (inside.startsWith('../') || /^([A-Za-z]:|\/)/.test(inside)) return { uri: pathToFileURL(path).href };
  return { uri: inside.split('/').map(escaped).join('/'), uriBaseId: base };
}

/** A half of a surrogate pair, which a name may have, has no bytes that could be escaped. */
function escaped(part: string): string {
  return encodeURIComponent(withoutHalves(part));
}
