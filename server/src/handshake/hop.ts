/** One nginx on the way: from its socket to what it sends on, and to the next hop where that is this configuration again. */
import type { Config, Http, Refusal } from '../config/model.ts';
import type { Workspace } from '../config/workspace.ts';
import { isAtLeast, type NginxVersion } from '../reference/version.ts';
import { splitPort } from './text/address.ts';
import { wholeOf } from '../config/anchor.ts';
import { special } from './routing/error-page.ts';
import { longestWay } from './values/budget.ts';
import { isUnknown } from './values/exchange.ts';
import { headerLines, receivedLines, renderHead } from './upstream/head.ts';
import { socketAt, type Socket } from './routing/listen.ts';
import type { ClientRequest, Connection, ProxyTarget, Simulation, Step, UpstreamRequest, Verdict } from './model.ts';
import { serve } from './routing/phases.ts';
import { withRealAddress } from './routing/real-ip.ts';
import { receive, type Received } from './routing/receive.ts';
import { fails, unknown, type Remark } from './verdict/remark.ts';
import { accelOf, afterAnswer, triesNext, type Ended } from './routing/after-answer.ts';
import { liveServers } from './upstream/live.ts';
import { noTunnel, speaksHttp2, withoutForbidden } from './http2.ts';
import { untold, type Jump, type Outcome, type Passed, type Serving } from './routing/serving.ts';
import { isOn, wordOf } from './values/in-force.ts';
import { tlsEnd } from './routing/tls.ts';
import { bindingsFor, upstreamRequest } from './upstream/upstream.ts';
import { judgements, nginxRemarks, reachRemarks, verdictOf } from './verdict/verdict.ts';
import { leakOf } from './leak.ts';
import { situationOf } from './routing/serving.ts';

export interface SimulateOptions {
  readonly nginx: NginxVersion;
  readonly workspace: Workspace;
  /** What makes `nginx -t` refuse the configuration: nginx then does not even start. */
  readonly refusals?: readonly Refusal[];
  /** Nobody wants to follow the way: `steps` may lack what is said along it. */
  readonly withoutSteps?: boolean;
  /** Is told of each search for a location on the way. */
  readonly searched?: Serving['searched'];
}

/** What stays the same on the whole way of a request, and how far it is. */
export interface Way {
  readonly config: Config;
  readonly options: SimulateOptions;
  readonly steps: Step[];
  /** Hops behind. */
  readonly depth: number;
}

/** A request as it comes to a socket. */
export interface Arrival {
  readonly socket: Socket;
  readonly request: ClientRequest;
  readonly connection: Connection;
}

export interface Result extends Omit<Simulation, 'steps' | 'errors'> {
  /** How this nginx ends the request by itself; `undefined` when it leaves it. */
  readonly ended?: Ended;
}

export const nowhere = { server: undefined, location: undefined, upstream: undefined, head: undefined };

/** One nginx: from the socket to what it sends on, and to the next hop if that is this configuration again. */
export function hop(way: Way, http: Http, { socket, request, connection }: Arrival): Result {
  const { config, options, steps } = way;
  const refused = socketRemark(socket, connection, options.nginx);
  if (refused !== undefined) {
    const outcome = { kind: 'closed', reason: refused.reason, at: refused.causes[0], location: undefined } as const;
    return { ...nowhere, verdict: verdictOf([refused]), server: socket.default, ended: { outcome, accel: undefined } };
  }
  const note: Serving['note'] =
    options.withoutSteps === true
      ? untold
      : (what, at) => {
          if (steps.length < longestWay) steps.push({ what, at });
        };
  const received = receive(socket, request, connection.tls, options.nginx, note);
  if (received.kind === 'unknown') return { ...nowhere, verdict: verdictOf([unknown(received.what)]) };
  const overHttp2 = connection.http2 === true && speaksHttp2(socket, received.server, options.nginx);
  if (connection.http2 === true && !overHttp2) note('the server offers no HTTP/2: the client speaks HTTP/1.1', undefined);
  const accepted = overHttp2 ? { ...received.request, httpVersion: '2.0' } : received.request;
  const serving: Serving = {
    http,
    environment: http.environment,
    nginx: options.nginx,
    workspace: options.workspace,
    prefix: config.main.replace(/\/[^/]*$/, ''),
    connection,
    request: accepted,
    server: received.server,
    note,
    searched: options.searched,
    asked: [],
    follow: (leaving) => follow(way, serving, leaving),
  };
  const result = finish(way, serving, begin(serving, socket, overHttp2 ? withoutForbidden(received, options.nginx) : received));
  return overHttp2 && result.verdict.kind !== 'fails' ? { ...result, verdict: verdictOf([noTunnel]) } : result;
}

