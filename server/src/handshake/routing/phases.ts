/** nginx's phases from the server's rewrite lines to the content (ngx_http_core_module.c). */
import type { Level, Location } from '../../config/model.ts';
import { checkAccess } from './access.ts';
import type { Refused } from './check.ts';
import { wholeOf } from '../../config/anchor.ts';
import { answerWith, bare, statusOf } from './conditional.ts';
import { answerHere, tryFiles } from './content.ts';
import { cycle, special } from './error-page.ts';
import { isAtLeast, type NginxVersion } from '../../reference/version.ts';
import type { Value } from '../model.ts';
import { variable } from '../values/evaluate.ts';
import { isUnknown, type Exchange } from '../values/exchange.ts';
import { headerValue } from '../request/headers.ts';
import { bytes } from '../text/amount.ts';
import { findLocation, nameOf } from './locate.ts';
import { withRealAddress } from './real-ip.ts';
import { bindingsAt, type Answering, type Jump, type Outcome, type Serving } from './serving.ts';
import { runScript, type ScriptBlock, type ScriptResult } from '../values/script.ts';
import { inForce, wordOf } from '../values/in-force.ts';
import { passOf, passOfKind } from './proxy-targets.ts';

/** Serves a request of `serving.server` from a place on until something answers it, passes it on or cannot be seen. */
export function serve(serving: Serving, from: Jump | Outcome): Outcome {
  let next = from;
  // The limit on changes of the URI ends every cycle; this bound only keeps a mistake here from never ending.
  for (let steps = 0; steps < 100; steps++) {
    if (next.kind === 'server') next = serverPhase(serving, next.exchange);
    else if (next.kind === 'search') next = searchPhase(serving, next.exchange);
    else if (next.kind === 'location') next = locationPhases(serving, next.location, next.exchange);
    else return next;
  }
  return { kind: 'unknown', what: 'where the URI stops changing', at: undefined, location: undefined };
}

function serverPhase(serving: Serving, exchange: Exchange): Outcome | Jump {
  const { level, body, ifs } = serving.server;
  const result = script(serving, { level, body, ifs }, level, undefined, exchange);
  const from = { level, location: undefined, exchange: result.exchange };
  return ended(serving, from, result) ?? { kind: 'search', exchange: result.exchange };
}

function searchPhase(serving: Serving, exchange: Exchange): Outcome | Jump {
  const { level: outer, locations } = serving.server;
  const valueOf = (name: string, at: Exchange): Value => variable(name, bindingsAt(serving, outer, undefined, at)).value;
  const predicate = isAtLeast(serving.nginx, predicatesSince) ? valueOf : undefined;
  const located = findLocation(locations, exchange, { note: serving.note, predicate });
  if (located.kind === 'unknown') return { kind: 'unknown', what: located.what, at: undefined, location: located.location };
  const { location } = located;
  serving.searched?.({ server: serving.server, uri: exchange.uri, found: location });
  const level = location?.level ?? serving.server.level;
  const from = { level, location, exchange: located.exchange };
  const internal = inForce(level, 'internal').placed[0];
  if (internal !== undefined && !located.exchange.internal) {
    return special(serving, from, 404, 'the location is `internal`', wholeOf(internal));
  }
  const large = tooLarge(serving, from);
  if (large !== undefined) return large;
  if (location === undefined) return lastPhases(serving, from);
  if (located.redirect) {
    const at = location.at === undefined ? undefined : wholeOf(location.at);
    return special(serving, from, 301, `nginx sends the client to \`${location.path}\`, with the slash`, at);
  }
  return { kind: 'location', location, exchange: located.exchange };
}

/** `location $variable`; before, it is a prefix that no URI begins with. */
const predicatesSince: NginxVersion = [1, 31, 5];

/** ngx_http_core_find_config_phase: `client_max_body_size` is 1m unless set. */
function tooLarge(serving: Serving, from: Answering): Outcome | Jump | undefined {
  const length = Number(headerValue(serving.request, 'content-length') ?? 0);
  const limit = bytes(wordOf(from.level, 'client_max_body_size') ?? '1m') ?? 0;
  const isTooLarge = limit > 0 && length > limit && !from.exchange.bodyDiscarded;
  if (!isTooLarge) return undefined;
  const discarded = { ...from, exchange: { ...from.exchange, bodyDiscarded: true } };
  return special(serving, discarded, 413, 'the request body is too large', undefined);
}

