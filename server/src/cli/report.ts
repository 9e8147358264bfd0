/** What the reporters are handed. */
import type { FileFinding } from '../analysis/finding.ts';
import type { CheckedFix } from '../analysis/gate.ts';
import type { Lines } from '../features/lines.ts';
import type { NginxChoice } from '../project/nginx-choice.ts';

/** What a reporter tells. */
export interface Report {
  readonly nginx: NginxChoice;
  readonly findings: readonly FileFinding[];
  /** What nginx says when it refuses a file all the same, with its place; only asked after fixing. */
  readonly refusal?: string | undefined;
  readonly fixesOf: (finding: FileFinding) => readonly CheckedFix[];
  readonly linesIn: (path: string) => Lines;
}
