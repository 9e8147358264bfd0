/** Code lenses: over each location that passes requests on, whether a WebSocket gets through, and why not. */
import { fileNameOf } from '../config/include.ts';
import type { Analysis } from '../analysis/analyze.ts';
import { treeOf } from '../analysis/edits.ts';
import { oneLine } from '../analysis/one-line.ts';
import { contextFor } from '../analysis/context.ts';
import type { RuleContext, RuleWorld } from '../analysis/rule.ts';
import type { Level, Location, Refusal } from '../config/model.ts';
import { targetsIn, targetsOf } from '../handshake/routing/proxy-targets.ts';
import type { Workspace } from '../config/workspace.ts';
import type { Question } from '../query/memory.ts';
import { blockedAt } from '../knowledge/websocket/blocked.ts';
import { evidenceFor } from '../knowledge/websocket/evidence.ts';
import { isNotForwarded, restOf } from '../knowledge/websocket/not-forwarded.ts';
import { tryHandshake } from '../handshake/attempt.ts';
import { sampleAddress } from '../handshake/sample.ts';
import { oldDefaultsIn, spansDefaults } from '../handshake/verdict/assumed.ts';
import type { Handshake, ProxyTarget } from '../handshake/model.ts';
import type { Span } from '../syntax/tree.ts';
import { formatVersion, http11ByDefault } from '../reference/version.ts';
import { urlOf, type UrlAt } from './panel/url-at.ts';
import { refusedAt } from './refused-at.ts';
import { firstRefusal } from '../validity/problems.ts';

export interface Lens extends Span {
  readonly title: string;
  /** A URL that the location serves, for the simulation behind the lens; `undefined` where none can be told. */
  readonly url: string | undefined;
  /** The same for a client that really opens it; `undefined` with `url`. */
  readonly open: UrlAt | undefined;
}

/** `websocket`: only where something shows that WebSockets are meant. */
export type LensScope = 'websocket' | 'all';

/** Where “not forwarded” is said though nothing shows that it should be: over what takes the rest of each server, over all. */
export type NeutralScope = 'rest' | 'everywhere' | 'never';

/**
 * None where the verdict cannot be known; offsets are absolute, UTF-16. In what nginx refuses, all say so, with the name of
 * a file that is not the one `here`.
 */
export function lensesOf(
  analysis: Analysis,
  path: string,
  scope: LensScope,
  neutral: NeutralScope,
  here: string | undefined = path,
): readonly Lens[] {
  const tree = treeOf(analysis.workspace, path);
  const refusal = firstRefusal(analysis.problems().read);
  const refused = refusal === undefined ? undefined : refusedTitle(refusal, analysis.workspace, here);
  return (analysis.config.http?.servers ?? []).flatMap((server) => {
    const context = analysis.contextOf(server);
    return targetsOf(server).flatMap((target) => {
      const { at } = target.location;
      if (at?.path !== path || at.directive.block === undefined) return [];
      const title = titleFor(target, context, scope, neutral);
      const start = title === undefined ? undefined : tree?.startOf(at.directive);
      if (title === undefined || start === undefined) return [];
      const shown = oneLine(refused ?? title, longest);
      const url = sampleAddress(target);
      const open = url === undefined ? undefined : urlOf(server, target.location, path);
      return [{ start, end: start + at.directive.name.end, title: shown, url, open }];
    });
  });
}

/** Of a title above a line of code. */
const longest = 100;

function refusedTitle(refusal: Refusal, workspace: Workspace, here: string | undefined): string {
  const at = refusedAt(refusal, workspace);
  if (at === undefined) return `nginx refuses: ${refusal.message}`;
  return `nginx refuses: ${at.path === here ? '' : `${fileNameOf(at.path)} `}line ${at.line}`;
}

function titleFor(target: ProxyTarget, { ask }: RuleContext, scope: LensScope, neutral: NeutralScope): string | undefined {
  const { location, level } = target;
  const known = ask(meaning, location).find((it) => it.level === level);
  const isShown = scope === 'all' || known?.isMeant === true;
  const isNeutral = neutral === 'everywhere' || (neutral === 'rest' && isRest(target));
  if (!isShown && !isNeutral) return undefined;
  if (known?.isNotForwarded === true) return 'WebSocket: not forwarded';
  return isShown ? ask(titles, location).find((it) => it.level === level)?.title : undefined;
}

interface Meaning {
  readonly level: Level;
  /** Something shows that WebSockets are meant. */
  readonly isMeant: boolean;
  readonly isNotForwarded: boolean;
}

/** Kept for each location: lenses are asked for after each key. */
const meaning: Question<RuleWorld, Location, readonly Meaning[]> = {
  answer: (location, asker) => {
    const context = contextFor(asker);
    return targetsIn(location, asker.world.server).map((target) => ({
      level: target.level,
      isMeant: evidenceFor(target, context).length > 0,
      isNotForwarded: isNotForwarded(target, context),
    }));
  },
};

const titles: Question<RuleWorld, Location, readonly { readonly level: Level; readonly title: string | undefined }[]> = {
  answer: (location, asker) => {
    const context = contextFor(asker);
    return targetsIn(location, asker.world.server).map((target) => ({
      level: target.level,
      title: titleOf(target, context),
    }));
  },
};

function isRest({ location, level, server }: ProxyTarget): boolean {
  const rest = restOf(server);
  return rest?.location === location && rest.level === level;
}

function titleOf(target: ProxyTarget, context: RuleContext): string | undefined {
  const { verdict, upstream } = tryHandshake(target, context);
  const blocked = blockedAt(target, context);
  const old = spansDefaults(context) ? oldDefaultsIn(upstream) : undefined;
  const before = ` before ${formatVersion(http11ByDefault)}`;
  if (blocked !== undefined) return `WebSocket: fails: ${blocked.verdict.reason.replace(/\.$/, '')}`;
  switch (verdict.kind) {
    case 'connects':
      return 'WebSocket: connects';
    case 'depends':
      if (upstream.httpVersion !== '1.0') return 'WebSocket: depends on the backend';
      return `WebSocket: depends on the backend: HTTP/1.0${old?.version === true ? before : ''}`;
    case 'fails':
      if (target.kind !== 'proxy') return `WebSocket: fails: ${target.kind}_pass`;
      return `WebSocket: fails${culprit(upstream)}${old?.connection === true && isConnection(culprit(upstream)) ? `${before}, none since` : ''}`;
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

function isConnection(culprit: string): boolean {
  return culprit.startsWith(': Connection:');
}
