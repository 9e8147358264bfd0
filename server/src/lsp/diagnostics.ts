/** Findings as diagnostics of the protocol. */
import { DiagnosticSeverity, DiagnosticTag, type Diagnostic, type Range } from 'vscode-languageserver';
import type { Analysis } from '../analysis/analyze.ts';
import type { FileFinding } from '../analysis/finding.ts';
import type { Severity } from '../analysis/rule.ts';
import { unusedIgnoreId } from '../analysis/suppress.ts';
import { pageOf, productName } from '../features/product.ts';

/** Places of any file in the protocol's terms. */
export interface Places {
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
  const seen = new Set<string>();
  return analyses.flatMap((analysis) =>
    analysis.findings.flatMap((finding) => {
      if (finding.path !== path) return [];
      const key = [finding.rule, finding.start, finding.end, finding.message].join('\0');
      if (seen.has(key)) return [];
      seen.add(key);
      return [{ finding, analysis }];
    }),
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
