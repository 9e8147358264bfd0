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
