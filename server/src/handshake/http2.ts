/** Clients that speak HTTP/2, through which nginx opens no tunnel for WebSockets (ngx_http_v2.c). */
import type { Server } from '../config/model.ts';
import { isAtLeast, type NginxVersion } from '../reference/version.ts';
import { headerValue } from './request/headers.ts';
import type { Socket } from './routing/listen.ts';
import type { Received } from './routing/receive.ts';
import { isOn } from './values/in-force.ts';
import { fails, type Remark } from './verdict/remark.ts';

/** `listen … http2`, or from 1.25.1 on the directive `http2`. */
export function speaksHttp2(socket: Socket, server: Server, nginx: NginxVersion): boolean {
  return socket.http2 !== undefined || (isAtLeast(nginx, [1, 25, 1]) && isOn(server.level, 'http2'));
}

/** From 1.31.0 on nginx refuses requests with headers that HTTP/2 forbids (RFC 9113 §8.2.2). */
export function withoutForbidden(
  received: Exclude<Received, { readonly kind: 'unknown' }>,
  nginx: NginxVersion,
): Exclude<Received, { readonly kind: 'unknown' }> {
  if (received.kind !== 'request' || !isAtLeast(nginx, [1, 31, 0])) return received;
  const { server, request, exchange } = received;
  const found = forbidden.find((name) => headerValue(request, name.toLowerCase()) !== undefined);
  if (found === undefined) return received;
  return {
    kind: 'bad',
    server,
    request,
    exchange,
    status: 400,
    reason: `the client sent \`${found}\` over HTTP/2, which forbids it`,
  };
}

const forbidden = ['Connection', 'Keep-Alive', 'Transfer-Encoding', 'Upgrade', 'Proxy-Connection'];

/** A 101 has no place in HTTP/2 (RFC 9113 §8.6); from 1.31.3 on nginx takes its Upgrade away as well. */
export const noTunnel: Remark = fails(
  'The client speaks HTTP/2, in which there is no 101: browsers open a WebSocket over HTTP/1.1',
);
