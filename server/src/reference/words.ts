/** Words that directives take and their command tables do not name. Look-up only. */

/** By directive and argument (from 0); the last list counts for all behind it. */
const lists: Readonly<Record<string, readonly (readonly string[])[]>> = {
  __proto__: null as never,
  error_log: [
    ['stderr', '/dev/stderr'],
    ['debug', 'info', 'notice', 'warn', 'error', 'crit', 'alert', 'emerg'],
  ],
  access_log: [['off', '/dev/stdout'], []],
  rewrite: [[], [], ['last', 'break', 'redirect', 'permanent']],
  return: [['200', '204', '301', '302', '307', '308', '400', '401', '403', '404', '410', '426', '444', '502', '503']],
  error_page: [['401', '403', '404', '405', '413', '429', '500', '502', '503', '504']],
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
  ssl_protocols: [['TLSv1.2', 'TLSv1.3']],
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
  listen: [['80', '443', '[::]:80', '[::]:443'], []],
};

/** None for directives that take no certain words. */
export function wordsFor(directive: string, index: number): readonly string[] {
  const all = lists[directive];
  return all === undefined ? [] : (all[Math.min(index, all.length - 1)] ?? []);
}

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
