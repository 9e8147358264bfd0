/** From the bytes of a client to a request of one server (ngx_http_request.c): buffers, headers, Host, the choice of server. */
import type { Anchor, Server } from '../../config/model.ts';
import { effectiveOne } from '../../config/inherit.ts';
import { isAtLeast, type NginxVersion } from '../../reference/version.ts';
import { bytes } from '../text/amount.ts';
import { wholeOf } from '../../config/anchor.ts';
import { startExchange, withMatch, type Exchange } from '../values/exchange.ts';
import { headerValue, isIgnored, serverFlag } from '../request/headers.ts';
import { readIp } from '../text/address.ts';
import { validHost } from '../text/host.ts';
import { capturing } from '../text/look-ahead.ts';
import type { Socket } from './listen.ts';
import type { ClientRequest, HeaderLine } from '../model.ts';
import { wordOf } from '../values/in-force.ts';
import { untold, type Serving } from './serving.ts';
import { serverByName } from '../request/server-name.ts';
import { allLocations } from './proxy-targets.ts';
import { lengthInUtf8, readAuthority, readTarget, rootUri, type RequestUri } from '../text/uri.ts';

export type Received =
  | { readonly kind: 'request'; readonly server: Server; readonly request: ClientRequest; readonly exchange: Exchange }
  /** nginx answers the bytes themselves, with a status of `server`. */
  | {
      readonly kind: 'bad';
      readonly server: Server;
      readonly status: number;
      readonly reason: string;
      /** With the headers that were read so far. */
      readonly request: ClientRequest;
      readonly exchange: Exchange;
    }
  | { readonly kind: 'unknown'; readonly what: string };

/** Reads the head as nginx does, line by line: the Host line changes the server whose settings hold from there on. */
export function receive(
  socket: Socket,
  request: ClientRequest,
  tls: boolean,
  nginx: NginxVersion,
  note: Serving['note'],
): Received {
  const named = tls ? validHost(headerValue(request, 'host') ?? '', nginx) : undefined;
  // No client names an address in TLS (RFC 6066 §3).
  const first = named === undefined || readIp(named) !== undefined ? undefined : byName(socket, named);
  const start = first === undefined || first === 'unknown' ? socket.default : first.server;
  const uri = targetOf(request, serverFlag(start, 'merge_slashes') !== 'off', nginx);
  const headers: HeaderLine[] = [];
  // As long as the request line is not read, there is no URI.
  let exchange = startExchange({ ...rootUri(''), uri: '' }, undefined);
  const bad = (server: Server, status: number, reason: string): Received => ({
    kind: 'bad',
    server,
    status,
    reason,
    request: { ...request, headers },
    exchange,
  });
  if (uri === undefined) return bad(start, 400, 'the client sent an invalid URI');
  if (!/^(?:1\.\d|0\.9)$/.test(request.httpVersion))
    return bad(start, 505, 'the client speaks a version of HTTP that nginx does not');
  let server = start;
  let host = uri.host === undefined ? undefined : validHost(uri.host, nginx);
  if (uri.host !== undefined && host === undefined) return bad(start, 400, 'the client sent an invalid host in the request line');
  const buffers = createBuffers(start, `${request.method} ${request.target} HTTP/${request.httpVersion}\r\n`);
  if (buffers.overflow) return bad(start, 414, 'the request line is too long');
  exchange = startExchange(uri, host);
  const choose = (name: string): Received | undefined => {
    const chosen = byName(socket, name);
    if (chosen === 'unknown') return { kind: 'unknown', what: 'a `server_name` that comes first' };
    server = chosen?.server ?? socket.default;
    if (first !== undefined && name !== named && (wordOf(server.level, 'ssl_verify_client') ?? 'off') !== 'off')
      return bad(server, 421, 'the client asks for another name than in its TLS handshake, and `ssl_verify_client` is on');
    if (chosen?.match !== undefined) exchange = withMatch(exchange, chosen.match);
    noteServer(note, chosen, name, server, socket.servers.length === 1);
    return undefined;
  };
  const early = host === undefined ? undefined : choose(host);
  if (early !== undefined) return early;
  const seen = new Set<string>();
  for (const header of request.headers) {
    if (!buffers.add(server, `${header.name}: ${header.value}\r\n`)) {
      return bad(server, 494, `the header \`${header.name}\` is too long for \`large_client_header_buffers\``);
    }
    if (/[\0-\x20\x7f]/.test(header.name) || header.name === '')
      return bad(server, 400, 'the client sent an invalid header line');
    if (isIgnored(header, server)) {
      note(`the header \`${header.name}\` has an invalid name and is ignored`, undefined);
      continue;
    }
    headers.push(header);
    if (headers.length > mostHeaders(server, nginx))
      return bad(server, 494, 'the client sent more headers than `max_headers` allows');
    const lower = header.name.toLowerCase();
    if (seen.has(lower) && once.has(lower)) return bad(server, 400, `the client sent two \`${header.name}\` lines`);
    seen.add(lower);
    if (lower !== 'host') continue;
    const name = validHost(header.value, nginx);
    if (name === undefined) return bad(server, 400, 'the client sent an invalid Host');
    if (host !== undefined) continue;
    host = name;
    exchange = { ...exchange, host };
    const unknown = choose(name);
    if (unknown !== undefined) return unknown;
  }
  if (host === undefined) {
    const unknown = choose('');
    if (unknown !== undefined) return unknown;
  }
  if (!seen.has('host') && request.httpVersion !== '1.0' && request.httpVersion !== '0.9') {
    return bad(server, 400, 'the client sent HTTP/1.1 without Host');
  }
  const accepted = { ...request, headers };
  const body = bodyError(accepted, server, nginx);
  if (body !== undefined) return bad(server, ...body);
  return { kind: 'request', server, request: accepted, exchange };
}

