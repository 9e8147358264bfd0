/** nginx's own variables (ngx_http_variables.c and the modules), as far as a request head and a configuration tell them. */
import { builtInVariable } from '../../reference/variables.ts';
import { formatVersion, isAtLeast } from '../../reference/version.ts';
import { bytes } from '../text/amount.ts';
import { wordOf } from './in-force.ts';
import { isLoopback } from '../text/address.ts';
import type { Bindings, ExpandWord } from './bindings.ts';
import { remoteAddress } from './exchange.ts';
import { documentRoot, requestFile } from './request-file.ts';
import { credentialsOf } from '../request/credentials.ts';
import { headerValue, headerVariable } from '../request/headers.ts';
import type { Value } from '../model.ts';
import { linkOf, secureLink } from './secure-link.ts';
import { invalidReferer } from './referer.ts';
import { firstNameOf } from '../request/server-name.ts';

/** By lower-case name, without `$`; `undefined` for names that are no variable of nginx. */
export function builtIn(name: string, bindings: Bindings, expandWord: ExpandWord): Value | undefined {
  const known = values[name];
  if (known !== undefined) return known(bindings, expandWord);
  if (name.startsWith('uid_') && wordOf(bindings.level, 'userid') !== undefined) return cookieOfUserid(name, bindings);
  if (answered.some((prefix) => name.startsWith(prefix))) return '';
  if (name.startsWith('http_')) return headerVariable(bindings.request, name.slice('http_'.length), bindings.nginx);
  if (name.startsWith('cookie_')) return cookie(bindings, name.slice('cookie_'.length));
  if (name.startsWith('arg_')) return argument(bindings.exchange.args, name.slice('arg_'.length));
  if (name.startsWith('ssl_') && !bindings.connection.tls) return '';
  return builtInVariable(name) === undefined
    ? undefined
    : { unknown: `the variable \`$${name}\`, whose value only a real request has` };
}

/** Set by the upstream's answer: empty while the request to it is made. */
const answered = [
  'sent_http_',
  'sent_trailer_',
  'upstream_',
  'proxy_protocol_',
  'uid_',
  'grpc_internal_',
  'limit_conn_status',
  'limit_req_status',
];

const values: Readonly<Record<string, (bindings: Bindings, expandWord: ExpandWord) => Value>> = {
  __proto__: null as never,
  args: ({ exchange }) => exchange.args,
  query_string: ({ exchange }) => exchange.args,
  is_args: ({ exchange }) => (exchange.args === '' ? '' : '?'),
  uri: ({ exchange }) => exchange.uri,
  document_uri: ({ exchange }) => exchange.uri,
  request_uri: ({ exchange }) => exchange.unparsed,
  request: ({ request }) => `${request.method} ${request.target} HTTP/${request.httpVersion}`,
  request_method: ({ request, exchange }) => (exchange.subrequest ? undefined : exchange.method) ?? request.method,
  server_protocol: ({ request }) => `HTTP/${request.httpVersion}`,
  host: ({ exchange, server }) => exchange.host ?? serverName(server),
  server_name: ({ server }) => serverName(server),
  scheme: ({ connection }) => (connection.tls ? 'https' : 'http'),
  https: ({ connection }) => (connection.tls ? 'on' : ''),
  remote_addr: remoteAddress,
  proxy_protocol_addr: ({ connection }) => connection.proxyProtocol ?? '',
  proxy_protocol_port: ({ connection }) =>
    connection.proxyProtocol === undefined ? '' : { unknown: 'the port of the client, `$proxy_protocol_port`' },
  realip_remote_addr: ({ connection }) => connection.remoteAddress,
  server_addr: ({ connection }) =>
    connection.socket ??
    (isLoopback(connection.remoteAddress) ? connection.remoteAddress : { unknown: 'the address of the server, `$server_addr`' }),
  server_port: (bindings) => port(bindings),
  content_length: ({ request }) => headerValue(request, 'content-length') ?? '',
  content_type: ({ request }) => headerValue(request, 'content-type') ?? '',
  remote_user: ({ request }) => credentialsOf(request)?.user ?? '',
  nginx_version: ({ nginx }) => formatVersion(nginx),
  document_root: documentRoot,
  realpath_root: documentRoot,
  request_filename: requestFile,
  request_completion: () => '',
  request_body: () => '',
  request_body_file: () => '',
  status: () => '000',
  body_bytes_sent: () => '0',
  bytes_sent: () => '0',
  http2: () => '',
  http3: () => '',
  pipe: () => '.',
  limit_rate: () => '0',
  slice_range: sliceRange,
  secure_link: secureLink,
  secure_link_expires: (bindings, expandWord) => linkOf(bindings, expandWord)?.expires ?? '',
  ssl_server_name: ({ connection, exchange }) => (connection.tls ? (exchange.host ?? '') : ''),
  ssl_client_verify: ({ connection }) => (connection.tls ? 'NONE' : ''),
  invalid_referer: (bindings) => invalidReferer(bindings),
  ancient_browser: (bindings) => browser(bindings, 'ancient_browser', wordOf(bindings.level, 'ancient_browser_value') ?? '1'),
  modern_browser: (bindings) => browser(bindings, 'modern_browser', ''),
  msie: ({ request }) => (headerValue(request, 'user-agent')?.includes('MSIE ') === true ? '1' : ''),
  gzip_ratio: () => '',
  connection_requests: () => '1',
  fastcgi_script_name: scriptName,
  fastcgi_path_info: ({ level }) => (wordOf(level, 'fastcgi_split_path_info') === undefined ? '' : splitPath),
  proxy_host: ({ proxy }) => proxy?.host ?? '',
  proxy_port: ({ proxy }) => proxy?.port ?? '',
  proxy_add_x_forwarded_for: (bindings) => {
    const sent = headerVariable(bindings.request, 'x_forwarded_for', bindings.nginx);
    return sent === '' ? remoteAddress(bindings) : `${sent}, ${remoteAddress(bindings)}`;
  },
  request_port: ({ request }) => /:(\d+)$/.exec(headerValue(request, 'host') ?? '')?.[1] ?? '',
  is_request_port: ({ request }) => (/:\d+$/.test(headerValue(request, 'host') ?? '') ? ':' : ''),
};

