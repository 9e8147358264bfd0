/** Which arguments nginx searches for variables when it reads a configuration. Look-up only. */
import { directive, type ValueKind } from './directives.ts';

/**
 * Indexes of the arguments (as nginx reads them) in which `$name` is a variable; in all others it is text or part of a
 * pattern. None for directives that take no variables, and for those of other modules (ngx_http_compile_complex_value,
 * ngx_http_script_compile and ngx_http_get_variable_index, where the http modules call them).
 */
export function expandedArguments(name: string, args: readonly string[]): readonly number[] {
  if (name === 'if') return conditionOperands(args);
  const indexes = args.map((_, index) => index);
  if (patternOrValue.has(name)) return indexes.filter((index) => args[index]?.startsWith('~') === false);
  const only = single[name];
  if (only !== undefined) return indexes.filter((index) => index === only && (name !== 'geo' || args.length === 2));
  const first = from[name] ?? fromKind(name);
  return first === undefined ? [] : indexes.filter((index) => index >= first);
}

/** Does the right side of a line in this block (`map`) take variables? In `geo`, `split_clients` and the like it is text. */
export function expandsEntries(block: string): boolean {
  return block === 'map';
}

/** The pattern behind `~`, `~*`, `!~` or `!~*` is no text with variables (ngx_http_rewrite_if_condition). */
function conditionOperands(args: readonly string[]): readonly number[] {
  return args.flatMap((_, index) => (/^!?~\*?$/.test(args[index - 1] ?? '') ? [] : [index]));
}

const kinds: Partial<Readonly<Record<ValueKind, number>>> = {
  value: 0,
  'size-value': 0,
  predicates: 0,
  bind: 0,
  parameter: 1,
};

function fromKind(name: string): number | undefined {
  return directive(name)
    .filter(({ family }) => family === 'http')
    .map(({ kind }) => kinds[kind])
    .find((first) => first !== undefined);
}

/** Either a pattern behind `~`, or text. */
const patternOrValue: ReadonlySet<string> = new Set([
  'proxy_redirect',
  'proxy_cookie_domain',
  'proxy_cookie_flags',
  'proxy_cookie_path',
]);

/** Directives with variables in one argument only. */
const single: Readonly<Record<string, number>> = {
  __proto__: null as never,
  geo: 0,
  hash: 0,
  keyval: 0,
  limit_conn_zone: 0,
  limit_req_zone: 0,
  map: 0,
  rewrite: 1,
  set: 1,
  split_clients: 0,
};

/** Directives with variables in this argument and all behind it. */
const from: Readonly<Record<string, number>> = {
  __proto__: null as never,
  access_log: 0,
  add_header: 1,
  add_trailer: 1,
  alias: 0,
  auth_basic_user_file: 0,
  auth_request_set: 1,
  charset: 0,
  disable_symlinks: 0,
  error_page: 0,
  expires: 0,
  fastcgi_cache: 0,
  fastcgi_cache_key: 0,
  fastcgi_pass: 0,
  fastcgi_store: 0,
  grpc_pass: 0,
  grpc_set_header: 1,
  http2_push: 0,
  image_filter: 0,
  image_filter_jpeg_quality: 0,
  image_filter_sharpen: 0,
  image_filter_webp_quality: 0,
  index: 0,
  log_format: 1,
  memcached_pass: 0,
  proxy_cache: 0,
  proxy_cache_key: 0,
  proxy_pass: 0,
  proxy_set_body: 0,
  proxy_set_header: 1,
  proxy_store: 0,
  return: 0,
  root: 0,
  scgi_cache: 0,
  scgi_cache_key: 0,
  scgi_pass: 0,
  scgi_store: 0,
  source_charset: 0,
  ssl_certificate: 0,
  ssl_certificate_key: 0,
  sticky: 0,
  sub_filter: 0,
  try_files: 0,
  tunnel_pass: 0,
  uwsgi_cache: 0,
  uwsgi_cache_key: 0,
  uwsgi_pass: 0,
  uwsgi_store: 0,
  xslt_param: 0,
  xslt_string_param: 0,
  xslt_stylesheet: 0,
};
