/** The client's address as proxies hand it on (ngx_http_get_forwarded_addr). */
import { isAtLeast, type NginxVersion } from '../../reference/version.ts';
import { holds, prefixOf, readIp, splitPort } from '../text/address.ts';
import type { ClientRequest } from '../model.ts';

/** Is an address one of trusted proxies? Ranges are read once for all addresses. */
export function trustedBy(ranges: readonly string[]): (address: string) => boolean {
  // The one name that means the same everywhere.
  const addresses = ranges.flatMap((range) => (range.toLowerCase() === 'localhost' ? ['127.0.0.1', '::1'] : [range]));
  const prefixes = addresses.map(prefixOf).filter((it) => it !== undefined);
  const unix = ranges.includes('unix:');
  return (address) => {
    const ip = readIp(address);
    if (ip === undefined) return unix && address.startsWith('unix:');
    return prefixes.some((prefix) => prefix.bytes.length === ip.length && holds(prefix, ip));
  };
}

/** More proxies than any request passes. */
const mostAddresses = 200;

/** The addresses of a header's lines, as they stand. Of X-Forwarded-For every line counts, of another header the first one. */
export function forwardedAddresses(request: ClientRequest, header: string): readonly string[] {
  const values = request.headers.filter(({ name }) => name.toLowerCase() === header).map(({ value }) => value);
  return (header === 'x-forwarded-for' ? values.join(',') : (values[0] ?? '')).split(/[ ,]+/).filter((it) => it !== '');
}

/** From the end: the last address, or with `recursive` the last one that is not trusted; `undefined` where none is an address. */
export function lastUntrusted(
  list: readonly string[],
  trusted: (address: string) => boolean,
  { recursive, nginx }: { readonly recursive: boolean; readonly nginx: NginxVersion },
): string | undefined {
  let found: string | undefined;
  for (const text of list.slice(-mostAddresses).reverse()) {
    const { host, port } = splitPort(text);
    const inBrackets = text.startsWith('[');
    // Brackets without a port are read from 1.27.3 on (ngx_parse_addr_port).
    if (inBrackets && port === undefined && !isAtLeast(nginx, [1, 27, 3])) return found;
    const address = inBrackets || readIp(text) === undefined ? host : text;
    if (readIp(address) === undefined) return found;
    found = address.replace(/^\[(.*)\]$/, '$1');
    if (!recursive || !trusted(found)) return found;
  }
  return found;
}
