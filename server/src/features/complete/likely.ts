/** What people write most, by place: from configurations that are public, most used first. */
import type { Context } from '../../reference/contexts.ts';

/** The place of a name among those that are written most there; `undefined` for all others. */
export function likeliness(name: string, context: Context | undefined): number | undefined {
  const index = lists[context ?? 'location']?.indexOf(name) ?? -1;
  return index === -1 ? undefined : index;
}

const words = (text: string): readonly string[] => text.trim().split(/\s+/);

const location = words(`
  proxy_pass proxy_set_header proxy_http_version proxy_read_timeout include root try_files return rewrite proxy_send_timeout
  proxy_buffering add_header proxy_redirect alias index set if allow deny expires access_log fastcgi_pass fastcgi_param
  proxy_cache_bypass proxy_connect_timeout proxy_hide_header proxy_ssl_server_name client_max_body_size proxy_buffers
  proxy_request_buffering error_page auth_basic auth_request grpc_pass log_not_found proxy_next_upstream resolver limit_req
  proxy_cache`);

const lists: Partial<Readonly<Record<Context, readonly string[]>>> = {
  main: words('http events worker_processes user pid error_log include load_module worker_rlimit_nofile stream pcre_jit'),
  events: words('worker_connections multi_accept use'),
  http: words(`
    server upstream map include access_log log_format default_type sendfile keepalive_timeout tcp_nopush tcp_nodelay
    client_max_body_size server_tokens gzip gzip_types error_log ssl_protocols ssl_ciphers proxy_cache_path limit_req_zone
    types_hash_max_size proxy_http_version proxy_set_header resolver large_client_header_buffers gzip_vary gzip_min_length geo`),
  server: words(`
    location listen server_name ssl_certificate ssl_certificate_key include root return client_max_body_size access_log error_log
    if index add_header error_page rewrite proxy_set_header http2 ssl_protocols ssl_ciphers ssl_session_cache ssl_session_timeout
    server_tokens proxy_http_version resolver set`),
  location,
  'if in server': words('return rewrite set break'),
  'if in location': words('return set proxy_pass rewrite add_header break'),
  limit_except: words('deny allow auth_basic proxy_pass'),
  upstream: words('server keepalive ip_hash least_conn hash zone keepalive_timeout random'),
  stream: words('server upstream map include log_format access_log resolver'),
  'stream server': words('listen proxy_pass proxy_timeout proxy_connect_timeout ssl_preread ssl_certificate ssl_certificate_key'),
  'stream upstream': words('server hash least_conn zone'),
};
