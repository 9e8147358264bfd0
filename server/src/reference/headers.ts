/** Names of header fields that people write in configurations, and the variables that are sent in them. Look-up only. */

/** Of requests, as far as a proxy sets them; those of a handshake first. */
export const requestHeaders: readonly string[] = [
  'Upgrade',
  'Connection',
  'Host',
  'X-Real-IP',
  'X-Forwarded-For',
  'X-Forwarded-Proto',
  'X-Forwarded-Host',
  'X-Forwarded-Port',
  'X-Forwarded-Prefix',
  'X-Request-ID',
  'Forwarded',
  'Origin',
  'Authorization',
  'Cookie',
  'Accept-Encoding',
  'Range',
  'If-Range',
  'Early-Data',
  'Sec-WebSocket-Protocol',
  'Sec-WebSocket-Extensions',
];

/** Of answers. */
export const responseHeaders: readonly string[] = [
  'Access-Control-Allow-Credentials',
  'Access-Control-Allow-Headers',
  'Access-Control-Allow-Methods',
  'Access-Control-Allow-Origin',
  'Alt-Svc',
  'Cache-Control',
  'Content-Security-Policy',
  'Cross-Origin-Embedder-Policy',
  'Cross-Origin-Opener-Policy',
  'Cross-Origin-Resource-Policy',
  'Permissions-Policy',
  'Referrer-Policy',
  'Server',
  'Set-Cookie',
  'Strict-Transport-Security',
  'Vary',
  'X-Accel-Buffering',
  'X-Content-Type-Options',
  'X-Frame-Options',
  'X-Powered-By',
  'X-Robots-Tag',
];

/** What answers mostly say in a header, the usual one first; none for headers of one's own. */
export function usualHeaderValues(header: string): readonly string[] {
  const name = header.toLowerCase();
  return Object.hasOwn(said, name) ? (said[name] ?? []) : [];
}

const said: Readonly<Record<string, readonly string[]>> = {
  'access-control-allow-credentials': ['true'],
  'access-control-allow-headers': ['"Authorization, Content-Type"'],
  'access-control-allow-methods': ['"GET, POST, OPTIONS"'],
  'access-control-allow-origin': ['$http_origin', '"*"'],
  'alt-svc': [`'h3=":443"; ma=86400'`],
  'cache-control': ['"no-store"', '"no-cache"', '"public, max-age=31536000, immutable"'],
  'content-security-policy': [`"default-src 'self'"`, `"frame-ancestors 'none'"`],
  'cross-origin-embedder-policy': ['"require-corp"'],
  'cross-origin-opener-policy': ['"same-origin"'],
  'cross-origin-resource-policy': ['"same-origin"'],
  'referrer-policy': ['"strict-origin-when-cross-origin"', '"no-referrer"'],
  'strict-transport-security': ['"max-age=31536000; includeSubDomains"', '"max-age=31536000"'],
  vary: ['"Accept-Encoding"', '"Origin"'],
  'x-accel-buffering': ['"no"'],
  'x-content-type-options': ['"nosniff"'],
  'x-frame-options': ['"SAMEORIGIN"', '"DENY"'],
  'x-robots-tag': ['"noindex"'],
};

/** What is sent in a header of a request, without `$`, the usual one first; none for headers of one's own. */
export function usualVariables(header: string): readonly string[] {
  const name = header.toLowerCase();
  return Object.hasOwn(usual, name) ? (usual[name] ?? []) : [];
}

const usual: Readonly<Record<string, readonly string[]>> = {
  upgrade: ['http_upgrade'],
  connection: ['connection_upgrade'],
  host: ['host', 'http_host', 'proxy_host'],
  'x-real-ip': ['remote_addr'],
  'x-forwarded-for': ['proxy_add_x_forwarded_for', 'remote_addr'],
  'x-forwarded-proto': ['scheme', 'http_x_forwarded_proto'],
  'x-forwarded-host': ['host', 'http_host'],
  'x-forwarded-port': ['server_port'],
  'x-request-id': ['request_id'],
  origin: ['http_origin'],
  authorization: ['http_authorization'],
  cookie: ['http_cookie'],
};

/** Header fields of a request whose variables (`$http_…`) are asked for. */
export const requestVariables: readonly string[] = [
  ...['http_upgrade', 'http_connection', 'http_host', 'http_origin', 'http_user_agent', 'http_referer', 'http_cookie'],
  ...['http_authorization', 'http_accept', 'http_accept_encoding', 'http_x_forwarded_for', 'http_x_forwarded_proto'],
  ...['http_x_real_ip', 'http_sec_websocket_key', 'http_sec_websocket_version', 'http_sec_websocket_protocol'],
];
