/** Values of `map` variables (ngx_http_map_module.c). */
import type { MapBlock, MapEntry } from '../../config/model.ts';
import type { Word } from '../../syntax/tree.ts';
import { wholeOf } from '../../config/anchor.ts';
import type { Bindings } from './bindings.ts';
import { joinWays, tryPattern, type Budget } from './budget.ts';
import { tableOf, wildcardFor } from './map-table.ts';
import { isUnknown, withMatch, type Captures, type Evaluated } from './exchange.ts';
import type { Unknown } from '../model.ts';
import { compilePattern, type Match } from '../text/pattern.ts';

type Expand = (word: Word, bindings: Bindings) => Evaluated;

interface Hit {
  readonly entry: MapEntry | undefined;
  readonly match: Match | undefined;
}

/**
 * String keys are compared without case; then, with `hostnames`, wildcards; then patterns in order; else the default,
 * which is empty where none is written (ngx_http_map_variable, ngx_http_map_find).
 */
export function evaluateMap(map: MapBlock, bindings: Bindings, expand: Expand): Evaluated {
  if (map.source === undefined) return { value: '', through: [] };
  const source = expand(map.source, bindings);
  if (isUnknown(source.value)) return { value: source.value, through: [wholeOf(map.at)] };
  const subject = map.hostnames ? source.value.replace(/\.$/, '') : source.value;
  const hit = find(map, subject, bindings.exchange.budget);
  const through = joinWays([wholeOf(hit.entry?.at ?? map.at)], source.through);
  if ('unknown' in hit) return { value: { unknown: hit.unknown }, through };
  const matched = hit.match === undefined ? bindings : { ...bindings, exchange: withMatch(bindings.exchange, hit.match) };
  const word = hit.entry?.value;
  const value = word === undefined ? { value: '', through: [] } : expand(word, matched);
  const captures: Captures | undefined = value.captures ?? hit.match?.groups ?? source.captures;
  const all = joinWays(through, value.through);
  return captures === undefined ? { value: value.value, through: all } : { value: value.value, through: all, captures };
}

function find(map: MapBlock, subject: string, budget: Budget): Hit | (Unknown & { readonly entry: undefined }) {
  const lower = subject.toLowerCase();
  const table = tableOf(map);
  const exact = table.exact.get(lower);
  if (exact !== undefined) return { entry: exact, match: undefined };
  const hidden = map.unseen[0]?.what ?? table.placeholder;
  if (hidden !== undefined) return { unknown: `what ${hidden} adds to the map of \`$${map.variable ?? ''}\``, entry: undefined };
  const wildcard = map.hostnames ? wildcardFor(table, lower) : undefined;
  if (wildcard !== undefined) return { entry: wildcard, match: undefined };
  for (const entry of subject === '' ? [] : table.patterns) {
    const text = entry.source.text;
    const caseless = text.startsWith('~*');
    const match = tryPattern(budget, compilePattern(text.slice(caseless ? 2 : 1), caseless), subject);
    if (match === 'unknown') {
      return { unknown: `the pattern \`${text}\` of the map of \`$${map.variable ?? ''}\``, entry: undefined };
    }
    if (match !== undefined) return { entry, match };
  }
  return { entry: map.default, match: undefined };
}
