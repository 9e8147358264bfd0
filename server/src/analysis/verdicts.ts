/** The handshake verdict of every place that passes requests on, as ranks that can be compared before and after an edit. */
import type { Location, Server } from '../config/model.ts';
import { nameOf } from '../handshake/routing/locate.ts';
import type { VerdictKind } from '../handshake/model.ts';
import { allLocations, targetsIn } from '../handshake/routing/proxy-targets.ts';
import type { Question } from '../query/memory.ts';
import type { Analysis } from './analyze.ts';
import { contextFor } from './context.ts';
import { outlookAt } from './outlook.ts';
import type { RuleWorld } from './rule.ts';

const ranks: Readonly<Record<VerdictKind, number>> = { fails: 0, unknown: 1, depends: 2, connects: 3 };
const best = ranks.connects;

/** Is no handshake worse than before? Servers are told apart by their number, so that lines may be added to them. */
export function isNotWorse(before: Analysis, after: Analysis): boolean {
  return (before.config.http?.servers ?? []).every((_server, index) => isServerNotWorse(index, before, after));
}

/** The same of one server. */
export function isServerNotWorse(index: number, before: Analysis, after: Analysis): boolean {
  const [one, other] = [before.config.http, after.config.http];
  const [server, now] = [one?.servers[index], other?.servers[index]];
  if (server === undefined || now === undefined) return true;
  if (now === server && one?.environment === other?.environment) return true;
  const rankThen = ranksIn(server, before);
  // What connects now is not worse, whatever it was.
  return Array.from(ranksIn(now, after)).every(([place, rank]) => rank() === best || rank() >= (rankThen.get(place)?.() ?? 0));
}

/** By a name that stays the same when lines are added: location and pass, counted where they repeat. */
function ranksIn(server: Server, analysis: Analysis): ReadonlyMap<string, () => number> {
  const { ask } = analysis.contextOf(server);
  const out = new Map<string, () => number>();
  for (const location of allLocations(server.locations.all())) {
    for (const [index, { level, kind }] of targetsIn(location, server).entries()) {
      let name = `${nameOf(location)} ${level.kind} ${kind}`;
      while (out.has(name)) name += "'";
      out.set(name, () => ask(ranksAt, location)[index] ?? ranks.unknown);
    }
  }
  return out;
}

const ranksAt: Question<RuleWorld, Location, readonly number[]> = {
  answer: (location, asker) =>
    targetsIn(location, asker.world.server).map((target) => ranks[outlookAt(target, contextFor(asker)).verdict]),
};
