/** What becomes of an answer of nginx's own: `error_page`, or the end (ngx_http_special_response.c). */
import type { Anchor, Placed } from '../../config/model.ts';
import { wholeOf } from '../../config/anchor.ts';
import { expandWord } from '../values/evaluate.ts';
import { isUnknown } from '../values/exchange.ts';
import { bindingsAt, type Answering, type Jump, type Outcome, type Serving } from './serving.ts';
import { isOn, inForce } from '../values/in-force.ts';

/** Goes on at the page that `error_page` names for the status, or ends with it. */
export function special(
  serving: Serving,
  from: Answering,
  status: number,
  reason: string,
  at: Anchor | undefined,
): Outcome | Jump {
  const { location } = from;
  if (status === 444 || status === 499 || status === 408) return { kind: 'closed', reason, at, location };
  const pages = from.exchange.errorPageUsed ? [] : inForce(from.level, 'error_page').placed;
  const page = pages.find((it) => codesOf(it).includes(status));
  const used = pages.length > 0 && !isOn(from.level, 'recursive_error_pages');
  const exchange = { ...from.exchange, errorPageUsed: from.exchange.errorPageUsed || used };
  if (page !== undefined) return follow(serving, { ...from, exchange }, page, status, reason);
  // Codes of nginx's own for bad requests are answered with 400.
  const sent = status >= 494 && status <= 497 ? 400 : status;
  return { kind: 'answer', status: sent, reason, at, location, from };
}

/** Leads to another URI of the same server (ngx_http_internal_redirect); the tenth change ends a cycle with 500. */
export function internalRedirect(
  serving: Serving,
  from: Answering,
  uri: string,
  args: string,
  at: Anchor | undefined,
): Outcome | Jump {
  const changesLeft = from.exchange.changesLeft - 1;
  if (changesLeft <= 0) return cycle(from, at);
  serving.note(`goes on inside nginx with ${uri}`, at);
  const exchange = { ...from.exchange, uri, args, changesLeft, internal: true, validUnparsed: false, validLocation: true };
  return { kind: 'server', exchange };
}

/** Leads to `@name` (ngx_http_named_location): the URI stays, rewrite lines of the server do not run again. */
export function namedLocation(serving: Serving, from: Answering, name: string, at: Anchor | undefined): Outcome | Jump {
  const changesLeft = from.exchange.changesLeft - 1;
  if (changesLeft <= 0) return cycle(from, at);
  if (from.exchange.uri === '') {
    const reason = `nothing is left of the URI for \`location ${name}\``;
    return { kind: 'answer', status: 500, reason, at, location: from.location, from };
  }
  const { names, at: locationAt } = serving.server.locations;
  const index = names.findIndex(({ modifier, path }) => modifier === '@' && path === name);
  if (index === -1) {
    return { kind: 'answer', status: 500, reason: `there is no \`location ${name}\``, at, location: from.location, from };
  }
  serving.note(`goes on in \`location ${name}\``, at);
  return { kind: 'location', location: locationAt(index), exchange: { ...from.exchange, changesLeft, internal: true } };
}

export function cycle(from: Answering, at: Anchor | undefined): Outcome {
  return { kind: 'answer', status: 500, reason: 'the URI changes in a cycle', at, location: from.location, from };
}

/** Path and query of a URI that leads inside (ngx_http_split_args). */
export function splitArgs(uri: string): readonly [path: string, args: string] {
  const mark = uri.indexOf('?');
  return mark < 0 ? [uri, ''] : [uri.slice(0, mark), uri.slice(mark + 1)];
}

function codesOf({ directive }: Placed): readonly number[] {
  return directive.args.flatMap(({ text }) => (/^\d{3}$/.test(text) ? [Number(text)] : []));
}

function follow(serving: Serving, from: Answering, page: Placed, status: number, reason: string): Outcome | Jump {
  const at = wholeOf(page);
  const words = page.directive.args;
  const word = words.at(-1);
  const replaced = /^=(\d*)$/.exec(words.at(-2)?.text ?? '')?.[1];
  const target = word === undefined ? '' : expandWord(word, bindingsAt(serving, from.level, from.location, from.exchange)).value;
  if (isUnknown(target)) return { kind: 'unknown', what: target.unknown, at, location: from.location };
  const answerAs = replaced === undefined ? status : Number(replaced);
  const method =
    target.startsWith('/') && (from.exchange.method ?? serving.request.method) !== 'HEAD' ? 'GET' : from.exchange.method;
  const after = { ...from, exchange: { ...from.exchange, answerAs, method } };
  serving.note(`${reason}: \`error_page\` takes the ${status} to ${target}`, at);
  if (target.startsWith('/')) return internalRedirect(serving, after, ...splitArgs(target), at);
  if (target.startsWith('@')) return namedLocation(serving, after, target, at);
  const redirect = [301, 302, 303, 307, 308].includes(answerAs) && replaced !== undefined ? answerAs : 302;
  return {
    kind: 'answer',
    status: redirect,
    reason: `\`error_page\` sends the client to ${target}`,
    at,
    location: from.location,
    from,
  };
}
