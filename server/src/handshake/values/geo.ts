/** Values of `geo` variables (ngx_http_geo_module.c). */
import { derived } from '../../query/derived.ts';
import { wholeOf } from '../../config/anchor.ts';
import { unseenIn } from '../../config/level.ts';
import type { Placed } from '../../config/model.ts';
import { keyOfPrefix, prefixOf, readIp } from '../text/address.ts';
import type { Bindings } from './bindings.ts';
import { isUnknown, remoteAddress, type Evaluated } from './exchange.ts';
import { forwardedAddresses, lastUntrusted, trustedBy } from './forwarded.ts';

/**
 * The narrowest network that holds the address, or with `ranges` the last range that does; values are plain text. Unknown
 * with ranges that are deleted again, and includes that are not here (ngx_http_geo_cidr_variable, ngx_http_geo_range_variable).
 */
export function evaluateGeo(at: Placed, bindings: Bindings, expand: (text: string, bindings: Bindings) => Evaluated): Evaluated {
  const through = [wholeOf(at)];
  const source = at.directive.args.length > 1 ? at.directive.args[0]?.text : undefined;
  const address = source === undefined ? remoteAddress(bindings) : expand(source, bindings).value;
  if (isUnknown(address)) return { value: address, through };
  const table = tableOf(at);
  if (table.beyond !== undefined) return { value: { unknown: `the result of \`geo\` with \`${table.beyond}\`` }, through };
  const line = table.find(ipOf(table.client(address, bindings)));
  return { value: line?.directive.args[0]?.text ?? '', through: line === undefined ? through : [wholeOf(line)] };
}

/** What is no address counts as the last of all (INADDR_NONE); IPv4 within IPv6 as IPv4. */
function ipOf(address: string): readonly number[] {
  const ip = readIp(address) ?? [255, 255, 255, 255];
  const isMapped = ip.length === 16 && ip.slice(0, 12).join() === '0,0,0,0,0,0,0,0,0,0,255,255';
  return isMapped ? ip.slice(12) : ip;
}

interface GeoTable {
  /** A word that makes the block mean more than is read here. */
  readonly beyond: string | undefined;
  /** The address behind trusted proxies. */
  readonly client: (address: string, bindings: Bindings) => string;
  readonly find: (ip: readonly number[]) => Placed | undefined;
}

const tableOf = derived((geo: Placed): GeoTable => {
  const lines = geo.block ?? [];
  const has = (name: string): boolean => lines.some(({ directive }) => directive.name.text === name);
  const beyond = unseenIn(lines, geo).length > 0 ? 'include' : has('ranges') && has('delete') ? 'delete' : undefined;
  const find = beyond !== undefined ? (): undefined => undefined : has('ranges') ? byRange(lines) : byNetwork(lines);
  return { beyond, find, client: behindProxies(lines, has('proxy_recursive')) };
});

function behindProxies(lines: readonly Placed[], recursive: boolean): GeoTable['client'] {
  const ranges = lines.flatMap(({ directive }) => (directive.name.text === 'proxy' ? (directive.args[0]?.text ?? []) : []));
  if (ranges.length === 0) return (address) => address;
  const trusted = trustedBy(ranges);
  return (address, { request, nginx }) => {
    if (!trusted(address)) return address;
    return lastUntrusted(forwardedAddresses(request, 'x-forwarded-for'), trusted, { recursive, nginx }) ?? address;
  };
}

/** Ranges that stand in others come behind them, else nginx refuses them. */
function byRange(lines: readonly Placed[]): GeoTable['find'] {
  const ranges = lines.flatMap((line) => {
    const [low, high] = line.directive.name.text.split('-').map((text) => readIp(text));
    return low?.length === 4 && high?.length === 4 ? [{ line, low: numberOf(low), high: numberOf(high) }] : [];
  });
  return (address) => {
    const ip = numberOf(address.length === 4 ? address : [255, 255, 255, 255]);
    return ranges.findLast(({ low, high }) => low <= ip && ip <= high)?.line ?? fallbackOf(lines);
  };
}

function numberOf(ip: readonly number[]): number {
  return ip.reduce((number, byte) => number * 256 + byte, 0);
}

function fallbackOf(lines: readonly Placed[]): Placed | undefined {
  return lines.findLast(({ directive }) => directive.name.text === 'default');
}

const settings = new Set(['include', 'default', 'proxy', 'proxy_recursive', 'ranges', 'volatile']);

/** By family and length, then by the bits of the network; of two for one network the last one counts. */
function byNetwork(lines: readonly Placed[]): GeoTable['find'] {
  const byLength = new Map<number, Map<string, Placed>>();
  for (const line of lines) {
    const { name, args } = line.directive;
    if (settings.has(name.text)) continue;
    const goes = name.text === 'delete';
    const range = prefixOf((goes ? args[0]?.text : name.text) ?? '');
    if (range === undefined) continue;
    const index = familyAndLength(range.bytes.length, range.length);
    const same = byLength.get(index) ?? new Map<string, Placed>();
    const key = keyOfPrefix(range.bytes, range.length);
    if (goes) same.delete(key);
    else byLength.set(index, same.set(key, line));
  }
  const fallback = fallbackOf(lines);
  return (ip) => {
    for (let length = ip.length * 8; length >= 0; length--) {
      const found = byLength.get(familyAndLength(ip.length, length))?.get(keyOfPrefix(ip, length));
      if (found !== undefined) return found;
    }
    return fallback;
  };
}

function familyAndLength(bytes: number, length: number): number {
  return bytes * 1000 + length;
}
