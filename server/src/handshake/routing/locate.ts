/** The search for a location (ngx_http_core_find_location): exact, longest prefix, nested ones, then patterns in order. */
import type { Location } from '../../config/model.ts';
import { wholeOf } from '../../config/anchor.ts';
import { withMatch, type Exchange } from '../values/exchange.ts';
import { tryPattern } from '../values/budget.ts';
import { patternOf } from '../text/pattern.ts';
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

/** `outer` is what was found so far. */
export function findLocation(
  locations: readonly Location[],
  exchange: Exchange,
  note: Serving['note'],
  outer?: Location,
): Located {
  const uri = exchange.uri;
  const fixed = locations.filter(({ modifier }) => modifier === '' || modifier === '=' || modifier === '^~');
  const exact = fixed.find(({ modifier, path }) => modifier === '=' && path === uri);
  if (exact !== undefined) return settle(exact, exchange, 'is exactly the URI', note);
  const slash = fixed.some(({ path }) => path === uri) ? undefined : redirecting(fixed, uri);
  if (slash !== undefined) {
    note(`\`location ${nameOf(slash)}\` passes requests on and lacks only the slash: nginx answers 301`, placeOf(slash));
    return { kind: 'found', location: slash, exchange, redirect: true, final: true };
  }
  const hidden = locations.find(({ at }) => at?.directive.args.some(({ placeholder }) => placeholder));
  if (hidden !== undefined) return { kind: 'unknown', what: `the path of \`location ${hidden.path}\``, location: hidden };
  const prefix = longestPrefix(fixed, uri, note);
  const nested = prefix === undefined ? undefined : findLocation(prefix.locations, exchange, note, prefix);
  if (nested !== undefined && (nested.kind === 'unknown' || nested.final)) return nested;
  const best: Located = nested ?? { kind: 'found', location: outer, exchange, redirect: false, final: false };
  if (prefix?.modifier === '^~') {
    note(`\`location ${nameOf(prefix)}\` keeps patterns from being tried`, placeOf(prefix));
    return best;
  }
  return firstPattern(locations, exchange, note) ?? best;
}

function settle(location: Location, exchange: Exchange, why: string, note: Serving['note']): Located {
  note(`\`location ${nameOf(location)}\` ${why}`, placeOf(location));
  return { kind: 'found', location, exchange, redirect: false, final: true };
}

const passes = ['proxy_pass', 'fastcgi_pass', 'uwsgi_pass', 'scgi_pass', 'grpc_pass', 'memcached_pass'];

/**
 * Only a pass of the location's own sets the flag (ngx_http_proxy_pass: auto_redirect). An exact location and a prefix of
 * one path share it, and the exact one answers (ngx_http_core_find_static_location).
 */
function redirecting(fixed: readonly Location[], uri: string): Location | undefined {
  const named = fixed.filter(({ path }) => path === `${uri}/`);
  if (!named.some(({ level }) => passes.some((name) => level.own.has(name)))) return undefined;
  return named.find(({ modifier }) => modifier === '=') ?? named[0];
}

function longestPrefix(fixed: readonly Location[], uri: string, note: Serving['note']): Location | undefined {
  const matching = fixed
    .filter(({ modifier, path }) => modifier !== '=' && uri.startsWith(path))
    .sort((a, b) => b.path.length - a.path.length);
  const [best, ...shorter] = matching;
  if (best === undefined) return undefined;
  note(`\`location ${nameOf(best)}\` is the longest prefix of ${uri}`, placeOf(best));
  for (const location of shorter) note(`\`location ${nameOf(location)}\` matches too, but is shorter`, placeOf(location));
  return best;
}

function firstPattern(locations: readonly Location[], exchange: Exchange, note: Serving['note']): Located | undefined {
  for (const location of locations) {
    if (location.modifier !== '~' && location.modifier !== '~*') continue;
    const pattern = patternOf(location.at?.directive.args.at(-1), location.path, location.modifier === '~*');
    const match = tryPattern(exchange.budget, pattern, exchange.uri);
    if (match === 'unknown') return { kind: 'unknown', what: `the pattern \`${location.path}\``, location };
    if (match === undefined) {
      note(`\`location ${nameOf(location)}\` does not match`, placeOf(location));
      continue;
    }
    note(`\`location ${nameOf(location)}\` is the first pattern that matches`, placeOf(location));
    const inner = findLocation(location.locations, withMatch(exchange, match), note, location);
    return inner.kind === 'unknown' ? inner : { ...inner, final: true };
  }
  return undefined;
}

export function nameOf({ modifier, path }: Location): string {
  return modifier === '' || modifier === '@' ? path : `${modifier} ${path}`;
}

function placeOf({ at }: Location): ReturnType<typeof wholeOf> | undefined {
  return at === undefined ? undefined : wholeOf(at);
}
