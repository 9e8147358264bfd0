/** nginx itself answers handshakes to a location that would pass them on well. */
import type { RuleContext } from '../../analysis/rule.ts';
import { effective } from '../../config/inherit.ts';
import { decidedByClient } from '../../handshake/clients-own.ts';
import type { ProxyTarget, Simulation } from '../../handshake/model.ts';
import { arrivalsAt, simulateArrival } from '../../handshake/sample.ts';
import { mayTurnAway } from '../../handshake/values/script.ts';
import { evidenceFor, isSocketio } from './evidence.ts';
import { outlookAt } from '../../analysis/outlook.ts';

export interface Blocked extends Simulation {
  /** The same URL with a slash at its end gets to the pass. */
  readonly exceptWithSlash: boolean;
}

/**
 * What nginx does instead, the same for every handshake that can be thought of: at each address and name of the server, and
 * at URLs below the location's own. `undefined` where one gets to the pass, where another location takes it, and where it
 * hangs on what cannot be seen or on the client.
 */
export function blockedAt(target: ProxyTarget, context: RuleContext): Blocked | undefined {
  return context.once(blocked, target.level, () => (mayBlock(target) ? findBlocked(target, context) : undefined));
}

const blocked = {};

/** Headers that a shared include brings are no sign that a location is for WebSockets which nobody is let into. */
export function isClosed(target: ProxyTarget, context: RuleContext): boolean {
  const { location, level } = target;
  const names = ['deny', 'internal', 'auth_request'].filter((name) => effective(level, name).length > 0);
  return !evidenceFor(target, context).some(({ weight, at }) => {
    const isOwn = at === undefined || at.path === location.at?.path;
    return weight === 'strong' && isOwn && (names.length === 0 || at?.directive.name.text.startsWith('proxy_') !== true);
  });
}

/** Is there a line that may answer a request before it is passed on? */
function mayBlock({ level, location, server }: ProxyTarget): boolean {
  if (level !== location.level || location.at === undefined || location.modifier === '@') return false;
  // What cannot be read there may lead handshakes on.
  if (level.unseen.length > 0 || server.level.unseen.length > 0) return false;
  return (
    mayTurnAway(location) ||
    mayTurnAway(server) ||
    level.own.has('try_files') ||
    location.limitExcept.length > 0 ||
    ['deny', 'auth_request', 'internal'].some((name) => effective(level, name).length > 0)
  );
}

function findBlocked(target: ProxyTarget, context: RuleContext): Blocked | undefined {
  const { verdict } = outlookAt(target, context);
  if (verdict !== 'connects' && verdict !== 'depends') return undefined;
  let first: Simulation | undefined;
  for (const arrival of arrivalsAt(target, context)) {
    if (!isBlocked(arrival, target, context)) return undefined;
    first ??= arrival;
  }
  if (first === undefined) return undefined;
  const { path } = target.location;
  const slashed = path.endsWith('/') ? undefined : simulateArrival(target, context, `${path}/`);
  const exceptWithSlash = slashed?.location === target.location && !isBlocked(slashed, target, context);
  // Socket.IO's clients always write the slash.
  return exceptWithSlash && isSocketio(path) ? undefined : { ...first, exceptWithSlash };
}

function isBlocked(arrival: Simulation, target: ProxyTarget, { environment }: RuleContext): boolean {
  const { verdict, upstream, location } = arrival;
  if (verdict.kind !== 'fails' || upstream !== undefined || verdict.causes.length === 0) return false;
  if (location !== undefined && location !== target.location) return false;
  return !isMeant(arrival, target) && decidedByClient(arrival, environment, true) === undefined;
}

/** What an author does on purpose: clients are sent to another site, asked for a password, or kept out by their address. */
function isMeant({ verdict: { status, causes } }: Simulation, { server, location, level }: ProxyTarget): boolean {
  if (status === 401 || status === 503) return true;
  const words = causes.flatMap(({ directive }) => directive.args.map(({ text }) => text));
  if (status !== undefined && status >= 300 && status < 400 && words.some((text) => /^(?:https?|\$scheme):\/\//i.test(text)))
    return true;
  const names = causes.map(({ directive }) => directive.name.text);
  const limits = location.limitExcept.map((it) => it.level);
  if (names.includes('deny'))
    return effective(level, 'satisfy').length > 0 || [level, ...limits].some((it) => effective(it, 'allow').length > 0);
  // A backend may send requests into it (X-Accel-Redirect), and so may lines of other locations.
  return names.includes('internal') && server.locations.all().some((it) => it !== location);
}
