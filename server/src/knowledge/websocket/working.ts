/** Locations through which WebSockets get, and are meant to. */
import { unseenFor } from '../../config/inherit.ts';
import { setsHandshakeHeader } from './header-state.ts';
import type { ProxyTarget, UpstreamRequest } from '../../handshake/model.ts';
import { targetsIn } from '../../handshake/routing/proxy-targets.ts';
import { evidenceFor } from './evidence.ts';
import { tryHandshake } from '../../handshake/attempt.ts';
import type { RuleContext } from '../../analysis/rule.ts';

/** What the backend receives for a handshake that gets through, as far as nginx decides; `undefined` where it does not. */
export function working(target: ProxyTarget, context: RuleContext): UpstreamRequest | undefined {
  if (target.kind === 'proxy' && !setsHandshakeHeader(target.level) && unseenFor(target.level, 'proxy_set_header').length === 0)
    return undefined;
  const { upstream, verdict } = tryHandshake(target, context);
  return verdict.kind === 'connects' || verdict.kind === 'depends' ? upstream : undefined;
}

/**
 * Is it the first of its location's targets, and one that works and is meant for WebSockets? Over HTTP no header of the
 * handshake gets through that nobody wrote down; uwsgi and scgi pass all of them on, which shows nothing.
 */
export function firstWorkingTarget(target: ProxyTarget, context: RuleContext): boolean {
  const { kind, location, server } = target;
  if (targetsIn(location, server)[0]?.level !== target.level) return false;
  if (kind !== 'proxy' && !evidenceFor(target, context).some(({ weight }) => weight === 'strong')) return false;
  return working(target, context) !== undefined;
}
