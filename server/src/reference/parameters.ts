/** Parameters that came later than their directive. Look-up only. */
import type { NginxVersion } from './version.ts';

const since: Readonly<Record<string, Readonly<Record<string, NginxVersion>>>> = {
  keepalive: { '0': [1, 29, 7], local: [1, 29, 7] },
  listen: { quic: [1, 25, 0], multipath: [1, 29, 7] },
  server: { resolve: [1, 27, 3], service: [1, 27, 3], route: [1, 29, 6], drain: [1, 29, 6] },
  geo: { volatile: [1, 29, 3] },
  proxy_http_version: { '2': [1, 29, 4] },
};

/**
 * The release that brought a parameter, named as it is written, or by what stands in front of its `=`;
 * `undefined` for one that is as old as its directive, or unknown. `server` is that of an upstream.
 */
export function parameterSince(directiveName: string, parameter: string): NginxVersion | undefined {
  const known = Object.hasOwn(since, directiveName) ? since[directiveName] : undefined;
  const name = parameter.replace(/=.*$/s, '');
  return known !== undefined && Object.hasOwn(known, name) ? known[name] : undefined;
}
