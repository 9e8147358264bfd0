/** Will the backend switch protocols, and does its answer reach the client? */
import { wholeOf } from '../../config/anchor.ts';
import type { Environment } from '../../config/model.ts';
import { isUnknown } from '../values/exchange.ts';
import type { Situation } from '../values/exchange.ts';
import { headerValue } from '../request/headers.ts';
import type { ClientRequest, ProxyTarget, UpstreamRequest, Verdict } from '../model.ts';
import { receivedRemarks } from './received.ts';
import { fails, type Remark } from './remark.ts';
import { inForce } from '../values/in-force.ts';
import { milliseconds } from '../text/amount.ts';
import type { Bindings } from '../values/bindings.ts';
import { passUrl } from '../upstream/pass-url.ts';
import { bindingsFor } from '../upstream/upstream.ts';
import { cachingOf } from '../upstream/cache.ts';
import { gatewayAddress } from '../upstream/gateway-address.ts';
import { isAnyUp, upstreamOf } from '../upstream/live.ts';
import { expandWord } from '../values/evaluate.ts';
import { wayBackRemarks } from './way-back.ts';

/**
 * Judges what `upstreamRequest` gave for this target: RFC 6455 §4.2.1 over what the backend receives, then what breaks
 * on the way back. What only the backend decides (its path, its Origin check, being there) never makes it fail.
 */
export function judge(target: ProxyTarget, upstream: UpstreamRequest, request: ClientRequest, situation: Situation): Verdict {
  return verdictOf(judgements(target, upstream, request, situation), upstream);
}

/** All that speaks against the handshake, for who has more to say about it. */
export function judgements(
  target: ProxyTarget,
  upstream: UpstreamRequest,
  request: ClientRequest,
  situation: Situation,
): readonly Remark[] {
  const received = onTheWayThere(target, upstream, request, situation);
  // Without a 101 there is nothing to spoil on the way back.
  if (received.some(({ kind }) => kind === 'fails')) return received;
  return [...received, ...wayBackRemarks(target, bindingsFor(target, request, situation))];
}

/** All that speaks against a backend's 101, whatever becomes of it. */
export function onTheWayThere(
  target: ProxyTarget,
  upstream: UpstreamRequest,
  request: ClientRequest,
  situation: Situation,
): readonly Remark[] {
  const bindings = bindingsFor(target, request, situation);
  const before = [...askedRemarks(bindings), ...protocolRemarks(target), ...reachRemarks(target, bindings)];
  return before.length > 0 ? before : receivedRemarks(upstream, request);
}

/** Only nginx's own share, for a request that another nginx receives. */
export function nginxRemarks(target: ProxyTarget, request: ClientRequest, situation: Situation): readonly Remark[] {
  const bindings = bindingsFor(target, request, situation);
  return [...askedRemarks(bindings), ...protocolRemarks(target), ...wayBackRemarks(target, bindings)];
}

/** nginx opens a tunnel only for clients that asked for one (ngx_http_proxy_process_header). */
function askedRemarks({ request }: Bindings): readonly Remark[] {
  const asked = headerValue(request, 'upgrade');
  return asked === undefined ? [fails('The client does not ask to switch protocols: it sends no Upgrade')] : [];
}

/** What fails outweighs what cannot be seen, and that outweighs what lenient backends forgive. */
export function verdictOf(remarks: readonly Remark[], upstream?: UpstreamRequest): Verdict {
  for (const kind of ['fails', 'unknown', 'depends'] as const) {
    const found = remarks.filter((remark) => remark.kind === kind);
    if (found.length === 0) continue;
    // One thing that cannot be seen may stand behind several headers, and is said once.
    const reason = [...new Set(found.map((remark) => `${remark.reason}.`))].join(' ');
    const { status } = found.find((it) => it.status !== undefined) ?? {};
    // Only a backend that has nothing else against the handshake answers 101.
    const isDoubtful = status === 101 && remarks.some((it) => it.status === undefined);
    return {
      kind,
      reason,
      status: isDoubtful ? undefined : status,
      causes: found.flatMap(({ causes }) => causes),
    };
  }
  return { kind: 'connects', reason: connects(upstream), status: 101, causes: [] };
}

function connects(upstream: UpstreamRequest | undefined): string {
  const to = upstream === undefined || isUnknown(upstream.address) ? 'The backend' : `The backend \`${upstream.address}\``;
  if (upstream?.kind !== 'proxy') return `${to} receives a complete handshake.`;
  const lines = upstream.headers.filter(({ name }) => /^(?:upgrade|connection)$/i.test(name));
  const seen = lines.map(({ name, value }) => `\`${name}: ${isUnknown(value) ? '…' : value}\``).join(' and ');
  return `${to} receives a complete handshake${seen === '' ? '' : `: ${seen}`}.`;
}

