/** Values of `geo` variables (ngx_http_geo_module.c). */
import { derived } from '../../query/derived.ts';
import { wholeOf } from '../../config/anchor.ts';
import type { Placed } from '../../config/model.ts';
import { keyOfPrefix, prefixOf, readIp } from '../text/address.ts';
import type { Bindings } from './bindings.ts';
import { isUnknown, remoteAddress, type Evaluated } from './exchange.ts';

/**
 * The longest range that holds the address; values are plain text. Unknown with `ranges`, `proxy` and includes that
 * are not here (ngx_http_geo_cidr_variable).
 */
export function evaluateGeo(at: Placed, bindings: Bindings, expand: (text: string, bindings: Bindings) => Evaluated): Evaluated {
  const through = [wholeOf(at)];
  const source = at.directive.args.length > 1 ? at.directive.args[0]?.text : undefined;
  const address = source === undefined ? remoteAddress(bindings) : expand(source, bindings).value;
  if (isUnknown(address)) return { value: address, through };
  const table = tableOf(at);
  if (table.beyond !== undefined) return { value: { unknown: `the result of \`geo\` with \`${table.beyond}\`` }, through };
  const line = table.find(readIp(address) ?? [255, 255, 255, 255]);
  return { value: line?.directive.args[0]?.text ?? '', through: line === undefined ? through : [wholeOf(line)] };
}

interface GeoTable {
  /** A word that makes the block mean more than is read here. */
  readonly beyond: string | undefined;
  readonly find: (ip: readonly number[]) => Placed | undefined;
}

const tableOf = derived(({ block }: Placed) => makeTable(block ?? []));

const beyondRanges = new Set(['ranges', 'proxy', 'delete', 'include']);

/** By family and length, then by the bits of the range; of two for one range the last one counts. */
function makeTable(lines: readonly Placed[]): GeoTable {
  const beyond = lines.find(({ directive }) => beyondRanges.has(directive.name.text))?.directive.name.text;
  const byLength = new Map<number, Map<string, Placed>>();
  let fallback: Placed | undefined;
  for (const line of beyond === undefined ? lines : []) {
    const text = line.directive.name.text;
    if (text === 'default') fallback = line;
    const range = text === 'default' ? undefined : prefixOf(text);
    if (range === undefined) continue;
    const index = familyAndLength(range.bytes.length, range.length);
    const same = byLength.get(index) ?? new Map<string, Placed>();
    byLength.set(index, same.set(keyOfPrefix(range.bytes, range.length), line));
  }
  const find = (ip: readonly number[]): Placed | undefined => {
    for (let length = ip.length * 8; length >= 0; length--) {
      const found = byLength.get(familyAndLength(ip.length, length))?.get(keyOfPrefix(ip, length));
      if (found !== undefined) return found;
    }
    return fallback;
  };
  return { beyond, find };
}

function familyAndLength(bytes: number, length: number): number {
  return bytes * 1000 + length;
}
