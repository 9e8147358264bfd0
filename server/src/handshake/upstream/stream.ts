/** Connections that a server of the stream block takes (ngx_stream_core_module.c and the modules of its phases). */
import { wholeOf } from '../../config/anchor.ts';
import { buildEnvironment } from '../../config/environment.ts';
import { buildLevel } from '../../config/level.ts';
import type { Anchor, Config, Environment, Level, Placed } from '../../config/model.ts';
import { derived } from '../../query/derived.ts';
import type { NginxVersion } from '../../reference/version.ts';
import type { ClientRequest, Connection, Value } from '../model.ts';
import { headerValue } from '../request/headers.ts';
import { isInRange, isName, splitPort } from '../text/address.ts';
import { milliseconds } from '../text/amount.ts';
import { validHost } from '../text/host.ts';
import { rootUri } from '../text/uri.ts';
import { isAnyUp, liveServers, upstreamOf } from './live.ts';
import type { Bindings } from '../values/bindings.ts';
import { expandWord } from '../values/evaluate.ts';
import { isUnknown, startExchange, type Evaluated } from '../values/exchange.ts';
import { inForce, isOn } from '../values/in-force.ts';
import { accessRules } from '../routing/access-rules.ts';

/** A server of the stream block, with what it shares with the others. */
export interface StreamServer {
  readonly listen: Placed;
  /** That of the server; the stream block's is around it. */
  readonly level: Level;
  readonly environment: Environment;
}

/** What such a server does with a connection. */
export type StreamEnd =
  | { readonly kind: 'closed'; readonly reason: string; readonly at: Anchor }
  | { readonly kind: 'unknown'; readonly what: string; readonly at: Anchor }
  /** `addresses`: the servers that it may go to, or the one that is written. */
  | { readonly kind: 'on'; readonly pass: Placed; readonly addresses: readonly string[] };

/** `undefined` when no stream server listens on the port. */
export function streamServer(config: Config, connection: Connection): StreamServer | undefined {
  const body =
    config.context === 'stream'
      ? config.directives
      : config.directives.find(({ directive, block }) => directive.name.text === 'stream' && block !== undefined)?.block;
  if (body === undefined) return undefined;
  for (const { directive, block } of body) {
    if (directive.name.text !== 'server' || block === undefined) continue;
    const listen = block.find((it) => listens(it, connection));
    if (listen === undefined) continue;
    const { level, environment } = streamOf(body);
    return { listen, level: buildLevel({ kind: 'server', body: block, owner: undefined }, level), environment };
  }
  return undefined;
}

const streamOf = derived((body: readonly Placed[]) => ({
  level: buildLevel({ kind: 'http', body, owner: undefined }, undefined),
  environment: buildEnvironment({ body, stray: [], partial: false }),
}));

function listens({ directive }: Placed, { port, tls }: Connection): boolean {
  const address = directive.args[0]?.text;
  if (directive.name.text !== 'listen' || address === undefined || directive.args.some(({ text }) => text === 'udp'))
    return false;
  const text = /^\d+$/.test(address) ? address : splitPort(address).port;
  return text !== undefined && Number(text) === (port ?? (tls ? 443 : 80));
}

export function hasParameter({ listen }: StreamServer, name: string): boolean {
  return listen.directive.args.some(({ text }) => text === name);
}

/** From the connection to where its bytes go; `undefined` where the server has no line that takes it. */
export function streamEnd(
  server: StreamServer,
  request: ClientRequest,
  connection: Connection,
  nginx: NginxVersion,
): StreamEnd | undefined {
  const { level, listen } = server;
  const handler = level.lines.findLast(({ directive }) => handlers.has(directive.name.text));
  if (handler === undefined) return undefined;
  const at = wholeOf(listen);
  const foreign = level.lines.find(({ directive }) =>
    /^(?:js_(?:access|preread|filter)|preread_by_lua)/.test(directive.name.text),
  );
  if (foreign !== undefined)
    return { kind: 'unknown', what: `what \`${foreign.directive.name.text}\` decides`, at: wholeOf(foreign) };
  if (hasParameter(server, 'proxy_protocol'))
    return { kind: 'closed', reason: 'the port expects a PROXY line before the request', at };
  const denied = deniedBy(level, connection);
  if (denied !== undefined) return denied;
  if (hasParameter(server, 'ssl') && !connection.tls)
    return { kind: 'closed', reason: 'the port expects TLS, and the client speaks plain HTTP', at };
  if (handler.directive.name.text === 'return')
    return { kind: 'closed', reason: '`return` of the stream block answers with what is no HTTP', at: wholeOf(handler) };
  return placeOf(handler, bindingsOf(server, request, connection, nginx));
}

