/** Values of `map` and `geo` variables (ngx_http_map_module.c, ngx_http_geo_module.c). */
import type { MapBlock, MapEntry, Placed } from '../../config/model.ts';
import type { Word } from '../../syntax/tree.ts';
import { holds, prefixOf, readIp } from '../text/address.ts';
import { wholeOf } from '../../config/anchor.ts';
import type { Bindings } from './bindings.ts';
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
  const hit = find(map, subject);
  const through = (hit.entry === undefined ? [wholeOf(map.at)] : [wholeOf(hit.entry.at)]).concat(source.through);
  if ('unknown' in hit) return { value: { unknown: hit.unknown }, through };
  const matched = hit.match === undefined ? bindings : { ...bindings, exchange: withMatch(bindings.exchange, hit.match) };
  const word = hit.entry?.value;
  const value = word === undefined ? { value: '', through: [] } : expand(word, matched);
  const captures: Captures | undefined = value.captures ?? hit.match?.groups ?? source.captures;
  const all = [...through, ...value.through];
  return captures === undefined ? { value: value.value, through: all } : { value: value.value, through: all, captures };
}

function find(map: MapBlock, subject: string): Hit | (Unknown & { readonly entry: undefined }) {
  const lower = subject.toLowerCase();
  const strings = map.entries.filter(({ source }) => !isPattern(source));
  // Later entries of the same key are refused, so the first one found is the one.
  const exact = strings.find(({ source }) => keyOf(source) === lower && !source.placeholder);
  if (exact !== undefined) return { entry: exact, match: undefined };
  const hidden = map.unseen[0]?.what ?? placeholderIn(map);
  if (hidden !== undefined) return { unknown: `what ${hidden} adds to the map of \`$${map.variable ?? ''}\``, entry: undefined };
  const wildcard = map.hostnames ? wildcardFor(strings, lower) : undefined;
  if (wildcard !== undefined) return { entry: wildcard, match: undefined };
  for (const entry of subject === '' ? [] : map.entries.filter(({ source }) => isPattern(source))) {
    const text = entry.source.text;
    const caseless = text.startsWith('~*');
    const pattern = compilePattern(text.slice(caseless ? 2 : 1), caseless);
    const match = pattern === undefined ? 'unknown' : pattern.match(subject);
    if (match === 'unknown') {
      return { unknown: `the pattern \`${text}\` of the map of \`$${map.variable ?? ''}\``, entry: undefined };
    }
    if (match !== undefined) return { entry, match };
  }
  return { entry: map.default, match: undefined };
}

/** A quoted `"~x"` is a pattern too: quotes are only the tokenizer's. */
function isPattern({ text }: Word): boolean {
  return text.startsWith('~');
}

/** A backslash in front escapes `default`, `~` and the like. */
function keyOf({ text }: Word): string {
  return (text.startsWith('\\') ? text.slice(1) : text).toLowerCase();
}

function placeholderIn(map: MapBlock): string | undefined {
  const word = map.entries.map(({ source }) => source).find(({ placeholder }) => placeholder);
  return word === undefined ? undefined : `the placeholder in \`${word.text}\``;
}

/** `.example.com` and `*.example.com` before `example.*`; the longest first (ngx_hash_find_combined). */
function wildcardFor(entries: readonly MapEntry[], host: string): MapEntry | undefined {
  const scored = entries.flatMap((entry) => {
    const key = keyOf(entry.source);
    if (key.startsWith('.') && key.slice(1) === host) return [{ entry, score: 1e9 }];
    const suffix = /^\*?(\..+)$/.exec(key)?.[1];
    if (suffix !== undefined && host.endsWith(suffix)) return [{ entry, score: 1e6 + suffix.length }];
    const prefix = /^([^*].*\.)\*$/.exec(key)?.[1];
    return prefix !== undefined && host.startsWith(prefix) ? [{ entry, score: prefix.length }] : [];
  });
  return scored.sort((a, b) => b.score - a.score)[0]?.entry;
}

/**
 * The longest range that holds the address; values are plain text. Unknown with `ranges`, `proxy` and includes that
 * are not here (ngx_http_geo_cidr_variable).
 */
export function evaluateGeo(at: Placed, bindings: Bindings, expand: (text: string, bindings: Bindings) => Evaluated): Evaluated {
  const lines = at.block ?? [];
  const through = [wholeOf(at)];
  const source = at.directive.args.length > 1 ? at.directive.args[0]?.text : undefined;
  const address =
    source === undefined ? (bindings.exchange.realAddress ?? bindings.connection.remoteAddress) : expand(source, bindings).value;
  const beyond = lines.find(({ directive }) => ['ranges', 'proxy', 'delete', 'include'].includes(directive.name.text));
  if (isUnknown(address)) return { value: address, through };
  if (beyond !== undefined)
    return { value: { unknown: `the result of \`geo\` with \`${beyond.directive.name.text}\`` }, through };
  const ip = readIp(address) ?? [255, 255, 255, 255];
  let best: { readonly line: Placed; readonly length: number } | undefined;
  for (const line of lines) {
    const text = line.directive.name.text;
    const range = text === 'default' ? { bytes: ip, length: 0 } : prefixOf(text);
    if (range?.bytes.length !== ip.length || !holds(range, ip)) continue;
    if (range.length >= (best?.length ?? 0)) best = { line, length: range.length };
  }
  return {
    value: best?.line.directive.args[0]?.text ?? '',
    through: best === undefined ? through : [wholeOf(best.line)],
  };
}
