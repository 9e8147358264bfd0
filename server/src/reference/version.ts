/** nginx versions: comparing them, and those whose behaviour differs. */

/**
 * `1.29.7` as three numbers: those of nginx itself, also where a relative of it counts its own. All behaviour hangs on them;
 * the edition says what the user calls it.
 */
export type NginxVersion = readonly [major: number, minor: number, patch: number, edition?: Edition];

/** A relative of nginx that is built on it, and its own number (`flavours.ts` has which core that is). */
export interface Edition {
  readonly flavour: 'openresty' | 'freenginx' | 'angie' | 'tengine';
  /** As the project writes itself. */
  readonly name: string;
  readonly number: string;
}

/** `undefined` for anything that is not `x.y.z` (a leading `nginx/` is taken off). */
export function parseVersion(text: string): NginxVersion | undefined {
  const match = /^(?:nginx\/)?(\d+)\.(\d+)\.(\d+)$/.exec(text.trim());
  return match === null ? undefined : [Number(match[1]), Number(match[2]), Number(match[3])];
}

/** The numbers of nginx itself: `1.27.1`. */
export function formatVersion([major, minor, patch]: NginxVersion): string {
  return `${major}.${minor}.${patch}`;
}

/** For sentences: `nginx 1.28.0`, `OpenResty 1.27.1.2`. */
export function nameOfVersion(version: NginxVersion): string {
  const [, , , edition] = version;
  return edition === undefined ? `nginx ${formatVersion(version)}` : `${edition.name} ${edition.number}`;
}

/** As settings and arguments say it: `1.28.0`, `openresty/1.27.1.2`. */
export function writeVersion(version: NginxVersion): string {
  const [, , , edition] = version;
  return edition === undefined ? formatVersion(version) : `${edition.flavour}/${edition.number}`;
}

export function isAtLeast(version: NginxVersion, other: NginxVersion): boolean {
  if (version[0] !== other[0]) return version[0] > other[0];
  return version[1] === other[1] ? version[2] >= other[2] : version[1] > other[1];
}

/** The same numbers, under the same name. */
export function isSameVersion(a: NginxVersion, b: NginxVersion): boolean {
  return writeVersion(a) === writeVersion(b);
}

/** Upstreams are spoken to in HTTP/1.1 and without `Connection: close` from here on (ngx_http_proxy_module.c). */
export const http11ByDefault: NginxVersion = [1, 29, 7];

/** `Host` is written before the headers that the configuration sets from here on (ngx_http_proxy_module.c). */
export const hostFirst: NginxVersion = [1, 31, 4];

/** The newest stable release that the reference data describe, and the newest of all. */
export const newestStable: NginxVersion = [1, 30, 5];
export const newestMainline: NginxVersion = [1, 31, 6];