const handlers = new Set(['proxy_pass', 'pass', 'return']);

/** ngx_stream_access_module. */
function deniedBy(level: Level, { remoteAddress }: Connection): StreamEnd | undefined {
  for (const placed of accessRules(level)) {
    const range = placed.directive.args[0]?.text ?? '';
    const inside = isInRange(remoteAddress, range);
    if (inside === undefined) return { kind: 'unknown', what: `the address range \`${range}\``, at: wholeOf(placed) };
    if (!inside) continue;
    if (placed.directive.name.text === 'allow') return undefined;
    return { kind: 'closed', reason: `\`deny ${range}\` keeps ${remoteAddress} out`, at: wholeOf(placed) };
  }
  return undefined;
}

function bindingsOf(
  { level, environment, ...server }: StreamServer,
  request: ClientRequest,
  connection: Connection,
  nginx: NginxVersion,
): Bindings {
  const known = new Map<string, Evaluated>();
  const put = (name: string, value: Value): void => void known.set(name, { value, through: [] });
  const preread = isOn(level, 'ssl_preread') && connection.tls && !hasParameter({ level, environment, ...server }, 'ssl');
  const name = validHost(headerValue(request, 'host') ?? '', nginx) ?? '';
  put('protocol', 'TCP');
  put('ssl_preread_server_name', preread ? name : '');
  put('ssl_preread_alpn_protocols', preread ? 'http/1.1' : '');
  put('ssl_preread_protocol', preread ? { unknown: 'the version of TLS that the client speaks' } : '');
  put('ssl_server_name', connection.tls && !preread ? name : '');
  const start = startExchange(rootUri('/'), undefined);
  const base = { request, connection, nginx, environment, server: undefined, level };
  for (const { directive } of level.own.get('set') ?? []) {
    const [variable, word] = directive.args;
    if (variable === undefined || word === undefined) continue;
    const exchange = { ...start, variables: new Map(known) };
    known.set(variable.text.slice(1).toLowerCase(), expandWord(word, { ...base, exchange }));
  }
  return { ...base, exchange: { ...start, variables: known } };
}

/** ngx_stream_proxy_handler. */
function placeOf(pass: Placed, bindings: Bindings): StreamEnd {
  const at = wholeOf(pass);
  const word = pass.directive.args[0];
  const value = word === undefined ? '' : expandWord(word, bindings).value;
  if (isUnknown(value)) return { kind: 'unknown', what: value.unknown, at };
  const closed = (reason: string): StreamEnd => ({ kind: 'closed', reason, at });
  const timer = inForce(bindings.level, 'proxy_connect_timeout').placed.at(-1)?.directive.args[0]?.text;
  const isProxy = pass.directive.name.text === 'proxy_pass';
  if (isProxy && timer !== undefined && milliseconds(timer) === 0)
    return closed('`proxy_connect_timeout 0` leaves no time to connect');
  const upstream = isProxy ? upstreamOf(value, bindings.environment) : undefined;
  if (upstream !== undefined) {
    if (!isAnyUp(upstream)) return closed(`all servers of the upstream \`${upstream.name}\` are \`down\``);
    return { kind: 'on', pass, addresses: liveServers(upstream).map(({ address }) => address) };
  }
  const { host, port } = splitPort(value);
  const isWritten = !(word?.text ?? '').includes('$');
  if (isWritten || value.startsWith('unix:')) return { kind: 'on', pass, addresses: [value] };
  if (host === '' || port === undefined) return closed(`\`${word?.text ?? ''}\` comes to \`${value}\`, which is no address`);
  if (isName(host) && inForce(bindings.level, 'resolver').placed.length === 0)
    return closed(`no \`resolver\` is there to find \`${host}\` with, which stands behind a variable`);
  return { kind: 'on', pass, addresses: [value] };
}
