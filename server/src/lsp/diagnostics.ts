/** Findings as diagnostics of the protocol. */
import { DiagnosticSeverity, DiagnosticTag, type Diagnostic, type Range } from 'vscode-languageserver';
import type { Analysis } from '../analysis/analyze.ts';
import type { FileFinding, FileRelated } from '../analysis/finding.ts';
import type { Severity } from '../analysis/rule.ts';
import { aligned, commonEnds, sameList } from '../query/same.ts';
import { derived } from '../query/derived.ts';
import { unusedIgnoreId } from '../analysis/suppress.ts';
import { pageOf, productName } from '../features/product.ts';
import { commonText, movedTo, type Common } from '../syntax/text.ts';
import type { OpenText } from './open-text.ts';

/** Places of any file in the protocol's terms. */
export interface Places {
  readonly textOf: (path: string) => Pick<OpenText, 'source' | 'lineCount'>;
  readonly uriOf: (path: string) => string;
  readonly rangeOf: (path: string, span: { readonly start: number; readonly end: number }) => Range;
}

/** A finding and the analysis that made it: a file may take part in several. */
export interface Found {
  readonly finding: FileFinding;
  readonly analysis: Analysis;
}

/** What several main files say about one file, each finding once. */
export function findingsOf(path: string, analyses: readonly Analysis[]): readonly Found[] {
  const lists = analyses.map((analysis) => (findingsByPath(analysis).get(path) ?? []).map((finding) => ({ finding, analysis })));
  const [first = [], ...others] = lists;
  if (others.length === 0) return first;
  const seen = new Set<string>();
  return lists.flat().filter(({ finding }) => {
    const key = [finding.rule, finding.start, finding.end, finding.message].join('\0');
    return !seen.has(key) && seen.add(key);
  });
}

/** An order of analyses that does not hang on what was opened first. */
export function byMain({ config: a }: Analysis, { config: b }: Analysis): number {
  return a.main === b.main ? 0 : a.main < b.main ? -1 : 1;
}

const findingsByPath = derived(({ findings }: Analysis): ReadonlyMap<string, readonly FileFinding[]> => {
  const out = new Map<string, FileFinding[]>();
  for (const finding of findings) {
    const list = out.get(finding.path);
    if (list === undefined) out.set(finding.path, [finding]);
    else list.push(finding);
  }
  return out;
});

/** The diagnostics of files: the same list as long as the same is said, and of what changes, the same objects for the rest. */
export interface Telling {
  readonly of: (path: string, analyses: readonly Analysis[]) => readonly Diagnostic[];
  /** Lets go of all files but these. */
  readonly retain: (paths: ReadonlySet<string>) => void;
}

export function createTelling(places: Places, withRelated: boolean): Telling {
  const told = new Map<string, Told>();
  return {
    of(path, analyses) {
      const last = told.get(path);
      // An analysis holds for these very texts, and a document that is opened or closed is another text.
      if (last !== undefined && sameList(last.analyses, analyses)) return last.list;
      const findings = findingsOf(path, analyses).map(({ finding }) => finding);
      const texts = textsOf(findings, places);
      const moved = last === undefined ? [] : diagnosticsThatOnlyMoved(findings, texts, last);
      const now = findings.map((finding, index) => moved[index] ?? toDiagnostic(finding, places, withRelated));
      const list = keptList(last?.list ?? [], now);
      told.set(path, { analyses, findings, texts, list });
      return list;
    },
    retain(paths) {
      for (const path of told.keys()) if (!paths.has(path)) told.delete(path);
    },
  };
}

/** The list from before if the same is said; else of what is said again, the same objects. */
export function keptList(before: readonly Diagnostic[], now: readonly Diagnostic[]): readonly Diagnostic[] {
  const known = aligned(now, before, isSameDiagnostic);
  const kept = now.map((it, index) => keptOr(known[index], it));
  return sameList(before, kept) ? before : kept;
}

/** What a file was last told, and what it was made of. */
interface Told {
  readonly analyses: readonly Analysis[];
  readonly findings: readonly FileFinding[];
  readonly texts: Texts;
  readonly list: readonly Diagnostic[];
}

