/** Findings as SARIF 2.1.0, for code scanning. */
import type { Invocation, Location, Log, Notification, PhysicalLocation, Region, ReportingDescriptor, Result } from 'sarif';
import type { FileFinding } from '../analysis/finding.ts';
import type { CheckedFix } from '../analysis/gate.ts';
import { withoutHalves } from '../analysis/one-line.ts';
import type { RuleMeta, Severity } from '../analysis/rule.ts';
import { homepage, pageOf, productName, productVersion } from '../features/product.ts';
import { rules } from '../rules/index.ts';
import { fileUri, relativeUri } from './artifact.ts';
import { notForwardedLine } from './not-forwarded.ts';
import { placeIn } from './place.ts';
import type { Report } from './report.ts';
import { pageAsMarkdown } from './rule-page.ts';
import { plainJson } from './terminal.ts';

export function toSarif(report: Report): string {
  // Before what is said of the run: a fix that is tried may fail.
  const indexes = new Map(rules.map(({ id }, index) => [id, index]));
  const fingerprints = report.fingerprints();
  const results = report.findings.map((finding) => ({
    ...resultOf(finding, report),
    ruleIndex: indexes.get(finding.rule) ?? -1,
    partialFingerprints: { 'nginxHandshake/v1': fingerprints.get(finding) ?? '' },
  }));
  const log: Log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: productName,
            version: productVersion,
            semanticVersion: productVersion,
            informationUri: homepage,
            rules: rules.map(descriptorOf),
          },
        },
        columnKind: 'utf16CodeUnits',
        originalUriBaseIds: {
          [base]: { uri: fileUri(`${report.places.base}/`), description: { text: 'What the paths of files count from.' } },
        },
        invocations: [invocationOf(report)],
        results: results,
      },
    ],
  };
  return plainJson(log);
}

const base = '%SRCROOT%';

const levels: Readonly<Record<Severity, 'error' | 'warning' | 'note'>> = {
  error: 'error',
  warning: 'warning',
  information: 'note',
  hint: 'note',
};

/** What GitHub calls the same: it sorts by it. */
const problemSeverities = { error: 'error', warning: 'warning', note: 'recommendation' } as const;

function descriptorOf({ id, summary, severity }: RuleMeta): ReportingDescriptor {
  const level = levels[severity];
  const text = `${summary}.`;
  return {
    id,
    shortDescription: { text: summary },
    fullDescription: { text },
    help: { text: `${text} ${pageOf(id)}`, markdown: pageAsMarkdown(id) ?? `${text} [More](${pageOf(id)})` },
    helpUri: pageOf(id),
    defaultConfiguration: { level },
    properties: { tags: ['nginx'], precision: 'high', 'problem.severity': problemSeverities[level] },
  };
}

/** What is said beside findings: what was not read, why nginx refuses, what was left out, and what forwards no WebSocket. */
function invocationOf(report: Report): Invocation {
  const { complaints, refusal, baseline } = report;
  const rest = notForwardedLine(report);
  const note = (level: 'error' | 'note', text: string): Notification => ({ level, message: { text: withoutHalves(text) } });
  const notes = [
    ...complaints.map((text) => note('error', text)),
    ...(refusal === undefined ? [] : [note('error', `nginx refuses: ${refusal}`)]),
    ...(baseline === undefined || baseline.known === 0 ? [] : [note('note', `Left out as known: ${baseline.known}`)]),
    ...(rest === '' ? [] : [note('note', rest)]),
  ];
  const isWhole = complaints.length === 0;
  return { executionSuccessful: isWhole, ...(notes.length === 0 ? {} : { toolExecutionNotifications: notes }) };
}

function resultOf(finding: FileFinding, report: Report): Result {
  const { rule, severity, message, related } = finding;
  const fixes = report.fixesOf(finding).filter((fix) => fix.edits.every(({ path }) => path !== report.places.standardInput));
  return {
    ruleId: rule,
    level: levels[severity],
    message: { text: message },
    locations: [locationOf(finding, report)],
    ...(related.length === 0 ? {} : { relatedLocations: related.map((it, id) => ({ id, ...locationOf(it, report) })) }),
    ...(fixes.length === 0 ? {} : { fixes: fixes.map((fix) => fixOf(fix, report)) }),
  };
}

function fixOf({ title, edits }: CheckedFix, report: Report): NonNullable<Result['fixes']>[number] {
  return {
    description: { text: title },
    artifactChanges: edits.map(({ path, edits: changes }) => ({
      artifactLocation: artifact(path, report),
      replacements: changes.map((edit) => ({
        deletedRegion: region(path, edit, report),
        insertedContent: { text: edit.newText },
      })),
    })),
  };
}

interface Placed {
  readonly path: string;
  readonly start: number;
  readonly end: number;
  /** Of a related place alone. */
  readonly message?: string;
  readonly rule?: string;
}

/** Standard input is no artifact: its places are words. */
function locationOf(placed: Placed, report: Report): Location {
  const { path } = placed;
  const said = placed.rule === undefined ? placed.message : undefined;
  if (path !== report.places.standardInput)
    return {
      physicalLocation: { artifactLocation: artifact(path, report), region: region(path, placed, report) },
      ...(said === undefined ? {} : { message: { text: said } }),
    };
  const { line, character } = report.linesIn(path).positionAt(placed.start);
  const place = `line ${line + 1}, column ${character + 1} of standard input`;
  return {
    logicalLocations: [{ fullyQualifiedName: 'standard input' }],
    message: { text: said === undefined ? place : `${said} (${place})` },
  };
}

/** Lines and columns count from 1; the end is exclusive. */
function region(path: string, { start, end }: { readonly start: number; readonly end: number }, { linesIn }: Report): Region {
  const from = linesIn(path).positionAt(start);
  const to = linesIn(path).positionAt(end);
  return { startLine: from.line + 1, startColumn: from.character + 1, endLine: to.line + 1, endColumn: to.character + 1 };
}

function artifact(path: string, { places }: Report): NonNullable<PhysicalLocation['artifactLocation']> {
  const place = placeIn(path, places);
  return place.below === undefined ? { uri: fileUri(place.path) } : { uri: relativeUri(place.below), uriBaseId: base };
}
