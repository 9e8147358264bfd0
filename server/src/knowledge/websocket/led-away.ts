/** A location with all that a WebSocket needs, whose own `rewrite` sends every handshake to another one that has not. */
import type { RuleContext } from '../../analysis/rule.ts';
import type { Location, Placed } from '../../config/model.ts';
import { decidedByClient } from '../../handshake/clients-own.ts';
import type { ProxyTarget, Verdict } from '../../handshake/model.ts';
import { arrivalsAt } from '../../handshake/sample.ts';
import { forwardsHandshake } from './evidence.ts';

export interface LedAway {
  readonly line: Placed;
  /** Where handshakes end, and how. */
  readonly to: Location;
  readonly verdict: Verdict;
}

/**
 * After `rewrite` without `break` nginx looks for a location anew (ngx_http_core_post_rewrite_phase). `undefined` where any
 * handshake stays, gets through elsewhere, or hangs on what cannot be seen.
 */
export function ledAway(target: ProxyTarget, context: RuleContext): LedAway | undefined {
  const { location, level, server } = target;
  const line = location.body.find(leaves);
  if (line === undefined || level !== location.level || level.unseen.length + server.level.unseen.length > 0) return undefined;
  if (level.own.get('proxy_set_header')?.some(forwardsHandshake) !== true) return undefined;
  let found: LedAway | undefined;
  for (const arrival of arrivalsAt(target, context)) {
    const { verdict, location: to, upstream } = arrival;
    if (to === undefined || to === location || upstream === undefined || verdict.kind !== 'fails') return undefined;
    if (decidedByClient(arrival, context.environment, true) !== undefined) return undefined;
    found ??= { line, to, verdict };
  }
  return found;
}

/** The pattern of one with `last`, or with nothing behind the new URI, takes the request to a search for another location. */
function leaves({ directive: { name, args } }: Placed): boolean {
  const flag = args[2]?.text;
  return name.text === 'rewrite' && args[1]?.text.startsWith('/') === true && (flag === undefined || flag === 'last');
}