/** From here on a CONNECT names a host and a port in place of a path. */
const connectSince: NginxVersion = [1, 31, 0];

function targetOf({ method, target }: ClientRequest, mergeSlashes: boolean, nginx: NginxVersion): RequestUri | undefined {
  return method === 'CONNECT' && isAtLeast(nginx, connectSince) ? readAuthority(target) : readTarget(target, mergeSlashes);
}

/** `max_headers` is 1000 unless set, from the release on that has it. */
function mostHeaders({ level }: Server, nginx: NginxVersion): number {
  const most = wordOf(level, 'max_headers');
  return most === undefined ? (isAtLeast(nginx, [1, 29, 8]) ? 1000 : Infinity) : Number(most);
}

/** A `tunnel_pass` somewhere in a server lets it take CONNECT (ngx_http_tunnel_pass). */
function opensTunnels({ level, locations }: Server): boolean {
  return (
    level.unseen.length > 0 ||
    allLocations(locations.all()).some(({ level: { own, unseen } }) => own.has('tunnel_pass') || unseen.length > 0)
  );
}

/** Headers that nginx refuses twice (ngx_http_process_unique_header_line). */
const once = new Set([
  'host',
  'if-modified-since',
  'if-unmodified-since',
  'if-match',
  'if-none-match',
  'content-length',
  'content-range',
  'if-range',
  'transfer-encoding',
  'expect',
  'authorization',
]);

function byName(socket: Socket, host: string | undefined): ReturnType<typeof serverByName> {
  return host === undefined || socket.servers.length === 1 ? onlyCaptures(socket, host) : serverByName(socket.servers, host);
}

/** With one server the name decides nothing, but a pattern still captures. */
function onlyCaptures(socket: Socket, host: string | undefined): ReturnType<typeof serverByName> {
  // Whether the last of its patterns captures anything decides for all of them (ngx_http_core_server_name).
  const patterns = (socket.default.level.own.get('server_name') ?? []).flatMap(({ directive }) => directive.args);
  const last = patterns.findLast(({ text }) => text.startsWith('~'));
  if (socket.servers.length === 1 && (last === undefined || capturing(last.text.slice(1)) === 0)) return undefined;
  const found = host === undefined ? undefined : serverByName(socket.servers, host);
  return found === 'unknown' ? undefined : found;
}

function noteServer(
  note: Serving['note'],
  chosen: ReturnType<typeof serverByName>,
  host: string,
  server: Server,
  alone: boolean,
): void {
  if (chosen === 'unknown' || note === untold) return;
  const at: Anchor | undefined = server.at === undefined ? undefined : wholeOf(server.at);
  const name = chosen?.word?.text;
  if (name !== undefined) note(`the server with \`server_name ${name}\` takes ${host}`, at);
  else if (alone) note(`the only server of the address takes ${host === '' ? 'a request without Host' : host}`, at);
  else if (host === '') note('the default server takes a request without Host', at);
  else note(`no \`server_name\` is ${host}: the default server of the address takes it`, at);
}

/** ngx_http_process_request_header. */
function bodyError(
  request: ClientRequest,
  server: Server,
  nginx: NginxVersion,
): readonly [status: number, reason: string] | undefined {
  const length = headerValue(request, 'content-length');
  const coding = headerValue(request, 'transfer-encoding');
  if (length !== undefined && !/^\d+$/.test(length)) return [400, 'the client sent an invalid Content-Length'];
  if (coding !== undefined) {
    if (request.httpVersion === '1.0') return [400, 'the client sent Transfer-Encoding with HTTP/1.0'];
    if (coding.toLowerCase() !== 'chunked') return [501, 'the client sent an unknown Transfer-Encoding'];
    if (length !== undefined) return [400, 'the client sent both Content-Length and Transfer-Encoding'];
  }
  if (request.method === 'TRACE') return [405, 'nginx refuses the method TRACE'];
  if (request.method !== 'CONNECT') return undefined;
  return isAtLeast(nginx, connectSince) && request.httpVersion === '1.1' && opensTunnels(server)
    ? undefined
    : [405, 'nginx refuses the method CONNECT'];
}

interface Buffers {
  readonly overflow: boolean;
  readonly add: (server: Server, line: string) => boolean;
}

/** One small buffer, then large ones: no line may be longer than one, and they run out (ngx_http_alloc_large_header_buffer). */
function createBuffers(start: Server, requestLine: string): Buffers {
  const sizes = (server: Server): readonly [number, number] => {
    const words = effectiveOne(server.level, 'large_client_header_buffers')?.directive.args.map(({ text }) => text) ?? [];
    return [Number(words[0] ?? 4), bytes(words[1] ?? '8k') ?? 8192];
  };
  let room = bytes(effectiveOne(start.level, 'client_header_buffer_size')?.directive.args[0]?.text ?? '1k') ?? 1024;
  let used = 0;
  const add = (server: Server, line: string): boolean => {
    const length = lengthInUtf8(line);
    const [count, size] = sizes(server);
    if (length <= room) {
      room -= length;
      return true;
    }
    if (length > size || used >= count) return false;
    used++;
    room = size - length;
    return true;
  };
  return { overflow: !add(start, requestLine), add };
}
