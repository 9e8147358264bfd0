/** Why the other locations of a server did not take a URI (ngx_http_core_find_location), for people. */
import type { Location, LocationName, Locations } from '../../config/model.ts';
import { nameOf } from './locate.ts';
import type { Search } from './serving.ts';

export interface Loser {
  readonly location: Location;
  /** What follows its name in a sentence. */
  readonly why: string;
}

/** Those that came near first: they match, then patterns, then paths that begin alike. `left`: how many more there are. */
export function losersOf(
  { server, uri, found }: Search,
  most: number,
): { readonly losers: readonly Loser[]; readonly left: number } {
  const all = losersAmong(server.locations, uri, found, chainTo(server.locations, found));
  const near = all.sort((a, b) => b.nearness - a.nearness).slice(0, most);
  return {
    losers: near.map(({ locations, index, why }) => ({ location: locations.at(index), why })),
    left: all.length - near.length,
  };
}

interface Candidate {
  readonly locations: Locations;
  readonly index: number;
  readonly why: string;
  readonly nearness: number;
}

/** The indices that lead to a location, the outermost first; empty where it is not among them. */
function chainTo(locations: Locations, found: Location | undefined): readonly number[] {
  if (found === undefined) return [];
  for (const [index, inner] of locations.all().entries()) {
    if (inner === found) return [index];
    const rest = inner.locations.names.length === 0 ? [] : chainTo(inner.locations, found);
    if (rest.length > 0) return [index, ...rest];
  }
  return [];
}

function losersAmong(
  locations: Locations,
  uri: string,
  found: Location | undefined,
  [taken, ...inner]: readonly number[],
): Candidate[] {
  const winner = taken === undefined ? undefined : locations.names[taken];
  const within = taken === undefined ? undefined : locations.at(taken).locations;
  const decided = inner.length > 0 && found !== undefined && (found.modifier === '=' || isPattern(found));
  const here = locations.names.flatMap((name, index): readonly Candidate[] => {
    if (index === taken || name.modifier === '@' || name.placeholder || name.path.startsWith('$')) return [];
    const isLater = taken !== undefined && index > taken;
    return [{ locations, index, ...whyNot(name, uri, winner, isLater, decided) }];
  });
  return within === undefined ? here : [...here, ...losersAmong(within, uri, found, inner)];
}

function whyNot(
  name: LocationName,
  uri: string,
  winner: LocationName | undefined,
  isLater: boolean,
  decided: boolean,
): Pick<Candidate, 'why' | 'nearness'> {
  if (isPattern(name)) return { why: whyNotPattern(uri, winner, isLater, decided), nearness: 1 };
  const alike = commonLength(name.path, uri) / (Math.max(name.path.length, uri.length) + 1);
  if (name.modifier === '=') return { why: `takes exactly ${name.path}, and no other path`, nearness: alike };
  if (uri.startsWith(name.path)) {
    const beaten = winner !== undefined && isPattern(winner) ? 'a pattern goes before it' : 'is shorter';
    return { why: `matches too, but ${beaten}`, nearness: 2 };
  }
  if (name.path === `${uri}/`) return { why: 'has a slash at its end, which the path lacks', nearness: 1.5 };
  return { why: `is no beginning of ${uri}`, nearness: alike };
}

function whyNotPattern(uri: string, winner: LocationName | undefined, isLater: boolean, decided: boolean): string {
  // A missing slash is answered before patterns are tried.
  if (winner?.modifier === '=' || winner?.modifier === '^~' || winner?.path === `${uri}/`)
    return `is not tried: \`location ${nameOf(winner)}\` is taken without a look at patterns`;
  if (decided && winner !== undefined && !isPattern(winner))
    return `is not tried: one inside \`location ${nameOf(winner)}\` decides`;
  const isBehind = winner !== undefined && isPattern(winner) && isLater;
  return isBehind ? 'is not tried: the first pattern that matches is taken' : 'does not match';
}

function isPattern({ modifier }: Pick<Location, 'modifier'>): boolean {
  return modifier === '~' || modifier === '~*';
}

function commonLength(a: string, b: string): number {
  let length = 0;
  while (length < a.length && a[length] === b[length]) length++;
  return length;
}
