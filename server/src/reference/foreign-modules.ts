/** Which module brings a directive that nginx itself does not read. Look-up only. */
import { foreignDirectives, plusDirectives } from './foreign.data.ts';

/** By the beginnings of names. */
const modules: readonly (readonly [beginning: RegExp, module: string])[] = [
  [/^more_(?:set|clear)_/, 'headers-more-nginx-module'],
  [/^(?:echo|echo_.*)$/, 'echo-nginx-module'],
  [/^brotli/, 'ngx_brotli'],
  [/^zstd/, 'zstd-nginx-module'],
  [/_by_lua|^lua_|^balancer_|^init_worker/, 'lua-nginx-module (OpenResty)'],
  [/^rtmp|^hls_|^dash_|^exec_|^push_|^pull_|^record_/, 'nginx-rtmp-module'],
  [/^vhost_traffic_status/, 'nginx-module-vts'],
  [/^geoip2/, 'ngx_http_geoip2_module'],
  [/^js_/, 'njs (ngx_http_js_module)'],
  [/^auth_pam/, 'ngx_http_auth_pam_module'],
  [/^auth_ldap/, 'nginx-auth-ldap'],
  [/^dav_ext/, 'nginx-dav-ext-module'],
  [/^fancyindex/, 'ngx-fancyindex'],
  [/^nchan_/, 'nchan'],
  [/^modsecurity/, 'ModSecurity-nginx'],
  [/^passenger/, 'Phusion Passenger'],
  [/^pagespeed/, 'ngx_pagespeed'],
  [/^opentracing/, 'nginx-opentracing'],
  [/^otel_|^opentelemetry/, 'OpenTelemetry'],
  [/^acme_/, 'ngx_http_acme_module'],
  [/^srcache_/, 'srcache-nginx-module'],
  [/^redis2_/, 'redis2-nginx-module'],
  [/^memc_/, 'memc-nginx-module'],
  [/^upload_/, 'nginx-upload-module'],
  [/^subs_filter/, 'ngx_http_substitutions_filter_module'],
  [/^set_(?:unescape|escape|quote|encode|decode|misc|secure|hmac|md5|sha1|local|form|if)/, 'set-misc-nginx-module'],
];

/** `nginx Plus` for the commercial build; `undefined` for a name that no known module has, or whose module is not listed. */
export function foreignModuleOf(name: string): string | undefined {
  if (plusDirectives.has(name)) return 'nginx Plus';
  if (!foreignDirectives.has(name)) return undefined;
  return modules.find(([beginning]) => beginning.test(name))?.[1];
}
