/** Words that directives take and their command tables do not name. Look-up only. */

const errors = ['401', '403', '404', '405', '413', '429', '500', '502', '503', '504'];
const tls = ['TLSv1.2', 'TLSv1.3'];

/** By directive and argument (from 0); the last list counts for all behind it. */
const lists: Readonly<Record<string, readonly (readonly string[])[]>> = {
  __proto__: null as never,
  error_log: [
    ['stderr', '/dev/stderr'],
    ['debug', 'info', 'notice', 'warn', 'error', 'crit', 'alert', 'emerg'],
  ],
  access_log: [['off', '/dev/stdout'], []],
  rewrite: [[], [], ['last', 'break', 'redirect', 'permanent']],
  return: [['200', '204', '301', '302', '307', '308', '400', '401', '403', '404', '410', '426', '444', '502', '503'], []],
  error_page: [errors, ['/404.html', '/50x.html', '=', '=200', ...errors]],
  limit_except: [['GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'HEAD', 'OPTIONS']],
  'upstream server': [
    [],
    ['weight=', 'max_conns=', 'max_fails=', 'fail_timeout=', 'backup', 'down', 'resolve', 'service=', 'route='],
  ],
  allow: [['all', '127.0.0.1', '10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16']],
  deny: [['all']],
  satisfy: [['any', 'all']],
  auth_basic: [['off', '"Restricted"']],
  charset: [['utf-8', 'off']],
  expires: [['off', 'max', 'epoch', '-1', '1h', '30d']],
  ssl_protocols: [tls],
  proxy_ssl_protocols: [tls],
  grpc_ssl_protocols: [tls],
  uwsgi_ssl_protocols: [tls],
  ssl_session_cache: [['shared:SSL:10m', 'none', 'off']],
  ssl_ciphers: [['HIGH:!aNULL:!MD5']],
  proxy_redirect: [['off', 'default']],
  proxy_bind: [['off', '$remote_addr transparent']],
  resolver: [
    ['127.0.0.11', '1.1.1.1', '8.8.8.8'],
    ['valid=30s', 'ipv6=off'],
  ],
  proxy_cache_valid: [['200', '301', '302', '404', 'any']],
  worker_processes: [['auto']],
  use: [['epoll', 'kqueue', 'poll', 'select']],
  user: [['nginx', 'www-data', 'nobody']],
  types_hash_max_size: [['2048']],
  listen: [
    ['80', '443', '[::]:80', '[::]:443'],
    ['ssl', 'default_server', 'reuseport', 'proxy_protocol', 'quic', 'ipv6only=off', 'so_keepalive=on', 'backlog='],
  ],
  server_name: [['_', 'localhost']],
  index: [['index.html', 'index.htm', 'index.php']],
  root: [['/var/www/html', '/usr/share/nginx/html']],
  fastcgi_pass: [['unix:/run/php/php-fpm.sock', '127.0.0.1:9000']],
  fastcgi_index: [['index.php']],
  pid: [['/run/nginx.pid']],
  try_files: [['$uri'], ['$uri/', '=404', '/index.html', '/index.php?$args', '/index.php$is_args$args']],
  location: [['/', '=', '^~', '~', '~*', '/ws/', '/socket.io/', '/api/'], []],
};

/** None for directives that take no certain words. */
export function wordsFor(directive: string, index: number): readonly string[] {
  const all = lists[directive];
  return all === undefined ? [] : (all[Math.min(index, all.length - 1)] ?? []);
}

/** Variables that are mostly written in a directive, without `$`, the usual ones first; in headers of requests, see `usualVariables`. */
export function likelyVariables(directive: string): readonly string[] {
  return Object.hasOwn(likely, directive) ? (likely[directive] ?? []) : [];
}

const target = ['scheme', 'host', 'request_uri', 'uri', 'args'];
const conditions = [
  'request_method',
  'host',
  'scheme',
  'http_upgrade',
  'request_uri',
  'uri',
  'args',
  'http_origin',
  'http_user_agent',
];

const likely: Readonly<Record<string, readonly string[]>> = {
  if: conditions,
  return: target,
  rewrite: target,
  proxy_redirect: target,
  proxy_pass: ['host', 'request_uri', 'uri', 'is_args', 'args'],
  try_files: ['uri', 'is_args', 'args'],
  log_format: [
    ...['remote_addr', 'remote_user', 'time_local', 'request', 'status', 'body_bytes_sent', 'http_referer', 'http_user_agent'],
    ...['request_time', 'upstream_addr', 'upstream_response_time', 'request_id', 'host'],
  ],
  limit_req_zone: ['binary_remote_addr', 'remote_addr', 'server_name'],
  limit_conn_zone: ['binary_remote_addr', 'remote_addr', 'server_name'],
  split_clients: ['remote_addr', 'request_id'],
  hash: ['remote_addr', 'request_uri', 'arg_id'],
  geo: ['remote_addr', 'http_x_forwarded_for'],
  proxy_cache_key: ['scheme', 'proxy_host', 'request_uri'],
  fastcgi_cache_key: ['scheme', 'request_method', 'host', 'request_uri'],
  proxy_cache_bypass: ['http_upgrade', 'http_cache_control', 'cookie_nocache'],
  proxy_no_cache: ['http_upgrade', 'http_authorization', 'cookie_nocache'],
  add_header: ['upstream_cache_status', 'request_id', 'http_origin'],
};

/** Those that are written most, whatever the directive. */
export const usualVariableNames: readonly string[] = [
  ...['host', 'uri', 'request_uri', 'args', 'is_args', 'scheme', 'remote_addr', 'request_method', 'server_name', 'server_port'],
  ...['http_upgrade', 'http_host', 'document_root', 'query_string', 'request_id', 'status', 'time_local'],
];

/** Entries of the blocks that hold no directives. */
export const entryWords: Readonly<Record<string, readonly string[]>> = {
  __proto__: null as never,
  map: ['default', 'hostnames', 'include', 'volatile'],
  geo: ['default', 'include', 'delete', 'proxy', 'proxy_recursive', 'ranges', 'volatile'],
  split_clients: ['*'],
};

export const mimeTypes: readonly string[] = [
  ...['text/plain', 'text/html', 'text/css', 'text/xml', 'text/javascript', 'text/event-stream', 'application/json'],
  ...['application/javascript', 'application/xml', 'application/octet-stream', 'application/wasm', 'application/rss+xml'],
  ...['application/manifest+json', 'application/vnd.ms-fontobject', 'application/pdf', 'application/grpc', 'font/woff'],
  ...['font/woff2', 'font/ttf', 'font/otf', 'image/svg+xml', 'image/png', 'image/jpeg', 'image/webp', 'image/avif'],
  ...['image/gif', 'image/x-icon', 'video/mp4', 'video/webm', 'audio/mpeg', 'audio/ogg'],
];
