/** Handshakes that nginx or the backend ends, at locations whose two headers are right: what is said of them, at the line that decides. */
import type { Finding, RuleContext } from '../../analysis/rule.ts';
import { addLine, changeWord } from '../../analysis/settle.ts';
import { anchorOf, wholeOf } from '../../config/anchor.ts';
import { effective } from '../../config/inherit.ts';
import { tryHandshake } from '../../handshake/attempt.ts';
import type { ProxyTarget, Verdict } from '../../handshake/model.ts';
import { nameOf } from '../../handshake/routing/locate.ts';
import { inForce } from '../../handshake/values/in-force.ts';
import { isAnyUp } from '../../handshake/upstream/live.ts';
import { backendOf } from './backend.ts';
import { evidenceFor, forwardsHandshake } from './evidence.ts';
import { ledAway } from './led-away.ts';
import { placeOf } from './wording.ts';

/** The location's own `rewrite` leads elsewhere. */
export function* aboutWay(target: ProxyTarget, context: RuleContext): Iterable<Finding> {
  const away = ledAway(target, context);
  if (away === undefined) return;
  const { line, to, verdict } = away;
  const message = `No WebSocket gets to \`location ${nameOf(target.location)}\`: this \`rewrite\` leaves it for \`location ${nameOf(to)}\`. ${verdict.reason}`;
  const flag = line.directive.args[2];
  yield {
    at: wholeOf(line),
    message,
    fixes: flag === undefined ? [] : [changeWord('Stay in the location', line, flag, 'break', false)],
  };
}

/** What else RFC 6455 §4.2.1 asks for: nginx passes it on by itself, where no line says otherwise. */
export function* aboutLost(target: ProxyTarget, context: RuleContext): Iterable<Finding> {
  const { level, location } = target;
  if (level.own.get('proxy_set_header')?.some(forwardsHandshake) !== true || effective(level, 'internal').length > 0) return;
  const { verdict, upstream } = tryHandshake(target, context);
  const isLost = upstream.dropped.some(({ name }) => /^sec-websocket-(?:key|version)$/i.test(name));
  if (isLost && verdict.kind === 'fails' && context.statedFor(location).length === 0)
    yield findingAt(target, 'No WebSocket gets through', verdict);
}

/** nginx asks none of them. Somebody may have taken them out for a while. */
export function* aboutDown(target: ProxyTarget, context: RuleContext): Iterable<Finding> {
  const { upstream } = backendOf(target.pass, target.level, context.environment);
  const [first] = upstream?.servers ?? [];
  if (upstream === undefined || first === undefined || isAnyUp(upstream)) return;
  if (!evidenceFor(target, context).some(({ weight }) => weight === 'strong') || context.statedFor(target.location).length > 0)
    return;
  const message = `No WebSocket gets to \`location ${nameOf(target.location)}\`: nginx answers 502: all servers of the upstream \`${upstream.name}\` are \`down\`.`;
  yield { at: wholeOf(first.at), severity: 'warning', message };
}

/** At the line that decides. */
export function findingAt({ location, pass }: ProxyTarget, what: string, { reason, causes }: Verdict): Finding {
  const at = causes[0] ?? anchorOf(location.at ?? pass);
  return { at, message: `${what} \`location ${nameOf(location)}\`: ${reason}` };
}

/** The head of a 101 waits for a flush, which SSI's body filter does not pass on (ngx_http_ssi_filter_module.c, ngx_http_ssi_body_filter). */
export function* aboutSsi(target: ProxyTarget): Iterable<Finding> {
  const { placed, doubt } = inForce(target.level, 'ssi');
  const line = placed.at(-1);
  const word = line?.directive.args[0];
  if (line === undefined || word === undefined || doubt !== undefined || word.text.toLowerCase() !== 'on') return;
  const isOwn = target.level.own.get('ssi')?.includes(line) === true;
  yield {
    at: placeOf(target),
    severity: 'information',
    message:
      '`ssi` keeps back the 101 of a backend that gives it a `Content-Type` of `text/html`, as some frameworks give any answer: the client waits until it gives up.',
    related: [{ at: wholeOf(line), message: '`ssi` is turned on here.' }],
    fixes: [
      isOwn ? changeWord('Turn SSI off', line, word, 'off', false) : addLine('Turn SSI off here', target, 'ssi off;', false),
    ],
  };
}