function protocolRemarks({ kind, pass }: ProxyTarget): readonly Remark[] {
  const name = `\`${pass.directive.name.text}\``;
  const at = [wholeOf(pass)];
  switch (kind) {
    case 'fastcgi':
      return [fails(`${name} opens no tunnel: a FastCGI backend's 101 is treated as an ordinary answer`, at)];
    case 'grpc':
      return [fails(`${name} speaks HTTP/2, through which nginx opens no tunnel`, at)];
    case 'memcached':
      return [fails(`${name} looks the answer up in memcached and opens no tunnel`, at)];
    case 'tunnel':
      return [fails(`${name} takes the method CONNECT only, and answers 405 to a handshake`, at, 405)];
    case 'proxy':
    case 'uwsgi':
    case 'scgi':
      return [];
  }
}

/** Can nginx make sense of the address at all? Only values with variables are left to run time. */
export function reachRemarks(target: ProxyTarget, bindings: Bindings): readonly Remark[] {
  if (target.kind !== 'proxy') return [...cacheRemarks(target, bindings), ...gatewayRemarks(target, bindings)];
  const url = passUrl(target, bindings);
  const at = [wholeOf(target.pass)];
  if (url.invalid !== undefined) {
    return [
      url.hasVariables ? fails(`nginx answers 500: ${url.invalid}`, at, 500) : fails(`nginx does not start: ${url.invalid}`, at),
    ];
  }
  const missing = cacheRemarks(target, bindings);
  if (missing.length > 0) return missing;
  if (url.upstream !== undefined) return toBlock(target, bindings, url.upstream.name);
  const what = `\`${url.resolve ?? ''}\``;
  // RFC 6761 §6.4: no such name is ever found.
  if (url.resolve?.endsWith('.invalid') === true && !url.hasVariables) {
    return [fails(`nginx does not start: it finds no address for ${what}`, at)];
  }
  return url.hasVariables && url.resolve !== undefined ? resolverRemarks(target, bindings, url.resolve) : connectRemarks(target);
}

function resolverRemarks(target: ProxyTarget, { environment }: Bindings, name: string): readonly Remark[] {
  const resolver = inForce(target.level, 'resolver');
  if (resolver.placed.length > 0 || resolver.doubt !== undefined || environment.partial) return connectRemarks(target);
  const what = `no \`resolver\` is there to find \`${name}\` with, which stands behind a variable`;
  return [fails(`nginx answers 502: ${what}`, [wholeOf(target.pass)], 502)];
}

/** A timer of nothing is over before the connection is there (ngx_http_upstream_connect). */
function connectRemarks({ kind, level }: ProxyTarget): readonly Remark[] {
  const placed = inForce(level, `${kind}_connect_timeout`).placed.at(-1);
  const word = placed?.directive.args[0]?.text;
  if (placed === undefined || word === undefined || milliseconds(word) !== 0) return [];
  return [fails(`\`${placed.directive.name.text} ${word}\` lets nginx answer 504 at once`, [wholeOf(placed)], 504)];
}

function gatewayRemarks(target: ProxyTarget, bindings: Bindings): readonly Remark[] {
  const { kind, pass } = target;
  const word = pass.directive.args[0];
  if (word === undefined || kind === 'memcached' || kind === 'tunnel') return [];
  const { value } = expandWord(word, bindings);
  if (isUnknown(value)) return [];
  if (!word.text.includes('$')) return toBlock(target, bindings, value.replace(/^\w+:\/\//, ''));
  const { upstream, invalid, resolve } = gatewayAddress(kind, value, bindings.environment);
  if (invalid !== undefined) return [fails(`nginx answers 500: ${invalid}`, [wholeOf(pass)], 500)];
  if (resolve !== undefined) return resolverRemarks(target, bindings, resolve);
  return toBlock(target, bindings, upstream?.name ?? '');
}

function toBlock(target: ProxyTarget, { environment }: Bindings, name: string): readonly Remark[] {
  const down = downRemarks(target, environment, name);
  return down.length > 0 ? down : connectRemarks(target);
}

/** A cache whose name comes from a variable has to exist (ngx_http_upstream_cache_get). */
function cacheRemarks(target: ProxyTarget, bindings: Bindings): readonly Remark[] {
  const { missing } = cachingOf(target, bindings);
  return missing === undefined ? [] : [fails(`nginx answers 500: there is no cache zone \`${missing.zone}\``, [missing.at], 500)];
}

/** "no live upstreams while connecting to upstream". */
function downRemarks({ pass }: ProxyTarget, environment: Environment, address: string): readonly Remark[] {
  const upstream = upstreamOf(address, environment);
  if (upstream === undefined || isAnyUp(upstream)) return [];
  const down = upstream.servers.map(({ at }) => wholeOf(at));
  return [
    fails(`nginx answers 502: all servers of the upstream \`${upstream.name}\` are \`down\``, [...down, wholeOf(pass)], 502),
  ];
}
