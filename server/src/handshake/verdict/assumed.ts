/** Where nobody said the version: what of a request is a default that newer ones do not have (ngx_http_proxy_module.c). */
import { beforeVersion } from '../../reference/releases.ts';
import { http11ByDefault, isAtLeast, type NginxVersion } from '../../reference/version.ts';
import type { UpstreamRequest } from '../model.ts';

export interface VersionRange {
  readonly nginx: NginxVersion;
  /** The newest that it may be; `undefined` where `nginx` is certain. */
  readonly nginxUpTo: NginxVersion | undefined;
}

/** May it be a version with the old defaults, and one with the new ones? */
export function spansDefaults({ nginx, nginxUpTo }: VersionRange): boolean {
  return nginxUpTo !== undefined && !isAtLeast(nginx, http11ByDefault) && isAtLeast(nginxUpTo, http11ByDefault);
}

/** Which of the two old defaults an old version sends here. */
export function oldDefaultsIn({ kind, httpVersion, httpVersionFrom, headers }: UpstreamRequest): {
  readonly version: boolean;
  readonly connection: boolean;
} {
  return {
    version: kind === 'proxy' && httpVersionFrom.kind === 'default' && httpVersion === '1.0',
    connection: headers.some(
      (it) => it.from.kind === 'default' && it.value === 'close' && it.name.toLowerCase() === 'connection',
    ),
  };
}

/** A sentence about them, with a blank before it; empty where there is none. */
export function oldDefaultsText(upstream: UpstreamRequest): string {
  const { version, connection } = oldDefaultsIn(upstream);
  const before = beforeVersion(http11ByDefault);
  if (!connection) return version ? ` HTTP/1.0 is the default ${before}; newer ones speak HTTP/1.1.` : '';
  return ` ${version ? 'HTTP/1.0 and `Connection: close` are' : '`Connection: close` is'} the default ${before}; newer ones send neither.`;
}
