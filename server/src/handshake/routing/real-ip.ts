/** The client's address behind a trusted proxy (ngx_http_realip_module.c). */
import type { Level } from '../../config/model.ts';
import { holds, prefixOf, readIp, splitPort } from '../text/address.ts';
import type { Exchange } from '../values/exchange.ts';
import type { ClientRequest, Connection } from '../model.ts';
import { isOn, inForce, wordOf } from '../values/in-force.ts';

/** Takes the address from the header when the connection comes from a trusted range; the first level that can, does it once. */
export function withRealAddress(level: Level, request: ClientRequest, connection: Connection, exchange: Exchange): Exchange {
  const ranges = inForce(level, 'set_real_ip_from').placed.map(({ directive }) => directive.args[0]?.text ?? '');
  if (exchange.realAddress !== undefined || ranges.length === 0) return exchange;
  const trusted = trustedBy(ranges);
  const header = (wordOf(level, 'real_ip_header') ?? 'X-Real-IP').toLowerCase();
  if (header === 'proxy_protocol' || !trusted(connection.remoteAddress)) return exchange;
  const values = request.headers.filter(({ name }) => name.toLowerCase() === header).map(({ value }) => value);
  // Of X-Forwarded-For every line counts, of another header the first one.
  const list = (header === 'x-forwarded-for' ? values.join(',') : (values[0] ?? '')).split(/[ ,]+/).filter((it) => it !== '');
  const realAddress = lastUntrusted(list, trusted, isOn(level, 'real_ip_recursive'));
  return realAddress === undefined ? exchange : { ...exchange, realAddress };
}

/** More proxies than any request passes. */
const mostAddresses = 200;

/** Ranges are read once for all addresses. */
function trustedBy(ranges: readonly string[]): (address: string) => boolean {
  const prefixes = ranges.map(prefixOf).filter((it) => it !== undefined);
  const unix = ranges.includes('unix:');
  return (address) => {
    const ip = readIp(address);
    if (ip === undefined) return unix && address.startsWith('unix:');
    return prefixes.some((prefix) => prefix.bytes.length === ip.length && holds(prefix, ip));
  };
}

/** From the end: the last address, or with `recursive` the last one that is not trusted (ngx_http_get_forwarded_addr). */
function lastUntrusted(list: readonly string[], trusted: (address: string) => boolean, recursive: boolean): string | undefined {
  let found: string | undefined;
  for (const text of list.slice(-mostAddresses).reverse()) {
    const address = readIp(text) === undefined ? splitPort(text).host : text;
    if (readIp(address) === undefined) return found;
    found = address.replace(/^\[(.*)\]$/, '$1');
    if (!recursive || !trusted(found)) return found;
  }
  return found;
}
