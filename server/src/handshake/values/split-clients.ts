/** `split_clients`: which share of the clients a text falls into (ngx_http_split_clients_module.c). */
import type { Placed } from '../../config/model.ts';
import { wholeOf } from '../../config/anchor.ts';
import type { Bindings } from './bindings.ts';
import { isUnknown, type Evaluated } from './exchange.ts';
import { encodeUtf8 } from '../text/uri.ts';

export function evaluateSplit(
  at: Placed,
  bindings: Bindings,
  expand: (text: string, bindings: Bindings) => Evaluated,
): Evaluated {
  const source = expand(at.directive.args[0]?.text ?? '', bindings);
  const parts = (at.block ?? []).map((line) => ({ line, share: shareOf(line.directive.name.text) }));
  const only = parts[0];
  if (isUnknown(source.value) && !(only !== undefined && only.share === undefined)) {
    return { value: source.value, through: [wholeOf(at)] };
  }
  const hash = isUnknown(source.value) ? 0 : murmurHash2(encodeUtf8(source.value));
  let sum = 0;
  let limit = 0;
  for (const { line, share } of parts) {
    sum += share ?? 10_000;
    limit += Math.floor(((share ?? 0) * 0xffffffff) / 10_000);
    if (share !== undefined && sum < 10_000 && hash >= limit) continue;
    return { value: line.directive.args[0]?.text ?? '', through: [wholeOf(line)] };
  }
  return { value: '', through: [wholeOf(at)] };
}

/** In hundredths of a percent; `*` takes the rest. */
function shareOf(text: string): number | undefined {
  const percent = /^(\d+)(?:\.(\d{1,2}))?%$/.exec(text);
  return percent === null ? undefined : Number(percent[1]) * 100 + Number((percent[2] ?? '').padEnd(2, '0'));
}

/** 32 bits, with the length as seed (ngx_murmurhash.c). */
function murmurHash2(data: Uint8Array): number {
  const factor = 0x5bd1e995;
  let hash = data.length;
  let at = 0;
  for (; data.length - at >= 4; at += 4) {
    let word = (data[at] ?? 0) | ((data[at + 1] ?? 0) << 8) | ((data[at + 2] ?? 0) << 16) | ((data[at + 3] ?? 0) << 24);
    word = Math.imul(word, factor);
    word ^= word >>> 24;
    hash = Math.imul(hash, factor) ^ Math.imul(word, factor);
  }
  const left = data.length - at;
  if (left >= 3) hash ^= (data[at + 2] ?? 0) << 16;
  if (left >= 2) hash ^= (data[at + 1] ?? 0) << 8;
  if (left >= 1) hash = Math.imul(hash ^ (data[at] ?? 0), factor);
  hash = Math.imul(hash ^ (hash >>> 13), factor);
  return (hash ^ (hash >>> 15)) >>> 0;
}