const splitPath = { unknown: 'what `fastcgi_split_path_info` makes of the URI' };

/** ngx_http_fastcgi_script_name_variable. */
function scriptName({ level, exchange }: Bindings): Value {
  if (wordOf(level, 'fastcgi_split_path_info') !== undefined) return splitPath;
  return exchange.uri + (exchange.uri.endsWith('/') ? (wordOf(level, 'fastcgi_index') ?? '') : '');
}

/** As long as no line names a modern one, every browser is ancient (ngx_http_browser). */
function browser({ level }: Bindings, name: string, value: string): Value {
  return wordOf(level, 'modern_browser') === undefined ? value : { unknown: `whether the client is one of \`$${name}\`` };
}

/** `$uid_got` is what the client sends, `$uid_set` what nginx makes for those that send none (ngx_http_userid_filter_module.c). */
function cookieOfUserid(name: string, { level }: Bindings): Value {
  const mode = wordOf(level, 'userid')?.toLowerCase();
  if (mode === 'off' || (mode === 'log' && name !== 'uid_got')) return '';
  return { unknown: `the cookie of \`userid\` in \`$${name}\`` };
}

function port({ connection }: Bindings): Value {
  if (connection.port !== undefined) return String(connection.port);
  // UNIX-domain sockets have none (ngx_http_variable_server_port).
  if (connection.remoteAddress.startsWith('unix:')) return '';
  return { unknown: 'the port that the request came to, `$server_port`' };
}

/** The first slice that the client's range needs (ngx_http_slice_range_variable). */
function sliceRange({ level, request, exchange }: Bindings): Value {
  const size = bytes(wordOf(level, 'slice') ?? '0') ?? 0;
  if (size === 0 || exchange.subrequest) return '';
  const range = headerValue(request, 'if-range') === undefined ? (headerValue(request, 'range') ?? '') : '';
  const from = range.includes(',') ? undefined : /^bytes= *(\d+)/i.exec(range)?.[1];
  const start = size * Math.floor(Number(from ?? 0) / size);
  return `bytes=${start}-${start + size - 1}`;
}

function serverName(server: Bindings['server']): Value {
  const name = server === undefined ? undefined : firstNameOf(server);
  return name ?? { unknown: 'the name of the server, `$server_name`' };
}

/** Names are compared without case, the first one counts (ngx_http_arg). */
function argument(args: string, name: string): string {
  for (const pair of args.split('&')) {
    const equals = pair.indexOf('=');
    if (equals >= 0 && pair.slice(0, equals).toLowerCase() === name) return pair.slice(equals + 1);
  }
  return '';
}

/** Before 1.23.0 commas separated cookies too (ngx_http_parse_multi_header_lines). */
function cookie({ request, nginx }: Bindings, name: string): string {
  const separator = isAtLeast(nginx, [1, 23, 0]) ? ';' : /[;,]/;
  for (const header of request.headers) {
    if (header.name.toLowerCase() !== 'cookie') continue;
    for (const part of header.value.split(separator)) {
      const pair = /^\s*([^\s=]+)\s*=\s*(.*)$/s.exec(part);
      if (pair?.[1]?.toLowerCase() === name) return pair[2] ?? '';
    }
  }
  return '';
}
