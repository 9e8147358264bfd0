/** nginx itself answers a handshake, or breaks it: what the location would pass on does not get that far. */
import { failingHandshakeId } from '../../analysis/failing.ts';
import type { Finding, Rule, RuleContext } from '../../analysis/rule.ts';
import { wholeOf } from '../../config/anchor.ts';
import { tryHandshake } from '../../handshake/attempt.ts';
import type { ProxyTarget } from '../../handshake/model.ts';
import { nameOf } from '../../handshake/routing/locate.ts';
import { isLost } from '../../knowledge/named-locations.ts';
import { blockedAt, isClosed } from '../../knowledge/websocket/blocked.ts';
import { diagnose } from '../../knowledge/websocket/diagnosis.ts';
import { aboutDown, aboutLost, aboutSsi, aboutWay, findingAt } from '../../knowledge/websocket/ended.ts';
import { evidenceFor } from '../../knowledge/websocket/evidence.ts';
import { unpassedIn } from '../../knowledge/websocket/no-pass.ts';
import { outlookAt } from '../../analysis/outlook.ts';
import { mayWork } from '../../knowledge/websocket/working.ts';

/** What is said of stated URLs, analysis/failing.ts says. */
export const failingHandshake: Rule = {
  id: failingHandshakeId,
  summary: 'A WebSocket does not get through, for a reason that no other rule tells',
  severity: 'error',
  fix: 'review',
  since: '0.2.0',
  nginx: {},
  references: ['https://www.rfc-editor.org/rfc/rfc6455#section-4.1', 'https://nginx.org/en/docs/http/websocket.html'],

  looksAtTarget: (target) => target.kind === 'proxy' && target.location.at !== undefined && mayWork(target),

  *checkServer(server, context) {
    for (const { location, line, verdict } of unpassedIn(server, context)) {
      if (context.statedFor(location).length > 0) continue;
      const what = `Nothing in \`location ${nameOf(location)}\` passes requests on, and this line is for what does:`;
      yield { at: wholeOf(line), message: `${what} ${verdict.reason}` };
    }
  },

  *checkTarget(target, context) {
    const { verdict, upgrade, connection } = outlookAt(target, context);
    if (upgrade && connection) yield* aboutDown(target, context);
    if (upgrade && connection && verdict === 'fails') yield* aboutLost(target, context);
    if (verdict !== 'connects' && verdict !== 'depends') return;
    if (context.statedFor(target.location).length > 0) {
      yield* aboutSsi(target);
      return;
    }
    if (!evidenceFor(target, context).some(({ weight }) => weight === 'strong')) return;
    const blocked = isClosed(target, context) ? undefined : blockedAt(target, context);
    // A named location that is not there is told as such.
    if (blocked?.verdict.causes.some(({ directive }) => isLost(target.server, directive)) === true) return;
    if (blocked?.exceptWithSlash === true) {
      const what = `Only a URL with a slash at its end gets a WebSocket to`;
      yield { ...findingAt(target, what, blocked.verdict), severity: 'warning' };
    } else if (blocked !== undefined) yield findingAt(target, 'No WebSocket gets to', blocked.verdict);
    else yield* aboutWay(target, context);
    if (blocked === undefined && verdict === 'depends') yield* aboutStrictBackends(target, context);
    if (blocked === undefined) yield* aboutSsi(target);
  },
};

function* aboutStrictBackends(target: ProxyTarget, context: RuleContext): Iterable<Finding> {
  if (diagnose(target, context) !== undefined) return;
  const { verdict, upstream } = tryHandshake(target, context);
  const isTwice = (name: string): boolean => upstream.headers.filter((it) => it.name.toLowerCase() === name).length > 1;
  // Most backends refuse a second Upgrade, few a second Connection; a second Host breaks ordinary requests as well.
  const severity = isTwice('upgrade') ? 'warning' : 'information';
  if (verdict.kind !== 'depends' || !['upgrade', 'connection', 'host'].some(isTwice)) return;
  yield { ...findingAt(target, 'Only some backends take a WebSocket from', verdict), severity };
}
