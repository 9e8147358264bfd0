/** A server of the same configuration has answered: what the nginx before it makes of that (ngx_http_upstream_process_header). */
import type { Level, Placed } from '../../config/model.ts';
import { wholeOf } from '../../config/anchor.ts';
import { expandWord } from '../values/evaluate.ts';
import { isUnknown } from '../values/exchange.ts';
import { inForce, isOn, wordOf } from '../values/in-force.ts';
import type { Value } from '../model.ts';
import { decode } from '../text/uri.ts';
import { statusOf } from './conditional.ts';
import { internalRedirect, namedLocation, special, splitArgs } from './error-page.ts';
import { bindingsAt, type Jump, type Outcome, type Passed, type Serving } from './serving.ts';

/** How a server of the same configuration has ended a request. */
export interface Ended {
  readonly outcome: Exclude<Outcome, Passed>;
  /** The X-Accel-Redirect of its answer. */
  readonly accel: Value | undefined;
}

/** Where the request goes on: at a page for the status, where X-Accel-Redirect leads, or back to the client. */
export function afterAnswer(serving: Serving, { target, exchange }: Passed, { outcome: inner, accel }: Ended): Outcome | Jump {
  if (inner.kind === 'unknown') return { ...inner, location: target.location };
  const { level, location, pass } = target;
  const from = { level, location, exchange };
  if (inner.kind === 'closed') return special(serving, from, 502, inner.reason, wholeOf(pass));
  const { status, reason, at } = inner;
  if (status >= 300 && isOn(level, 'proxy_intercept_errors') && hasPage(level, status)) {
    return special(serving, from, status, reason, at);
  }
  const ignored = inForce(level, 'proxy_ignore_headers').placed.flatMap(({ directive }) => directive.args);
  const header = ignored.some(({ text }) => text.toLowerCase() === 'x-accel-redirect') ? undefined : accel;
  if (header !== undefined && isUnknown(header)) return { kind: 'unknown', what: header.unknown, at, location };
  if (header === undefined || header === '')
    return { kind: 'answer', status: statusOf(from, status), reason, at, location, from };
  serving.note(`X-Accel-Redirect leads to ${header}`, wholeOf(pass));
  if (header.startsWith('@')) return namedLocation(serving, from, header, wholeOf(pass));
  const [path, args] = splitArgs(header);
  const uri = decode(path);
  if (uri.split('/').includes('..')) return special(serving, from, 404, 'X-Accel-Redirect leads out of the root', wholeOf(pass));
  const method = (exchange.method ?? serving.request.method) === 'HEAD' ? exchange.method : 'GET';
  return internalRedirect(serving, { ...from, exchange: { ...exchange, method } }, uri, args, wholeOf(pass));
}

/** Is the next server of an upstream asked after this answer (ngx_http_upstream_test_next, ngx_http_upstream_next)? */
export function triesNext(
  level: Level,
  { outcome }: Ended,
  method: string,
  { asked, left }: { readonly asked: number; readonly left: number },
): boolean {
  const most = Number(wordOf(level, 'proxy_next_upstream_tries') ?? 0);
  if (left === 0 || outcome.kind === 'unknown' || (most > 0 && asked >= most)) return false;
  const placed = inForce(level, 'proxy_next_upstream').placed;
  const when =
    placed.length === 0 ? ['error', 'timeout'] : placed.flatMap(({ directive }) => directive.args.map(({ text }) => text));
  if (['POST', 'LOCK', 'PATCH'].includes(method) && !when.includes('non_idempotent')) return false;
  return when.includes(outcome.kind === 'closed' ? 'error' : `http_${outcome.status}`);
}

/** X-Accel-Redirect of an answer, with the variables of the server that gives it. */
export function accelOf(serving: Serving, outcome: Ended['outcome']): Value | undefined {
  if (outcome.kind !== 'answer') return undefined;
  const { status, from } = outcome;
  const lines = inForce(from.level, 'add_header').placed.filter((placed) => isAccel(placed, status));
  const word = lines[0]?.directive.args[1];
  return word === undefined ? undefined : expandWord(word, bindingsAt(serving, from.level, from.location, from.exchange)).value;
}

/** X-Accel-Redirect that `add_header` gives an answer: with `always` to each, else to these (ngx_http_headers_filter). */
const added = new Set([200, 201, 204, 206, 301, 302, 303, 304, 307, 308]);

function hasPage(level: Level, status: number): boolean {
  return inForce(level, 'error_page').placed.some(({ directive }) => directive.args.some(({ text }) => text === String(status)));
}

function isAccel({ directive: { args } }: Placed, status: number): boolean {
  return args[0]?.text.toLowerCase() === 'x-accel-redirect' && (added.has(status) || args[2]?.text === 'always');
}
