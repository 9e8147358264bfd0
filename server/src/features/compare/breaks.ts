/** What of a comparison breaks something that the first release does. */
import { locate } from '../../analysis/edits.ts';
import type { Workspace } from '../../config/workspace.ts';
import type { ChangedFinding, ChangedHandshake, ChangedRefusal, Comparison } from './model.ts';

export interface Breaks {
  readonly refusals: readonly ChangedRefusal[];
  readonly handshakes: readonly ChangedHandshake[];
  /** Errors beside those handshakes. */
  readonly errors: readonly ChangedFinding[];
}

export function breaksOf({ refusals, handshakes, findings }: Comparison, workspace: Workspace): Breaks {
  const vanished = refusals.filter(({ change }) => change === 'vanishes');
  const worse = handshakes.filter((it) => it.worse);
  const errors = findings.filter(({ change, finding }) => change !== 'vanishes' && finding.severity === 'error');
  return {
    // A line that both refuse, each in its own words, breaks nothing.
    refusals: refusals.filter((it) => it.change === 'appears' && !vanished.some((other) => isSameLine(it, other))),
    handshakes: worse,
    errors: errors.filter((it) => !worse.some((handshake) => isWithin(it, handshake, workspace))),
  };
}

/** Does anything break? */
export function breaksSomething(comparison: Comparison, workspace: Workspace): boolean {
  const { refusals, handshakes, errors } = breaksOf(comparison, workspace);
  return refusals.length + handshakes.length + errors.length > 0;
}

function isSameLine(one: ChangedRefusal, other: ChangedRefusal): boolean {
  return one.path === other.path && one.line === other.line;
}

function isWithin({ finding }: ChangedFinding, { at }: ChangedHandshake, workspace: Workspace): boolean {
  const start = at === undefined ? undefined : locate(workspace, { ...at, start: 0, end: 0 })?.start;
  if (at === undefined || start === undefined || at.path !== finding.path) return false;
  return start <= finding.start && finding.end <= start + at.directive.end;
}
