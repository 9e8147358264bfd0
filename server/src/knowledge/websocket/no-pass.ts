/** Locations with headers for a WebSocket and nothing that passes it on: such lines are read for a pass alone. */
import type { Location, Placed, Server } from '../../config/model.ts';
import type { Verdict } from '../../handshake/model.ts';
import { allLocations, passOf, targetsIn } from '../../handshake/routing/proxy-targets.ts';
import { arrivalsAt } from '../../handshake/sample.ts';
import type { RuleContext } from '../../analysis/rule.ts';
import { isDirective } from '../../reference/directives.ts';
import { forwardsHandshake } from './evidence.ts';

/** A location whose handshakes nginx answers for lack of a pass. */
export interface Unpassed {
  readonly location: Location;
  /** The line that shows what it is for. */
  readonly line: Placed;
  readonly verdict: Verdict;
}

/**
 * None where files are served from, where a location within passes on, and where what answers cannot be seen: there, such lines
 * are left over, or for another location. None beside a word that is no directive: it is told, and may be the pass, misspelt.
 */
export function unpassedIn(server: Server, context: RuleContext): readonly Unpassed[] {
  const found: Unpassed[] = [];
  if (server.level.unseen.length > 0) return found;
  for (const location of allLocations(server.locations.all())) {
    const { level, at, modifier } = location;
    // Nearly all locations pass requests on.
    if (modifier === '@' || passOf(level) !== undefined) continue;
    const line = level.own.get('proxy_set_header')?.find(forwardsHandshake);
    if (line === undefined || line.path !== at?.path) continue;
    if (servesFiles.some((name) => level.own.has(name)) || level.unseen.length > 0 || level.lines.some(isRefused)) continue;
    const passes = [location, ...allLocations(location.locations.all())].some((it) => targetsIn(it, server).length > 0);
    const verdict = passes ? undefined : answerTo(location, server, context);
    if (verdict !== undefined) found.push({ location, line, verdict });
  }
  return found;
}

function isRefused({ directive: { name } }: Placed): boolean {
  return !isDirective(name.text);
}

const servesFiles = ['root', 'alias', 'try_files', 'index', 'autoindex', 'error_page', 'auth_request', 'internal'];

/** The same for every handshake; `undefined` where one of them is sent elsewhere, or nobody knows. */
function answerTo(location: Location, server: Server, context: RuleContext): Verdict | undefined {
  let first: Verdict | undefined;
  // What passes it on is not asked for here.
  for (const { verdict, location: taken } of arrivalsAt({ location, server }, context)) {
    if (verdict.kind !== 'fails' || verdict.status !== 404 || taken !== location) return undefined;
    first ??= verdict;
  }
  return first;
}
