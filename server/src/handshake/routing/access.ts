/** The access phase: who may come in (ngx_http_access_module, ngx_http_auth_basic_module, ngx_http_auth_request_module). */
import type { Level } from '../../config/model.ts';
import { fullName } from '../../config/path.ts';
import { isInRange } from '../text/address.ts';
import { wholeOf } from '../../config/anchor.ts';
import { expandWord } from '../values/evaluate.ts';
import { accessRules } from './access-rules.ts';
import { checkRequest, type Serve } from './auth-request.ts';
import type { Check, Refused } from './check.ts';
import { isUnknown, remoteAddress, type Exchange } from '../values/exchange.ts';
import { credentialsOf } from '../request/credentials.ts';
import { isPassword, passwordOf } from '../text/password.ts';
import { bindingsAt, type Answering, type Serving } from './serving.ts';
import { inForce, wordOf } from '../values/in-force.ts';

export interface Access {
  readonly refused: Refused | undefined;
  /** With what a subrequest and `auth_request_set` have left. */
  readonly exchange: Exchange;
}

/** `serve` runs a subrequest. With `satisfy any`, one check that allows is enough (ngx_http_core_access_phase). */
export function checkAccess(serving: Serving, from: Answering, serve: Serve): Access {
  const any = wordOf(from.level, 'satisfy') === 'any';
  const foreign = foreignAccess(from.level);
  let exchange = from.exchange;
  if (foreign !== undefined) return { refused: foreign, exchange };
  let first: Refused | undefined;
  for (const check of [checkAddress, checkPassword, checkRequest]) {
    const result = check(serving, from, serve, (after) => (exchange = after));
    if (result === 'allowed' && any) return { refused: undefined, exchange };
    if (result === undefined || result === 'allowed') continue;
    // Whatever is neither 401 nor 403 is no refusal, and ends the request at once.
    const ends = result.kind === 'status' && result.status !== 401 && result.status !== 403 && first?.kind !== 'unknown';
    if (!any || ends) return { refused: result, exchange };
    // What cannot be seen might let the request in; 401 outranks 403, so that the browser asks for a password.
    const outranks = result.kind === 'unknown' || (result.kind === 'status' && result.status === 401);
    if (first === undefined || (outranks && first.kind !== 'unknown')) first = result;
  }
  return { refused: first, exchange };
}

/** The nearest level with `allow` or `deny`, in its order; the first that fits decides. */
function checkAddress(serving: Serving, { level, exchange }: Answering): Check {
  const address = remoteAddress({ connection: serving.connection, exchange });
  for (const placed of accessRules(level)) {
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

function checkPassword(serving: Serving, { level, location, exchange }: Answering): Check {
  const placed = inForce(level, 'auth_basic').placed.at(-1);
  const word = placed?.directive.args[0];
  const file = inForce(level, 'auth_basic_user_file').placed.at(-1);
  if (placed === undefined || word === undefined || file === undefined) return undefined;
  const realm = expandWord(word, bindingsAt(serving, level, location, exchange)).value;
  if (realm === 'off') return undefined;
  const at = wholeOf(placed);
  if (isUnknown(realm)) return { kind: 'unknown', what: realm.unknown, at };
  const credentials = credentialsOf(serving.request);
  if (credentials === undefined) {
    return { kind: 'status', status: 401, reason: '`auth_basic` asks for a password, and the client sends none', at };
  }
  const path = file.directive.args[0];
  const name = path === undefined ? '' : expandWord(path, bindingsAt(serving, level, location, exchange)).value;
  const opened = isUnknown(name) ? undefined : serving.workspace.open(fullName(name, serving.prefix));
  if (opened === undefined || 'unreadable' in opened || opened.outside === true) return { kind: 'unknown', what: passwords, at };
  const stored = passwordOf(opened.tree.text, credentials.user);
  const known = stored !== undefined && isPassword(credentials.password, stored);
  if (known === undefined) return { kind: 'unknown', what: passwords, at };
  return known
    ? 'allowed'
    : { kind: 'status', status: 401, reason: '`auth_basic` does not know the user with this password', at };
}

const passwords = 'the passwords of `auth_basic_user_file`';

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
