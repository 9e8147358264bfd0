/** Findings as GitLab's code quality report, of which merge requests show what is new and what is gone. */
import type { Severity } from '../analysis/rule.ts';
import { nameIn } from './place.ts';
import type { Report } from './report.ts';
import { plainJson, printable } from './terminal.ts';

/** The parts of Code Climate's format that GitLab documents: https://docs.gitlab.com/ci/testing/code_quality/ */
export function toGitlab(report: Report): string {
  const fingerprints = report.fingerprints();
  return plainJson(
    report.findings.map((finding) => ({
      description: printable(finding.message),
      check_name: finding.rule,
      fingerprint: fingerprints.get(finding),
      severity: severities[finding.severity],
      location: {
        path: nameIn(finding.path, report.places),
        lines: { begin: report.linesIn(finding.path).positionAt(finding.start).line + 1 },
      },
    })),
  );
}

const severities: Readonly<Record<Severity, 'critical' | 'major' | 'minor' | 'info'>> = {
  error: 'critical',
  warning: 'major',
  information: 'minor',
  hint: 'info',
};
