/** “Forward WebSockets here”: all that a location for WebSockets has, for any location that passes requests on and does not forward them. */
import type { Analysis } from '../analysis/analyze.ts';
import { treeOf } from '../analysis/edits.ts';
import { fixContext, withoutHarm, type CheckedFix, type Gate } from '../analysis/gate.ts';
import type { RuleContext } from '../analysis/rule.ts';
import { unseenFor } from '../config/inherit.ts';
import type { Location, Server } from '../config/model.ts';
import { tryHandshake } from '../handshake/attempt.ts';
import type { ProxyTarget } from '../handshake/model.ts';
import { allLocations, targetsIn } from '../handshake/routing/proxy-targets.ts';
import { wholeEdits } from '../knowledge/websocket/forward-fixes.ts';
import { stateOf } from '../knowledge/websocket/header-state.ts';
import { outlookAt } from '../analysis/outlook.ts';
import type { Directive } from '../syntax/tree.ts';

/** Is there, around an offset, a location that passes requests on and forwards no handshake? Nothing is tried yet. */
export function lacksForwarding(analysis: Analysis, path: string, offset: number): boolean {
  const found = locationAround(analysis, path, offset);
  return found !== undefined && targetIn(found) !== undefined;
}

/**
 * The edits for the location around an offset (or the one that a snippet implies), checked as those of a fix are; `undefined`
 * where it passes nothing on by proxy_pass, forwards handshakes already, or takes headers from a file that is not here.
 */
export function forwardHere(analysis: Analysis, path: string, offset: number, gate: Gate): CheckedFix | undefined {
  const found = locationAround(analysis, path, offset);
  const target = found && targetIn(found);
  const edits = found && target && wholeEdits(fixContext(analysis), forwardingOf(target, found.context));
  if (found === undefined || target === undefined || edits === undefined || edits.length === 0) return undefined;
  const forwards = (after: Analysis): boolean => !lacksAt(found, target, after);
  return withoutHarm(analysis, edits, gate, forwards) && { title: forwardTitle, safe: false, edits };
}

export const forwardTitle = 'Forward WebSockets here';

/** A location by its number in a server, and the server by its own: an edit of lines changes neither. */
export interface Found {
  readonly index: number;
  readonly number: number;
  readonly location: Location;
  readonly server: Server;
  readonly context: RuleContext;
}

/** The location around an offset, or the one that a snippet implies; of several servers that include it, the first. */
export function locationAround(analysis: Analysis, path: string, offset: number): Found | undefined {
  const around = treeOf(analysis.workspace, path)
    ?.pathAt(offset)
    .filter((item): item is Directive => item.kind === 'directive');
  const at = around?.findLast(({ name }) => name.text === 'location');
  const within = around?.find(({ name, block }) => name.text === 'server' && block !== undefined);
  for (const [index, server] of (analysis.config.http?.servers ?? []).entries()) {
    if (within !== undefined && server.at !== undefined && server.at.directive !== within) continue;
    const all = allLocations(server.locations.all());
    const number = all.findIndex((it) => isAt(it, at, path, analysis));
    const location = all[number];
    if (location !== undefined) return { index, number, location, server, context: analysis.contextOf(server) };
  }
  return undefined;
}

function targetIn({ location, server, context }: Found): ProxyTarget | undefined {
  return targetsIn(location, server).find((it) => isLacking(it, context));
}

function lacksAt({ index, number }: Found, { level }: ProxyTarget, { config, contextOf }: Analysis): boolean {
  const server = config.http?.servers[index];
  const location = server && allLocations(server.locations.all())[number];
  const target = server && location && targetsIn(location, server).find((it) => it.level.kind === level.kind);
  return server === undefined || target === undefined || isLacking(target, contextOf(server));
}

function isAt({ at }: Location, directive: Directive | undefined, path: string, { config }: Analysis): boolean {
  return at === undefined ? directive === undefined && config.main === path : at.directive === directive && at.path === path;
}

/** Does it pass handshakes on by proxy_pass, and lack a half of the pair, for all that can be seen? */
export function isLacking(target: ProxyTarget, context: RuleContext): boolean {
  const { kind, pass, level } = target;
  if (kind !== 'proxy' || pass.directive.args[0] === undefined || unseenFor(level, 'proxy_set_header').length > 0) return false;
  const { upgrade, upgradeHidden, connection, connectionHidden } = outlookAt(target, context);
  return !(upgradeHidden || connectionHidden) && !(upgrade && connection);
}

/** What becomes of a handshake at a target. */
export function forwardingOf(target: ProxyTarget, context: RuleContext): Parameters<typeof wholeEdits>[1] {
  const { upstream } = tryHandshake(target, context);
  return {
    ...{ target, upstream },
    upgrade: stateOf('Upgrade', target, upstream),
    connection: stateOf('Connection', target, upstream),
  };
}
