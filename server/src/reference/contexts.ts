/** Where directives may stand. */

/** Places in a configuration, as the NGX_*_CONF flags of the command tables tell them apart. */
export type Context =
  | 'main'
  | 'events'
  | 'http'
  | 'server'
  | 'location'
  | 'if in server'
  | 'if in location'
  | 'limit_except'
  | 'upstream'
  | 'stream'
  | 'stream server'
  | 'stream upstream'
  | 'mail'
  | 'mail server';

/** By letters, as the data have them; unknown ones count for nothing. */
export function contextsOf(letters: string): ReadonlySet<Context> {
  return new Set([...letters].flatMap((letter) => places[letter] ?? []));
}

/** What a user calls a place: as nginx's documentation does, `if` for both of its kinds. None for other words. */
export function contextsNamed(name: string): readonly Context[] {
  if (name === 'if') return ['if in server', 'if in location'];
  return Object.values(places).filter((it) => it === name);
}

/** What the inside of a block is, by its name and by where it stands; `undefined` for one that holds no directives, or that nginx does not have. */
export function contextInside(outer: Context, block: string): Context | undefined {
  return inside[`${outer} ${block}`] ?? inside[block];
}

const places: Readonly<Record<string, Context>> = {
  m: 'main',
  e: 'events',
  h: 'http',
  s: 'server',
  l: 'location',
  i: 'if in server',
  j: 'if in location',
  x: 'limit_except',
  u: 'upstream',
  S: 'stream',
  T: 'stream server',
  U: 'stream upstream',
  M: 'mail',
  N: 'mail server',
};

const inside: Readonly<Record<string, Context>> = {
  __proto__: null as never,
  http: 'http',
  server: 'server',
  location: 'location',
  limit_except: 'limit_except',
  upstream: 'upstream',
  events: 'events',
  stream: 'stream',
  mail: 'mail',
  'server if': 'if in server',
  'location if': 'if in location',
  'stream server': 'stream server',
  'stream upstream': 'stream upstream',
  'mail server': 'mail server',
};
