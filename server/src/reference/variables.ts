/** nginx's variables as data: those that exist without being defined, and the directives that define others. Look-up only. */
import { isIn } from './directives.ts';
import { variables } from './variables.data.ts';
import { parseVersion, type NginxVersion } from './version.ts';

export interface VariableForm {
  /** Lower case, without `$`; of a family such as `http_`, its beginning. */
  readonly name: string;
  readonly family: 'http' | 'stream';
  /** True when every name that begins so is a variable. */
  readonly prefix: boolean;
  /** True when a configuration may define it again (NGX_HTTP_VAR_CHANGEABLE). */
  readonly changeable: boolean;
  /** As in the documentation where there is a page: `ngx_http_proxy_module`. */
  readonly module: string;
  readonly since: NginxVersion | undefined;
  readonly until: NginxVersion | undefined;
}

/**
 * The variable of this name that nginx itself brings, without `$`, in any case of letters; `undefined` for all others.
 * Without a version, those of every release count (ngx_http_variables.c, ngx_http_variables_init_vars).
 */
export function builtInVariable(
  name: string,
  family: 'http' | 'stream' = 'http',
  version?: NginxVersion,
): VariableForm | undefined {
  const lower = name.toLowerCase();
  const matches = (form: VariableForm): boolean => form.family === family && (version === undefined || isIn(form, version));
  return table().exact.get(lower)?.find(matches) ?? table().prefixes.find((form) => lower.startsWith(form.name) && matches(form));
}

/** Names for completion, prefixes included. */
export function builtInVariables(family: 'http' | 'stream' = 'http'): readonly VariableForm[] {
  return [...[...table().exact.values()].flat(), ...table().prefixes].filter((form) => form.family === family);
}

/** Variables of nginx's commercial build and of its separately built modules; the names that end in `_` are prefixes. */
export function isForeignVariable(name: string): boolean {
  const lower = name.toLowerCase();
  return foreign.some((known) => (known.endsWith('_') ? lower.startsWith(known) : lower === known));
}

/** Which argument (from 0) names the variable that a directive defines; `undefined` for directives that define none. */
export function definesVariable(directiveName: string): number | undefined {
  return defining[directiveName];
}

const defining: Readonly<Record<string, number>> = {
  __proto__: null as never,
  set: 0,
  map: 1,
  // `geo $variable { }` has one argument only and then names the variable there.
  geo: 1,
  split_clients: 1,
  num_map: 1,
  keyval: 1,
  auth_request_set: 0,
  auth_jwt_claim_set: 0,
  auth_jwt_header_set: 0,
  perl_set: 0,
  js_set: 0,
  js_var: 0,
  set_by_lua: 0,
  set_by_lua_block: 0,
  set_by_lua_file: 0,
  set_if_empty: 0,
  set_quote_sql_str: 0,
  set_quote_pgsql_str: 0,
  set_quote_json_str: 0,
  set_unescape_uri: 0,
  set_escape_uri: 0,
  set_hashed_upstream: 0,
  set_encode_base32: 0,
  set_decode_base32: 0,
  set_encode_base64: 0,
  set_decode_base64: 0,
  set_encode_base64url: 0,
  set_decode_base64url: 0,
  set_encode_hex: 0,
  set_decode_hex: 0,
  set_sha1: 0,
  set_md5: 0,
  set_hmac_sha1: 0,
  set_hmac_sha256: 0,
  set_random: 0,
  set_secure_random_alphanum: 0,
  set_secure_random_lcalpha: 0,
  set_rotate: 0,
  set_local_today: 0,
  set_formatted_gmt_time: 0,
  set_formatted_local_time: 0,
  set_encrypt_session: 0,
  set_decrypt_session: 0,
  set_form_input: 0,
  set_form_input_multi: 0,
  array_join: 1,
  vhost_traffic_status_set_by_filter: 0,
  opentelemetry_capture_variable: 0,
};

const foreign: readonly string[] = [
  'acme_certificate',
  'acme_certificate_key',
  'array_',
  'brotli_ratio',
  'cache_purge_',
  'datadog_',
  'echo_',
  'geoip2_',
  'jwt_',
  'mqtt_preread_',
  'nchan_',
  'oidc_',
  'opentelemetry_',
  'opentracing_',
  'otel_',
  'passenger_',
  'session_log_',
  'ssl_ja3',
  'ssl_ja4',
  'time_iso8601_ms',
  'upload_',
  'upstream_last_addr',
  'upstream_last_server_name',
  'upstream_queue_time',
  'vts_',
  'zstd_ratio',
];

interface Table {
  readonly exact: ReadonlyMap<string, readonly VariableForm[]>;
  readonly prefixes: readonly VariableForm[];
}

let known: Table | undefined;

function table(): Table {
  known ??= read();
  return known;
}

function read(): Table {
  const forms = variables.trim().split('\n').map(readForm);
  const exact = new Map<string, VariableForm[]>();
  for (const form of forms) if (!form.prefix) exact.set(form.name, [...(exact.get(form.name) ?? []), form]);
  return { exact, prefixes: forms.filter(({ prefix }) => prefix) };
}

function readForm(line: string): VariableForm {
  const [name = '', family = '', prefix = '', changeable = '', module = '', since = '', until = ''] = line.split('|');
  return {
    name,
    family: family === 'stream' ? 'stream' : 'http',
    prefix: prefix !== '',
    changeable: changeable !== '',
    module,
    since: parseVersion(since),
    until: parseVersion(until),
  };
}
