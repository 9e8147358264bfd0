/** The fix that lets a URL through: tried on the whole way of that URL, so that nothing is offered that does not help it. */
import type { Analysis } from '../../analysis/analyze.ts';
import type { AtEnds } from '../../analysis/ends.ts';
import { locate, treeOf } from '../../analysis/edits.ts';
import type { FileFinding } from '../../analysis/finding.ts';
import { editsOf, edited, passes, type CheckedFix, type Gate } from '../../analysis/gate.ts';
import { linesOf } from '../lines.ts';
import { wholeOf } from '../../config/anchor.ts';
import type { Anchor } from '../../config/model.ts';
import type { VerdictKind } from '../../handshake/model.ts';
import { forwardHere } from '../forward-here.ts';
import { simulateUrl } from '../simulate-url.ts';

/**
 * Of the findings at the places that decide, then of those in the location, the first fix that passes the gate and after which
 * the handshake gets further; else all that the location lacks. `undefined` where none does, or where it gets through already.
 */
export function urlFix(analysis: Analysis, url: string, { simulation }: AtEnds, gate: Gate): CheckedFix | undefined {
  const { verdict, errors, location, server } = simulation;
  if (verdict.kind === 'connects' || verdict.kind === 'unknown') return undefined;
  const before = stateOf(analysis, url);
  const helps = (after: Analysis): boolean => isBetter(before, stateOf(after, url));
  const [refused] = errors;
  const near =
    refused === undefined
      ? inOrder(analysis, [
          ...verdict.causes,
          ...[location?.at, server?.at].flatMap((at) => (at === undefined ? [] : [wholeOf(at)])),
        ])
      : upToLine(analysis, refused.path, refused.line);
  for (const finding of near.slice(0, mostTried)) {
    for (const fix of finding.fixes) {
      const edits = editsOf(fix, analysis);
      const after = edits && passes(analysis, finding, edits, gate);
      if (edits !== undefined && after !== undefined && helps(after)) return { title: fix.title, safe: fix.safe, edits };
    }
  }
  const at = location?.at && locate(analysis.workspace, wholeOf(location.at));
  if (refused !== undefined || location?.at === undefined || at === undefined) return undefined;
  const forward = forwardHere(analysis, location.at.path, at.start, gate);
  const next = forward && edited(analysis.workspace, forward.edits, gate.parser);
  return next !== undefined && helps(analysis.tried(next)) ? forward : undefined;
}

/** Each may take as long as an analysis. */
const mostTried = 6;

interface State {
  readonly kind: VerdictKind;
  /** What nginx refuses first; `undefined` where it starts. */
  readonly refused: string | undefined;
}

function stateOf(analysis: Analysis, url: string): State {
  const { verdict, errors } = simulateUrl(analysis, url, 'chrome').ends.simulation;
  const [first] = errors;
  return { kind: verdict.kind, refused: first && `${first.path ?? ''}:${first.line ?? 0} ${first.message}` };
}

const ranks: Readonly<Record<VerdictKind, number>> = { fails: 0, unknown: 1, depends: 2, connects: 3 };

/** What nginx refuses next is another mistake: the first one is gone all the same. */
function isBetter(before: State, after: State): boolean {
  if (before.refused !== undefined) return after.refused !== before.refused;
  return after.refused === undefined && after.kind !== 'unknown' && ranks[after.kind] > ranks[before.kind];
}

/** Findings that touch the first of the places, then the second, …; each once. */
function inOrder({ findings, workspace }: Analysis, places: readonly Anchor[]): readonly FileFinding[] {
  const out = new Set<FileFinding>();
  for (const place of places) {
    const span = locate(workspace, place);
    if (span === undefined) continue;
    for (const it of findings) if (it.path === place.path && it.start <= span.end && span.start <= it.end) out.add(it);
  }
  return [...out].filter(({ fixes }) => fixes.length > 0);
}

/** Findings at the line that nginx names, then those above it, the nearest first: it names the line where a statement ends. */
function upToLine({ findings, workspace }: Analysis, path: string | undefined, line: number | undefined): readonly FileFinding[] {
  if (path === undefined || line === undefined) return [];
  const lines = linesOf(treeOf(workspace, path)?.text ?? '');
  const lineOf = ({ start }: FileFinding): number => lines.nginxLineAt(start);
  return findings
    .filter((it) => it.path === path && it.fixes.length > 0 && lineOf(it) <= line)
    .sort((a, b) => lineOf(b) - lineOf(a));
}
