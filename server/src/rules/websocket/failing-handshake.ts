/** nginx itself answers a handshake, or breaks it: what the location would pass on does not get that far. */
import { failingHandshakeId } from '../../analysis/failing.ts';
import type { Finding, Rule, RuleContext } from '../../analysis/rule.ts';
import { anchorOf, wholeOf } from '../../config/anchor.ts';
import { tryHandshake } from '../../handshake/attempt.ts';
import type { ProxyTarget, Verdict } from '../../handshake/model.ts';
import { nameOf } from '../../handshake/routing/locate.ts';
import { isAnyUp } from '../../handshake/upstream/live.ts';
import { isLost } from '../../knowledge/named-locations.ts';
import { backendOf } from '../../knowledge/websocket/backend.ts';
import { blockedAt, isClosed } from '../../knowledge/websocket/blocked.ts';
import { diagnose } from '../../knowledge/websocket/diagnosis.ts';
import { evidenceFor } from '../../knowledge/websocket/evidence.ts';
import { unpassedIn } from '../../knowledge/websocket/no-pass.ts';
import { outlookAt } from '../../knowledge/websocket/outlook.ts';
import { mayWork } from '../../knowledge/websocket/working.ts';

/** What is said of stated URLs, analysis/failing.ts says. */
export const failingHandshake: Rule = {
  id: failingHandshakeId,
  summary: 'A WebSocket does not get through, for a reason that no other rule tells',
  severity: 'error',
  fix: 'none',
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
    if ((verdict !== 'connects' && verdict !== 'depends') || context.statedFor(target.location).length > 0) return;
    if (!evidenceFor(target, context).some(({ weight }) => weight === 'strong')) return;
    const blocked = isClosed(target, context) ? undefined : blockedAt(target, context);
    // A named location that is not there is told as such.
    if (blocked?.verdict.causes.some(({ directive }) => isLost(target.server, directive)) === true) return;
    if (blocked?.exceptWithSlash === true) {
      const what = `Only a URL with a slash at its end gets a WebSocket to`;
      yield { ...findingAt(target, what, blocked.verdict), severity: 'warning' };
    } else if (blocked !== undefined) yield findingAt(target, 'No WebSocket gets to', blocked.verdict);
    else if (verdict === 'depends') yield* aboutStrictBackends(target, context);
  },
};

/** nginx asks none of them. Somebody may have taken them out for a while. */
function* aboutDown(target: ProxyTarget, context: RuleContext): Iterable<Finding> {
  const { upstream } = backendOf(target.pass, target.level, context.environment);
  const [first] = upstream?.servers ?? [];
  if (upstream === undefined || first === undefined || isAnyUp(upstream)) return;
  if (!evidenceFor(target, context).some(({ weight }) => weight === 'strong') || context.statedFor(target.location).length > 0)
    return;
  const message = `No WebSocket gets to \`location ${nameOf(target.location)}\`: nginx answers 502: all servers of the upstream \`${upstream.name}\` are \`down\`.`;
  yield { at: wholeOf(first.at), severity: 'warning', message };
}

function* aboutStrictBackends(target: ProxyTarget, context: RuleContext): Iterable<Finding> {
  if (diagnose(target, context) !== undefined) return;
  const { verdict, upstream } = tryHandshake(target, context);
  const isTwice = (name: string): boolean => upstream.headers.filter((it) => it.name.toLowerCase() === name).length > 1;
  // Most backends refuse a second Upgrade, few a second Connection.
  const severity = isTwice('upgrade') ? 'warning' : 'information';
  if (verdict.kind !== 'depends' || (!isTwice('upgrade') && !isTwice('connection'))) return;
  yield { ...findingAt(target, 'Only some backends take a WebSocket from', verdict), severity };
}

function findingAt({ location, pass }: ProxyTarget, what: string, { reason, causes }: Verdict): Finding {
  const at = causes[0] ?? anchorOf(location.at ?? pass);
  return { at, message: `${what} \`location ${nameOf(location)}\`: ${reason}` };
}