/** What the phases came to: an answer of nginx's own, or a request that leaves it. */
function finish(way: Way, serving: Serving, outcome: Outcome): Result {
  const { server } = serving;
  if (outcome.kind !== 'pass')
    return {
      ...asked(serving),
      server,
      location: outcome.location,
      verdict: verdictOf([remarkOf(outcome)]),
      ended: { outcome, accel: accelOf(serving, outcome) },
    };
  const { target, exchange } = outcome;
  const unreachable = unreachableBy(serving, outcome);
  if (unreachable === undefined) return passed(way, serving, outcome);
  const from = { level: target.level, location: target.location, exchange };
  const { status, reason, causes } = unreachable;
  const next = status === undefined ? undefined : special(serving, from, status, reason, causes[0]);
  if (next !== undefined && (next.kind !== 'answer' || next.status !== status)) {
    return finish(way, serving, serve(serving, next));
  }
  if (status === undefined) return { ...nowhere, server, location: target.location, verdict: verdictOf([unreachable]) };
  const answer = { kind: 'answer', status, reason, at: causes[0], location: target.location, from } as const;
  const ended = { outcome: answer, accel: accelOf(serving, answer) };
  return { ...nowhere, server, location: target.location, verdict: verdictOf([unreachable]), ended };
}

/** Where nginx answers itself, a backend may still have been asked whether to let the request in. */
function asked(serving: Serving): Pick<Result, 'upstream' | 'head'> {
  const last = serving.asked.at(-1);
  if (last === undefined) return { upstream: undefined, head: undefined };
  const upstream = upstreamRequest(last.target, serving.request, situationOf(serving, last.exchange));
  return { upstream, head: renderHead(upstream) };
}

/** What the listening socket itself does to the connection. */
function socketRemark(socket: Socket, { tls, proxyProtocol }: Connection, nginx: NginxVersion): Remark | undefined {
  if (proxyProtocol !== undefined && socket.proxyProtocol === undefined)
    return fails('nginx answers 400: a PROXY line comes before the request, and the port expects none', [], 400);
  if (socket.proxyProtocol !== undefined && proxyProtocol === undefined) {
    return fails('nginx expects a PROXY line before the request and closes the connection', [wholeOf(socket.proxyProtocol)]);
  }
  if (tls && !socket.ssl) return fails('The client speaks TLS, and the port does not');
  if (socket.http2 !== undefined && !socket.ssl && !isAtLeast(nginx, [1, 25, 1])) {
    return fails('Before 1.25.1 a clear-text `http2` port speaks HTTP/2 only: nginx closes the connection', [
      wholeOf(socket.http2),
    ]);
  }
  return undefined;
}

function begin(serving: Serving, socket: Socket, received: Exclude<Received, { kind: 'unknown' }>): Outcome {
  const { server, exchange } = received;
  const from = { level: server.level, location: undefined, exchange };
  const answer = (status: number, reason: string): Outcome => serve(serving, special(serving, from, status, reason, undefined));
  const end = serving.connection.tls ? tlsEnd(socket.default, server, serving.nginx) : undefined;
  if (end !== undefined) return { kind: 'closed', ...end, location: undefined };
  if (received.kind === 'bad') return answer(received.status, received.reason);
  if (socket.ssl && !serving.connection.tls) return answer(497, 'the client sent plain HTTP to an HTTPS port');
  if (serving.connection.tls && wordOf(server.level, 'ssl_verify_client') === 'on') {
    return answer(496, '`ssl_verify_client` asks for a certificate, and the client sends none');
  }
  return serve(serving, {
    kind: 'server',
    exchange: withRealAddress(server.level, serving, exchange),
  });
}

function remarkOf(outcome: Exclude<Outcome, Passed>): Remark {
  const causes = outcome.at === undefined ? [] : [outcome.at];
  switch (outcome.kind) {
    case 'answer':
      return fails(`nginx itself answers ${outcome.status}: ${outcome.reason}`, causes, outcome.status);
    case 'closed':
      return fails(`nginx closes the connection without an answer: ${outcome.reason}`, causes);
    case 'unknown':
      return unknown(outcome.what, causes);
  }
}

/** The request leaves this nginx: what the backend makes of it, or the next nginx that the same configuration runs. */
function passed(way: Way, serving: Serving, { target, exchange }: Passed): Result {
  const situation = situationOf(serving, exchange);
  const place = { server: serving.server, location: target.location };
  const upstream = upstreamRequest(target, serving.request, situation);
  const leaked = leakOf(serving, upstream);
  if (leaked?.remark.kind === 'fails') {
    return { ...place, verdict: verdictOf([leaked.remark]), upstream: leaked.upstream, head: renderHead(leaked.upstream) };
  }
  const besides = leaked === undefined ? [] : [leaked.remark];
  const inner = nextHop({ ...way, depth: way.depth + 1 }, serving.http, upstream, leavingOf(serving, target, exchange));
  if (inner?.ended !== undefined && inner.ended.outcome.kind !== 'unknown') {
    return finish(way, serving, serve(serving, afterAnswer(serving, { kind: 'pass', target, exchange }, inner.ended)));
  }
  if (inner === undefined) {
    const remarks = [...judgements(target, upstream, serving.request, situation), ...besides];
    return { ...place, verdict: verdictOf(remarks, upstream), upstream, head: renderHead(upstream) };
  }
  const own = [...nginxRemarks(target, serving.request, situation), ...besides];
  return { ...place, verdict: acrossHops(own, inner.verdict), upstream: inner.upstream, head: inner.head };
}

