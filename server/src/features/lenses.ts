/** Code lenses: over each location that passes requests on, whether a WebSocket gets through, and why not. */
import type { Analysis } from '../analysis/analyze.ts';
import { treeOf } from '../analysis/edits.ts';
import { oneLine } from '../analysis/one-line.ts';
import { evidenceFor } from '../knowledge/websocket/evidence.ts';
import { tryHandshake } from '../handshake/attempt.ts';
import { sampleAddress } from '../handshake/sample.ts';
import type { Handshake, ProxyTarget } from '../handshake/model.ts';
import type { Span } from '../syntax/tree.ts';
import { allTargets } from './targets-at.ts';

export interface Lens extends Span {
  readonly title: string;
  /** A URL that the location serves, for the simulation behind the lens; `undefined` where none can be told. */
  readonly url: string | undefined;
}

/** `websocket`: only where something shows that WebSockets are meant. */
export type LensScope = 'websocket' | 'all';

/** None where the verdict cannot be known; offsets are absolute, UTF-16. */
export function lensesOf(analysis: Analysis, path: string, scope: LensScope): readonly Lens[] {
  const tree = treeOf(analysis.workspace, path);
  return allTargets(analysis).flatMap((target) => {
    const at = target.location.at;
    const start = at?.path === path && at.directive.block !== undefined ? tree?.startOf(at.directive) : undefined;
    const title = start === undefined ? undefined : titleOf(target, tryHandshake(target, analysis.contextOf(target.server)));
    if (at === undefined || start === undefined || title === undefined) return [];
    if (scope === 'websocket' && evidenceFor(target, analysis.contextOf(target.server)).length === 0) return [];
    return [{ start, end: start + at.directive.name.end, title: oneLine(title, longest), url: sampleAddress(target) }];
  });
}

/** Of a title above a line of code. */
const longest = 100;

function titleOf({ kind }: ProxyTarget, { verdict, upstream }: Handshake): string | undefined {
  switch (verdict.kind) {
    case 'connects':
      return 'WebSocket: connects';
    case 'depends':
      return upstream.httpVersion === '1.0' ? 'WebSocket: depends on the backend: HTTP/1.0' : 'WebSocket: depends on the backend';
    case 'fails':
      return `WebSocket: fails${kind === 'proxy' ? culprit(upstream) : `: ${kind}_pass`}`;
    case 'unknown':
      return undefined;
  }
}

/** The header that the backend would have needed, as it gets it. */
function culprit({ headers, httpVersion }: Handshake['upstream']): string {
  if (httpVersion === '2') return ': HTTP/2';
  for (const [name, token] of [
    ['Connection', 'upgrade'],
    ['Upgrade', 'websocket'],
  ] as const) {
    const sent = headers.filter((it) => it.name.toLowerCase() === name.toLowerCase());
    const values = sent.flatMap(({ value }) => (typeof value === 'string' ? [value] : []));
    if (values.some((value) => value.toLowerCase().includes(token))) continue;
    return values.length === 0 ? `: no ${name}` : `: ${name}: ${values.join(', ')}`;
  }
  return '';
}
