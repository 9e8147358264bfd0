/** Locations through which WebSockets get, and are meant to. */
import { unseenFor } from '../../config/inherit.ts';
import { setsHandshakeHeader } from './header-state.ts';
import type { ProxyTarget, UpstreamRequest } from '../../handshake/model.ts';
import { targetsIn } from '../../handshake/routing/proxy-targets.ts';
import { evidenceFor } from './evidence.ts';
import { outlookAt } from '../../analysis/outlook.ts';
import { tryHandshake } from '../../handshake/attempt.ts';
import type { RuleContext } from '../../analysis/rule.ts';

/** Could it? No header of a handshake gets through a proxy where nobody wrote one down. Quick to know, and of most locations all there is. */
export function mayWork({ kind, level }: ProxyTarget): boolean {
  return kind !== 'proxy' || setsHandshakeHeader(level) || unseenFor(level, 'proxy_set_header').length > 0;
}

/** Does a handshake get through, as far as nginx decides? */
export function works(target: ProxyTarget, context: RuleContext): boolean {
  if (!mayWork(target)) return false;
  const { verdict } = outlookAt(target, context);
  return verdict === 'connects' || verdict === 'depends';
}

/** What the backend receives for a handshake that gets through, as far as nginx decides; `undefined` where it does not. */
export function working(target: ProxyTarget, context: RuleContext): UpstreamRequest | undefined {
  return works(target, context) ? tryHandshake(target, context).upstream : undefined;
}

/**
 * Is it the first of its location's targets, and one that works and is meant for WebSockets? Over HTTP no header of the
 * handshake gets through that nobody wrote down; uwsgi and scgi pass all of them on, which shows nothing.
 */
export function firstWorkingTarget(target: ProxyTarget, context: RuleContext): boolean {
  const { kind, level, location, server } = target;
  if (level !== location.level && targetsIn(location, server)[0]?.level !== level) return false;
  if (kind !== 'proxy' && !evidenceFor(target, context).some(({ weight }) => weight === 'strong')) return false;
  return works(target, context);
}