function locationPhases(serving: Serving, location: Location, exchange: Exchange): Outcome | Jump {
  const method = exchange.method ?? serving.request.method;
  const excepted = location.limitExcept.find(({ methods }) => !allows(methods, method));
  if (excepted !== undefined) {
    serving.note(`\`limit_except\` does not list ${method}`, wholeOf(excepted.at));
    return lastPhases(serving, { level: excepted.level, location, exchange });
  }
  const result = script(serving, location, location.level, location, exchange);
  const handler = [location.level, ...result.taken].flatMap((level) => passOf(level)?.kind ?? []).at(-1);
  const from = { level: result.level, location, exchange: result.exchange, handler };
  const end = ended(serving, from, result);
  if (end !== undefined) return end;
  if (!result.uriChanged) return lastPhases(serving, from);
  const changesLeft = result.exchange.changesLeft - 1;
  if (changesLeft <= 0) return cycle(from, undefined);
  return { kind: 'search', exchange: { ...result.exchange, changesLeft } };
}

/** GET includes HEAD (ngx_http_core_limit_except). */
function allows(methods: readonly string[], method: string): boolean {
  const listed = methods.map((it) => it.toUpperCase());
  return listed.includes(method) || (method === 'HEAD' && listed.includes('GET'));
}

function script(
  serving: Serving,
  block: ScriptBlock,
  level: Level,
  location: Location | undefined,
  exchange: Exchange,
): ScriptResult {
  return runScript(block, bindingsAt(serving, level, location, exchange), { workspace: serving.workspace, note: serving.note });
}

function ended(serving: Serving, from: Answering, { end }: ScriptResult): Outcome | Jump | undefined {
  if (end === undefined || end.kind === 'last' || end.kind === 'break') return undefined;
  if (end.kind === 'unknown') return { kind: 'unknown', what: end.what, at: end.at, location: from.location };
  const name = `\`${end.at.directive.name.text}\``;
  const to = isUnknown(end.text) ? 'another URL' : end.text;
  const reason = end.status >= 300 && end.status < 400 ? `${name} sends the client to ${to}` : `${name} ends the request here`;
  if (end.final && end.status === 200) return answerWith(serving, from, reason, end.at, bare);
  if (end.final) return { kind: 'answer', status: statusOf(from, end.status), reason, at: end.at, location: from.location, from };
  return special(serving, from, end.status, reason, end.at);
}

/** From the limits to the content. */
function lastPhases(serving: Serving, before: Answering): Outcome | Jump {
  const from = { ...before, exchange: withRealAddress(before.level, serving, before.exchange) };
  noteLimits(serving, from);
  if (!from.exchange.subrequest) {
    const { refused, exchange } = checkAccess(serving, from, (next) => serve(serving, next));
    if (refused !== undefined) return refuse(serving, { ...from, exchange }, refused);
    return lookForFiles(serving, { ...from, exchange });
  }
  return lookForFiles(serving, from);
}

function lookForFiles(serving: Serving, from: Answering): Outcome | Jump {
  const tried = tryFiles(serving, from);
  if (tried !== undefined && 'kind' in tried) return tried;
  return content(serving, tried ?? from);
}

function refuse(serving: Serving, from: Answering, refused: Refused): Outcome | Jump {
  if (refused.kind === 'status') return special(serving, from, refused.status, refused.reason, refused.at);
  return { ...refused, location: from.location };
}

/** How many connections and requests there are cannot be seen: taken as few enough. */
function noteLimits(serving: Serving, { level }: Answering): void {
  for (const name of ['limit_conn', 'limit_req']) {
    const placed = inForce(level, name).placed[0];
    if (placed !== undefined) serving.note(`\`${name}\` is taken as not reached`, wholeOf(placed));
  }
}

function content(serving: Serving, from: Answering): Outcome | Jump {
  const { level, location, exchange } = from;
  const kind = from.handler ?? passOf(level)?.kind ?? (location === undefined ? undefined : passOf(location.level)?.kind);
  const own =
    kind === undefined
      ? undefined
      : (passOfKind(level, kind) ?? (location === undefined ? undefined : passOfKind(location.level, kind)));
  if (kind !== undefined && own === undefined) {
    const why = 'an `if` passes the request on, and another one that holds behind it does not know where to';
    return special(serving, from, 500, why, level.lines[0] === undefined ? undefined : wholeOf(level.lines[0]));
  }
  if (own === undefined || location === undefined) return answerHere(serving, from);
  serving.note(`\`location ${nameOf(location)}\` passes the request on`, wholeOf(own.pass));
  return { kind: 'pass', target: { ...own, level, location, server: serving.server }, exchange };
}
