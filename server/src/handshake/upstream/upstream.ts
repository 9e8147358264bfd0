/** What an upstream receives when a target serves a request: request line, headers with their origin, headers that are lost. */
import type { Server } from '../../config/model.ts';
import { http11ByDefault, isAtLeast, type NginxVersion } from '../../reference/version.ts';
import { wholeOf } from '../../config/anchor.ts';
import { assumedExchange, type Exchange, type Situation } from '../values/exchange.ts';
import type { Bindings } from '../values/bindings.ts';
import { expandWord } from '../values/evaluate.ts';
import { cachingOf } from './cache.ts';
import { gatewayParameters } from './gateway.ts';
import { acceptedRequest, headerValue, serverFlag } from '../request/headers.ts';
import { validHost } from '../text/host.ts';
import type { ClientRequest, Origin, ProxyTarget, UpstreamRequest, Value } from '../model.ts';
import { passUrl, upstreamUri } from './pass-url.ts';
import { proxyHeaders } from './proxy-headers.ts';
import { assumeScripts } from '../values/script.ts';
import { inForce, whether } from '../values/in-force.ts';

/**
 * The request as the target would send it on, as if nothing before the target had stopped it. Values that depend on
 * what cannot be seen are unknown; with `situation.exchange`, rewritten URI, captures and variables come from there.
 */
export function upstreamRequest(target: ProxyTarget, request: ClientRequest, situation: Situation): UpstreamRequest {
  const bindings = bindingsFor(target, request, situation);
  if (target.kind !== 'proxy') return otherRequest(target, bindings);
  const url = passUrl(target, bindings);
  const proxied = { ...bindings, proxy: { host: url.host, port: url.port } };
  const { version, from } = httpVersion(target, situation);
  return {
    pass: target.pass,
    kind: 'proxy',
    method: methodOf(target, proxied),
    uri: upstreamUri(url, target, proxied),
    httpVersion: version,
    httpVersionFrom: from,
    address: url.address,
    tls: url.tls,
    ...proxyHeaders(target, proxied, version),
  };
}

/** What values at the target are expanded with. */
export function bindingsFor(target: ProxyTarget, request: ClientRequest, situation: Situation): Bindings {
  const base = {
    // Where the phases were run, the lines that nginx ignores are out already: by the settings of the server that read them.
    request: situation.exchange === undefined ? acceptedRequest(request, target.server) : request,
    connection: situation.connection,
    nginx: situation.nginx,
    environment: situation.environment,
    server: target.server,
    level: target.level,
    location: target.location,
    prefix: situation.prefix,
  };
  if (situation.exchange !== undefined) return { ...base, exchange: situation.exchange };
  return { ...base, exchange: assumeScripts(target, { ...base, exchange: assumed(request, target.server, situation.nginx) }) };
}

function assumed(request: ClientRequest, server: Server, nginx: NginxVersion): Exchange {
  const slashes = serverFlag(server, 'merge_slashes') !== 'off';
  const host = validHost(headerValue(request, 'host') ?? '', nginx);
  return assumedExchange(request, slashes, host);
}

/** 1.0 by default before 1.29.7, 1.1 from there on (ngx_http_proxy_merge_loc_conf). */
function httpVersion(
  { level }: ProxyTarget,
  { nginx }: Situation,
): { readonly version: UpstreamRequest['httpVersion']; readonly from: Origin } {
  const setting = inForce(level, 'proxy_http_version');
  const placed = setting.placed.at(-1);
  const word = placed?.directive.args[0]?.text;
  const from: Origin = placed === undefined ? { kind: 'default' } : { kind: 'set', at: wholeOf(placed) };
  const version = word === '1.0' || word === '1.1' || word === '2' ? word : isAtLeast(nginx, http11ByDefault) ? '1.1' : '1.0';
  // Nobody sets less than what is seen here, but 1.1 may well be set where we cannot look.
  if (setting.doubt !== undefined && !setting.beside && version !== '1.1') {
    return { version: whether(setting.doubt, 'sets the HTTP version'), from };
  }
  return { version, from };
}

function methodOf(target: ProxyTarget, bindings: Bindings): Value {
  const { level } = target;
  if (cachingOf(target, bindings).asksForAll) return 'GET';
  const word = inForce(level, 'proxy_method').placed.at(-1)?.directive.args[0];
  // Where it comes to nothing, nothing is what is sent (ngx_http_proxy_create_request).
  return word === undefined ? (bindings.exchange.method ?? bindings.request.method) : expandWord(word, bindings).value;
}

function otherRequest(target: ProxyTarget, bindings: Bindings): UpstreamRequest {
  const word = target.pass.directive.args[0];
  const http2 = target.kind === 'grpc';
  return {
    pass: target.pass,
    kind: target.kind,
    method: bindings.exchange.method ?? bindings.request.method,
    uri: bindings.exchange.validUnparsed ? bindings.exchange.unparsed : bindings.exchange.uri,
    httpVersion: http2 ? '2' : '1.1',
    httpVersionFrom: { kind: 'default' },
    address: word === undefined ? '' : expandWord(word, bindings).value,
    tls: /^(?:grpcs|suwsgi|https):\/\//.test(word?.text ?? ''),
    ...gatewayParameters(target, bindings),
  };
}
