/** nginx versions: comparing them, and those whose behaviour differs. */

/** `1.29.7`, as three numbers. */
export type NginxVersion = readonly [major: number, minor: number, patch: number];

/** `undefined` for anything that is not `x.y.z` (a leading `nginx/` is taken off). */
export function parseVersion(text: string): NginxVersion | undefined {
  const match = /^(?:nginx\/)?(\d+)\.(\d+)\.(\d+)$/.exec(text.trim());
  return match === null ? undefined : [Number(match[1]), Number(match[2]), Number(match[3])];
}

export function formatVersion(version: NginxVersion): string {
  return version.join('.');
}

export function isAtLeast(version: NginxVersion, other: NginxVersion): boolean {
  if (version[0] !== other[0]) return version[0] > other[0];
  return version[1] === other[1] ? version[2] >= other[2] : version[1] > other[1];
}

/** Upstreams are spoken to in HTTP/1.1 and without `Connection: close` from here on (ngx_http_proxy_module.c). */
export const http11ByDefault: NginxVersion = [1, 29, 7];

/** `Host` is written before the headers that the configuration sets from here on (ngx_http_proxy_module.c). */
export const hostFirst: NginxVersion = [1, 31, 4];

/** What `auto` stands for when no nginx is found: the newest stable release that the reference data describe. */
export const newestStable: NginxVersion = [1, 30, 4];
