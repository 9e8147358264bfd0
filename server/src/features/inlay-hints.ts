/** Inlay hints: behind a pass, the headers that come from further out; behind a header line, those that it cuts off. */
import type { Analysis } from '../analysis/analyze.ts';
import { treeOf } from '../analysis/edits.ts';
import { oneLine } from '../analysis/one-line.ts';
import { cutOffLevels, effective, effectiveLevel } from '../config/inherit.ts';
import type { Placed } from '../config/model.ts';
import type { ProxyTarget } from '../handshake/model.ts';
import { allTargets } from './targets-at.ts';

export interface InlayHint {
  /** Absolute UTF-16 offset. */
  readonly at: number;
  readonly label: string;
}

export function inlayHintsOf(analysis: Analysis, path: string): readonly InlayHint[] {
  const hints = new Map<number, string>();
  for (const target of allTargets(analysis)) {
    for (const [placed, label] of [inherited(target), cutOff(target)].filter((it) => it !== undefined)) {
      const start = placed.path === path ? treeOf(analysis.workspace, path)?.startOf(placed.directive) : undefined;
      if (start !== undefined) hints.set(start + placed.directive.end, label);
    }
  }
  return [...hints].map(([at, label]) => ({ at, label: oneLine(label, longest) }));
}

/** Of a label behind a line of code. */
const longest = 150;

type Hint = readonly [Placed, string];

function inherited({ pass, level, location }: ProxyTarget): Hint | undefined {
  const from = effectiveLevel(level, 'proxy_set_header');
  if (from === undefined || from === level || from === location.level) return undefined;
  return [pass, `⇠ ${names(effective(level, 'proxy_set_header'))} from ${from.kind}`];
}

function cutOff({ level }: ProxyTarget): Hint | undefined {
  const [first] = effective(level, 'proxy_set_header');
  const lost = cutOffLevels(level, 'proxy_set_header').flatMap(({ own }) => own.get('proxy_set_header') ?? []);
  const kept = new Set(effective(level, 'proxy_set_header').map(nameOf));
  const gone = lost.filter((line) => !kept.has(nameOf(line)));
  return first === undefined || gone.length === 0 ? undefined : [first, `✂ cuts off ${names(gone)}`];
}

function nameOf({ directive }: Placed): string {
  return directive.args[0]?.text.toLowerCase() ?? '';
}

function names(lines: readonly Placed[]): string {
  return [...new Set(lines.map(({ directive }) => directive.args[0]?.text ?? ''))].join(', ');
}
