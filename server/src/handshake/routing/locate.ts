/** The search for a location (ngx_http_core_find_location): exact, longest prefix, nested ones, then patterns in order. */
import type { Location, LocationName, Locations } from '../../config/model.ts';
import { wholeOf } from '../../config/anchor.ts';
import type { Value } from '../model.ts';
import { isUnknown, withMatch, type Exchange } from '../values/exchange.ts';
import { tryPattern } from '../values/budget.ts';
import { compilePattern } from '../text/pattern.ts';
import type { Serving } from './serving.ts';

export type Located =
  | {
      readonly kind: 'found';
      /** `undefined` when none matches: the server itself then serves the request. */
      readonly location: Location | undefined;
      readonly exchange: Exchange;
      /** The URI lacks just the final slash of a location that passes requests on: nginx answers 301. */
      readonly redirect: boolean;
      /** No pattern further out is tried. */
      readonly final: boolean;
    }
  | { readonly kind: 'unknown'; readonly what: string; readonly location: Location };

/** What a search asks beside the locations. */
export interface Searching {
  readonly note: Serving['note'];
  /** The value of the variable of a `location $variable`; `undefined` where such a location is a prefix like any other. */
  readonly predicate: ((name: string, exchange: Exchange) => Value) | undefined;
}

/** `outer` is what was found so far. */
export function findLocation(locations: Locations, exchange: Exchange, searching: Searching, outer?: Location): Located {
  const { note } = searching;
  const uri = exchange.uri;
  const { names } = locations;
  const exact = names.findIndex(({ modifier, path }) => modifier === '=' && path === uri);
  if (exact !== -1) return settle(locations.at(exact), exchange, 'is exactly the URI', note);
  const redirecting = redirectingLocation(locations, uri);
  if (redirecting !== undefined) {
    const slash = locations.at(redirecting);
    note(`\`location ${nameOf(slash)}\` passes requests on and lacks only the slash: nginx answers 301`, placeOf(slash));
    return { kind: 'found', location: slash, exchange, redirect: true, final: true };
  }
  const hidden = names.findIndex(({ placeholder }) => placeholder);
  if (hidden !== -1) {
    const location = locations.at(hidden);
    return { kind: 'unknown', what: `the path of \`location ${location.path}\``, location };
  }
  const prefix = longestPrefix(locations, uri, note);
  const nested = prefix === undefined ? undefined : findLocation(prefix.locations, exchange, searching, prefix);
  if (nested !== undefined && (nested.kind === 'unknown' || nested.final)) return nested;
  const best: Located = nested ?? { kind: 'found', location: outer, exchange, redirect: false, final: false };
  if (prefix?.modifier === '^~') {
    note(`\`location ${nameOf(prefix)}\` keeps patterns from being tried`, placeOf(prefix));
    return best;
  }
  return firstPattern(locations, exchange, searching) ?? firstPredicate(locations, exchange, searching) ?? best;
}

function settle(location: Location, exchange: Exchange, why: string, note: Serving['note']): Located {
  note(`\`location ${nameOf(location)}\` ${why}`, placeOf(location));
  return { kind: 'found', location, exchange, redirect: false, final: true };
}

function isFixed({ modifier }: LocationName): boolean {
  return modifier === '' || modifier === '=' || modifier === '^~';
}

/**
 * Only a pass of the location's own sets the flag (ngx_http_proxy_pass: auto_redirect). An exact location and a prefix of
 * one path share it, and the exact one answers (ngx_http_core_find_static_location). Its index.
 */
function redirectingLocation({ names }: Locations, uri: string): number | undefined {
  const slash = `${uri}/`;
  let found: number | undefined;
  let passes = false;
  for (const [index, name] of names.entries()) {
    if (!isFixed(name)) continue;
    if (name.path === uri) return undefined;
    if (name.path !== slash) continue;
    passes ||= name.passes;
    if (found === undefined || (name.modifier === '=' && names[found]?.modifier !== '=')) found = index;
  }
  return passes ? found : undefined;
}

/** Prefixes of the URI, the longest first; those that are shorter are told, not looked into. */
function longestPrefix(locations: Locations, uri: string, note: Serving['note']): Location | undefined {
  const matching: { readonly name: LocationName; readonly index: number }[] = [];
  for (let index = 0; index < locations.names.length; index++) {
    const name = locations.names[index];
    if (name !== undefined && name.modifier !== '=' && uri.startsWith(name.path) && isFixed(name)) matching.push({ name, index });
  }
  matching.sort((a, b) => b.name.path.length - a.name.path.length);
  const [best, ...shorter] = matching;
  if (best === undefined) return undefined;
  const location = locations.at(best.index);
  note(`\`location ${nameOf(best.name)}\` is the longest prefix of ${uri}`, placeOf(location));
  for (const { name } of shorter) note(`\`location ${nameOf(name)}\` matches too, but is shorter`, undefined);
  return location;
}

function firstPattern(locations: Locations, exchange: Exchange, searching: Searching): Located | undefined {
  const { note } = searching;
  for (const [index, name] of locations.names.entries()) {
    if (name.modifier !== '~' && name.modifier !== '~*') continue;
    const match = tryPattern(exchange.budget, compilePattern(name.path, name.modifier === '~*'), exchange.uri);
    if (match === undefined) {
      note(`\`location ${nameOf(name)}\` does not match`, undefined);
      continue;
    }
    const location = locations.at(index);
    if (match === 'unknown') return { kind: 'unknown', what: `the pattern \`${location.path}\``, location };
    note(`\`location ${nameOf(name)}\` is the first pattern that matches`, placeOf(location));
    const inner = findLocation(location.locations, withMatch(exchange, match), searching, location);
    return inner.kind === 'unknown' ? inner : { ...inner, final: true };
  }
  return undefined;
}

/** The first `location $variable` whose variable is neither empty nor 0: behind all patterns, before plain prefixes. */
function firstPredicate(locations: Locations, exchange: Exchange, searching: Searching): Located | undefined {
  const { note, predicate } = searching;
  for (const [index, { modifier, path }] of predicate === undefined ? [] : locations.names.entries()) {
    if (modifier !== '' || !/^\$\w+$/.test(path)) continue;
    const location = locations.at(index);
    const value = predicate?.(path.slice(1), exchange) ?? '';
    if (isUnknown(value)) return { kind: 'unknown', what: value.unknown, location };
    if (value === '' || value === '0') {
      note(`\`location ${path}\` does not hold`, undefined);
      continue;
    }
    note(`\`location ${path}\` holds`, placeOf(location));
    const inner = findLocation(location.locations, exchange, searching, location);
    return inner.kind === 'unknown' ? inner : { ...inner, final: true };
  }
  return undefined;
}

export function nameOf({ modifier, path }: Pick<Location, 'modifier' | 'path'>): string {
  return modifier === '' || modifier === '@' ? path : `${modifier} ${path}`;
}

function placeOf({ at }: Location): ReturnType<typeof wholeOf> | undefined {
  return at === undefined ? undefined : wholeOf(at);
}
