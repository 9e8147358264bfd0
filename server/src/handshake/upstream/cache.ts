/** What a cache does to the request that goes to the backend (ngx_http_upstream_cache of ngx_http_upstream.c). */
import type { Anchor, Level } from '../../config/model.ts';
import { wholeOf } from '../../config/anchor.ts';
import { bytes } from '../text/amount.ts';
import type { Bindings } from '../values/bindings.ts';
import { expandWord } from '../values/evaluate.ts';
import { isUnknown } from '../values/exchange.ts';
import { isOn, inForce, wordOf } from '../values/in-force.ts';
import type { ProxyTarget } from '../model.ts';
import { headerValue } from '../request/headers.ts';

export interface Caching {
  /** The zone's name, where a value with variables gives one that does not exist: nginx answers 500. */
  readonly missing: { readonly zone: string; readonly at: Anchor } | undefined;
  /** The answer may be kept: the client's conditions and ranges stay behind. */
  readonly keeps: boolean;
  /** HEAD is sent as GET. */
  readonly asksForAll: boolean;
}

const none: Caching = { missing: undefined, keeps: false, asksForAll: false };

/** A zone that cannot be known is taken as one that exists. */
export function cachingOf({ kind, level }: Pick<ProxyTarget, 'kind' | 'level'>, bindings: Bindings): Caching {
  const placed = inForce(level, `${kind}_cache`).placed.at(-1);
  const word = placed?.directive.args[0];
  if (placed === undefined || word === undefined) return none;
  const { value } = expandWord(word, bindings);
  if (value === 'off' || value === '') return none;
  const method = bindings.exchange.method ?? bindings.request.method;
  const methods = inForce(level, `${kind}_cache_methods`).placed.flatMap(({ directive }) => directive.args);
  const listed = ['GET', 'HEAD', ...methods.map(({ text }) => text.toUpperCase())];
  if (!listed.includes(method)) return none;
  if (word.text.includes('$') && !isUnknown(value) && !hasZone(level, kind, value)) {
    return { ...none, missing: { zone: value, at: wholeOf(placed) } };
  }
  const isFirst = Number(wordOf(level, `${kind}_cache_min_uses`) ?? 1) > 1;
  const keeps = bypassed({ kind, level }, bindings) || (!isFirst && !beyondOffset({ kind, level }, bindings));
  return { missing: undefined, keeps, asksForAll: method === 'HEAD' && isOn(level, `${kind}_cache_convert_head`, true) };
}

/** Is the zone one of those that stand in the http block? True where not all of it can be seen. */
function hasZone(level: Level, kind: string, name: string): boolean {
  for (let at: Level | undefined = level; at !== undefined; at = at.outer) {
    if (at.partial || (at.kind === 'http' && at.unseen.length > 0)) return true;
    if (at.kind !== 'http') continue;
    const zones = (at.own.get(`${kind}_cache_path`) ?? []).flatMap(({ directive }) => directive.args);
    return zones.some(({ text }) => /^keys_zone=([^:]*)/.exec(text)?.[1] === name);
  }
  return true;
}

function bypassed({ kind, level }: Pick<ProxyTarget, 'kind' | 'level'>, bindings: Bindings): boolean {
  const words = inForce(level, `${kind}_cache_bypass`).placed.flatMap(({ directive }) => directive.args);
  return words.some((word) => {
    const { value } = expandWord(word, bindings);
    return !isUnknown(value) && value !== '' && value !== '0';
  });
}

/** A range that begins behind `…_cache_max_range_offset` is left to the backend (ngx_http_upstream_cache_check_range). */
function beyondOffset({ kind, level }: Pick<ProxyTarget, 'kind' | 'level'>, { request }: Bindings): boolean {
  const most = bytes(wordOf(level, `${kind}_cache_max_range_offset`) ?? '');
  const range = headerValue(request, 'range');
  if (most === undefined || range === undefined) return false;
  if (most === 0) return true;
  const start = /^bytes= *(?:(-)|(\d+))/i.exec(range);
  if (range.length < 7 || start === null) return false;
  return start[1] !== undefined || Number(start[2]) >= most;
}