/** nginx behind nginx forgives what other servers may not; what it answers comes back through the outer one. */
function acrossHops(own: readonly Remark[], { kind, reason, status, causes }: Verdict): Verdict {
  if (kind === 'connects') return own.length === 0 ? { kind, reason, status, causes } : verdictOf(own);
  return verdictOf([...own, { kind, reason: reason.replace(/\.$/, ''), status, causes }]);
}

/** Why nginx cannot even try to pass it on. */
function unreachableBy(serving: Serving, { target, exchange }: Passed): Remark | undefined {
  return reachRemarks(target, bindingsFor(target, serving.request, situationOf(serving, exchange)))[0];
}

/** What becomes of a subrequest that leaves, where a server of the same configuration answers it, or none can be asked. */
function follow(way: Way, serving: Serving, passed: Passed): Outcome | Jump | undefined {
  const { status, reason = '', causes = [] } = unreachableBy(serving, passed) ?? {};
  if (status !== undefined) return special(serving, { ...passed.target, exchange: passed.exchange }, status, reason, causes[0]);
  const upstream = upstreamRequest(passed.target, serving.request, situationOf(serving, passed.exchange));
  const inner = nextHop(
    { ...way, depth: way.depth + 1 },
    serving.http,
    upstream,
    leavingOf(serving, passed.target, passed.exchange),
  );
  return inner?.ended === undefined ? undefined : afterAnswer(serving, passed, inner.ended);
}

/**
 * The same configuration listens where the request goes: it comes back in, as a client's request of its own. Servers of an
 * upstream are asked one after the other, as `proxy_next_upstream` says. Where nothing is `leaving`, the stream module passes it on.
 */
export function nextHop(way: Way, http: Http, upstream: UpstreamRequest, leaving?: Leaving): Result | undefined {
  const { method, uri, httpVersion } = upstream;
  const addresses = addressesOf(upstream, http);
  const headers = headerLines(receivedLines(upstream));
  if (addresses.length === 0 || upstream.kind !== 'proxy' || httpVersion === '2' || headers === undefined) return undefined;
  if (isUnknown(method) || isUnknown(uri) || isUnknown(httpVersion)) return undefined;
  if (way.depth > 8) return { ...nowhere, verdict: verdictOf([fails('The request comes back to the same server without end')]) };
  if (leaving !== undefined && upstream.tls && isOn(leaving.target.level, 'proxy_ssl_verify')) {
    const what = 'whether the certificate of the server is one that `proxy_ssl_verify` trusts';
    return { ...nowhere, verdict: verdictOf([unknown(what, [wholeOf(upstream.pass)])]) };
  }
  // Blanks at the end of a URI are read as those before the version.
  const request = { method, target: uri.replace(/ +$/, ''), httpVersion, headers };
  for (const [index, address] of addresses.entries()) {
    const socket = socketAt(http.servers, address);
    if (socket === undefined) return undefined;
    way.steps.push({ what: `\`${address}\` is this nginx again`, at: wholeOf(upstream.pass) });
    const connection = {
      port: socket.port,
      tls: upstream.tls,
      remoteAddress: address.startsWith('unix:') ? 'unix:' : '127.0.0.1',
      ...(address.startsWith('unix:') && { socket: address }),
    };
    const result = hop(way, http, { socket, request, connection });
    const more = { asked: index + 1, left: addresses.length - index - 1 };
    if (leaving === undefined || result.ended === undefined) return result;
    if (!triesNext(leaving.target.level, result.ended, leaving.method, more)) return result;
  }
  return undefined;
}

/** What passes a request on, and the method that it has before `proxy_method` (r->method). */
interface Leaving {
  readonly target: ProxyTarget;
  readonly method: string;
}

function leavingOf({ request }: Serving, target: ProxyTarget, { method }: Passed['exchange']): Leaving {
  return { target, method: method ?? request.method };
}

/** Of an upstream block its servers, then the spare ones, if all of the former are this nginx. */
function addressesOf({ address }: UpstreamRequest, http: Http): readonly string[] {
  if (isUnknown(address)) return [];
  const block = http.environment.upstreams.get(address.toLowerCase());
  if (block === undefined) return socketAt(http.servers, address) === undefined ? [] : [address];
  const live = liveServers(block);
  const isOwn = live.every((it) => socketAt(http.servers, withPort(it.address)) !== undefined);
  if (!isOwn) return [];
  const spare = block.servers.filter((it) => it.parameters.includes('backup') && !it.parameters.includes('down'));
  return [...new Set([...live, ...spare])].map((it) => withPort(it.address));
}

function withPort(address: string): string {
  return address.startsWith('unix:') || splitPort(address).port !== undefined ? address : `${address}:80`;
}
