/** The access phase: who may come in (ngx_http_access_module, ngx_http_auth_basic_module, ngx_http_auth_request_module). */
import type { Anchor, Level, Placed } from '../../config/model.ts';
import { isInRange } from '../text/address.ts';
import { wholeOf } from '../../config/anchor.ts';
import type { Answering } from './error-page.ts';
import { expandWord } from '../values/evaluate.ts';
import { isUnknown, remoteAddress, type Exchange } from '../values/exchange.ts';
import { headerValue } from '../request/headers.ts';
import { bindingsAt, type Outcome, type Serving } from './serving.ts';
import { inForce, wordOf } from '../values/in-force.ts';

/** Why the request does not come in; `undefined` lets it in. */
export type Refused =
  | { readonly kind: 'status'; readonly status: number; readonly reason: string; readonly at: Anchor }
  | { readonly kind: 'closed'; readonly reason: string; readonly at: Anchor }
  | { readonly kind: 'unknown'; readonly what: string; readonly at: Anchor };

type Check = Refused | 'allowed' | undefined;

/** `serve` runs a subrequest. With `satisfy any`, one check that allows is enough (ngx_http_core_access_phase). */
export function checkAccess(serving: Serving, from: Answering, serve: (exchange: Exchange) => Outcome): Refused | undefined {
  const any = wordOf(from.level, 'satisfy') === 'any';
  const foreign = foreignAccess(from.level);
  if (foreign !== undefined) return foreign;
  let first: Refused | undefined;
  for (const check of [checkAddress, checkPassword, checkRequest]) {
    const result = check(serving, from, serve);
    if (result === 'allowed' && any) return undefined;
    if (result === undefined || result === 'allowed') continue;
    if (!any) return result;
    // What cannot be seen might let the request in; 401 outranks 403, so that the browser asks for a password.
    const outranks = result.kind === 'unknown' || (result.kind === 'status' && result.status === 401);
    if (first === undefined || (outranks && first.kind !== 'unknown')) first = result;
  }
  return first;
}

/** The nearest level with `allow` or `deny`, in its order; the first that fits decides. */
function checkAddress(serving: Serving, { level, exchange }: Answering): Check {
  const address = remoteAddress({ connection: serving.connection, exchange });
  const rules = rulesOf(level);
  for (const placed of rules) {
    const range = placed.directive.args[0]?.text ?? '';
    const inside = isInRange(address, range);
    if (inside === undefined) return { kind: 'unknown', what: `the address range \`${range}\``, at: wholeOf(placed) };
    if (!inside) continue;
    if (placed.directive.name.text === 'allow') return 'allowed';
    const reason = `\`deny ${range}\` keeps ${address} out`;
    return { kind: 'status', status: 403, reason, at: wholeOf(placed) };
  }
  return undefined;
}

function rulesOf(level: Level): readonly Placed[] {
  for (let at: Level | undefined = level; at !== undefined; at = at.outer) {
    const allow = at.own.get('allow');
    const deny = at.own.get('deny');
    if (allow === undefined || deny === undefined) {
      const only = allow ?? deny;
      if (only !== undefined) return only;
      continue;
    }
    return at.lines.filter(({ directive }) => directive.name.text === 'allow' || directive.name.text === 'deny');
  }
  return [];
}

function checkPassword(serving: Serving, { level, location, exchange }: Answering): Check {
  const placed = inForce(level, 'auth_basic').placed.at(-1);
  const word = placed?.directive.args[0];
  const file = inForce(level, 'auth_basic_user_file').placed.at(-1);
  if (placed === undefined || word === undefined || file === undefined) return undefined;
  const realm = expandWord(word, bindingsAt(serving, level, location, exchange)).value;
  if (realm === 'off') return undefined;
  const at = wholeOf(placed);
  if (isUnknown(realm)) return { kind: 'unknown', what: realm.unknown, at };
  if (headerValue(serving.request, 'authorization') === undefined) {
    return { kind: 'status', status: 401, reason: '`auth_basic` asks for a password, and the client sends none', at };
  }
  return { kind: 'unknown', what: 'the passwords of `auth_basic_user_file`', at };
}

function checkRequest(serving: Serving, { level, exchange }: Answering, serve: (exchange: Exchange) => Outcome): Check {
  const placed = inForce(level, 'auth_request').placed.at(-1);
  const uri = placed?.directive.args[0]?.text;
  if (placed === undefined || uri === undefined || uri === 'off' || exchange.subrequest) return undefined;
  const at = wholeOf(placed);
  serving.note(`\`auth_request\` asks ${uri} first`, at);
  const outcome = serve({
    ...exchange,
    uri,
    args: '',
    internal: true,
    subrequest: true,
    validUnparsed: false,
    validLocation: true,
    changesLeft: 11,
    method: 'GET',
    errorPageUsed: false,
    answerAs: undefined,
  });
  switch (outcome.kind) {
    case 'pass':
      serving.asked.push(outcome);
      // A status that `error_page` has set on the way outranks that of the backend.
      if (outcome.exchange.answerAs !== undefined && outcome.exchange.answerAs !== 0)
        return answered(outcome.exchange.answerAs, at);
      serving.note('what the backend of `auth_request` answers cannot be seen: taken as allowed', at);
      return 'allowed';
    case 'unknown':
      return { kind: 'unknown', what: outcome.what, at };
    case 'closed':
      return { kind: 'status', status: 500, reason: `${uri}, which \`auth_request\` asks, closes the connection`, at };
    case 'answer':
      return answered(outcome.status, at);
  }
}

function answered(status: number, at: Anchor): Check {
  if (status >= 200 && status < 300) return 'allowed';
  const reason = `\`auth_request\` is answered with ${status}`;
  return { kind: 'status', status: status === 401 || status === 403 ? status : 500, reason, at };
}

const foreignDirectives = [
  'server_rewrite_by_lua_block',
  'server_rewrite_by_lua_file',
  'rewrite_by_lua',
  'rewrite_by_lua_block',
  'rewrite_by_lua_file',
  'access_by_lua',
  'access_by_lua_block',
  'access_by_lua_file',
  'auth_jwt',
  'auth_oidc',
  'auth_require',
  'auth_pam',
  'auth_ldap',
  'auth_digest',
];

/** Code and modules of others that may let nobody in. */
function foreignAccess(level: Level): Refused | undefined {
  for (const name of foreignDirectives) {
    const placed = inForce(level, name).placed.at(-1);
    const word = placed?.directive.args[0]?.text;
    if (placed !== undefined && word !== 'off') return { kind: 'unknown', what: `what \`${name}\` decides`, at: wholeOf(placed) };
  }
  return undefined;
}