/** Of each file with a place in it. */
type Texts = ReadonlyMap<string, Pick<OpenText, 'source' | 'lineCount'>>;

function textsOf(findings: readonly FileFinding[], { textOf }: Places): Texts {
  const out = new Map<string, ReturnType<Places['textOf']>>();
  let last: string | undefined;
  const add = (path: string): void => {
    if (path !== last && !out.has(path)) out.set(path, textOf(path));
    last = path;
  };
  for (const { path, related } of findings) {
    add(path);
    for (const it of related) add(it.path);
  }
  return out;
}

/**
 * For each finding that was told of before, and whose places are in lines that are the same and have the same numbers: what was
 * told of it. `undefined` for the others.
 */
function diagnosticsThatOnlyMoved(
  findings: readonly FileFinding[],
  texts: Texts,
  last: Told,
): readonly (Diagnostic | undefined)[] {
  const commons = new Map<string, Common>();
  for (const [path, { source, lineCount }] of texts) {
    const before = last.texts.get(path);
    if (before?.lineCount === lineCount) commons.set(path, commonText(before.source, source));
  }
  const isThere = (old: FileFinding | FileRelated, now: FileFinding | FileRelated): boolean => {
    const common = old.path === now.path ? commons.get(now.path) : undefined;
    return common !== undefined && movedTo(old, common) === now.start && old.end - old.start === now.end - now.start;
  };
  const isSame = (now: FileFinding, old: FileFinding): boolean =>
    now.origin !== undefined &&
    now.origin === old.origin &&
    now.severity === old.severity &&
    now.message === old.message &&
    isThere(old, now) &&
    now.related.length === old.related.length &&
    now.related.every((it, index) => {
      const other = old.related[index];
      return other !== undefined && isThere(other, it);
    });
  const { start, tail } = commonEnds(findings, last.findings, isSame);
  const shift = last.findings.length - findings.length;
  return findings.map((now, index) => {
    const isEnd = index >= findings.length - tail;
    const place = index < start || shift === 0 || !isEnd ? index : index + shift;
    const old = last.findings[place];
    return index < start || isEnd || (old !== undefined && isSame(now, old)) ? last.list[place] : undefined;
  });
}

function keptOr(known: Diagnostic | undefined, now: Diagnostic): Diagnostic {
  return known !== undefined && isSameDiagnostic(now, known) ? known : now;
}

function isSameDiagnostic(a: Diagnostic, b: Diagnostic): boolean {
  if (a === b) return true;
  const [one, other] = [a.relatedInformation ?? [], b.relatedInformation ?? []];
  return (
    a.code === b.code &&
    a.message === b.message &&
    a.severity === b.severity &&
    isSameRange(a.range, b.range) &&
    one.length === other.length &&
    one.every(({ location, message }, index) => {
      const it = other[index];
      return it?.message === message && it.location.uri === location.uri && isSameRange(it.location.range, location.range);
    })
  );
}

function isSameRange({ start, end }: Range, other: Range): boolean {
  return (
    start.line === other.start.line &&
    start.character === other.start.character &&
    end.line === other.end.line &&
    end.character === other.end.character
  );
}

export function toDiagnostic(finding: FileFinding, places: Places, withRelated: boolean): Diagnostic {
  const diagnostic: Diagnostic = {
    range: places.rangeOf(finding.path, finding),
    severity: severities[finding.severity],
    code: finding.rule,
    codeDescription: { href: pageOf(finding.rule) },
    source: productName,
    message: finding.message,
  };
  if (finding.rule === unusedIgnoreId) diagnostic.tags = [DiagnosticTag.Unnecessary];
  if (withRelated && finding.related.length > 0) {
    diagnostic.relatedInformation = finding.related.map(({ path, start, end, message }) => ({
      location: { uri: places.uriOf(path), range: places.rangeOf(path, { start, end }) },
      message,
    }));
  }
  return diagnostic;
}

const severities: Readonly<Record<Severity, DiagnosticSeverity>> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  information: DiagnosticSeverity.Information,
  hint: DiagnosticSeverity.Hint,
};
