/** How long nginx leaves a silent tunnel open, by the configuration (ngx_http_upstream_process_upgraded: the time to read from the backend). */
import { wholeOf } from '../config/anchor.ts';
import type { Anchor, Level } from '../config/model.ts';
import type { Simulation } from '../handshake/model.ts';
import { milliseconds } from '../handshake/text/amount.ts';
import { inForce } from '../handshake/values/in-force.ts';

export interface Silence {
  /** Seconds. */
  readonly after: number;
  /** What sets it: a noun phrase. */
  readonly words: string;
  /** The line; `undefined` for nginx's default. */
  readonly at: Anchor | undefined;
}

/** Of the location that takes the handshake; `undefined` where it passes nothing on, or something unseen may set the time. */
export function silenceOf({ location, upstream }: Pick<Simulation, 'location' | 'upstream'>): Silence | undefined {
  if (location === undefined || upstream === undefined) return undefined;
  const name = `${upstream.kind}_read_timeout`;
  const { placed, doubt, beside } = inForce(location.level, name);
  const line = placed.at(-1);
  if (line === undefined) {
    const words = `the default of \`${name}\`, which no line sets for this location`;
    return doubt === undefined ? { after: byDefault, words, at: undefined } : undefined;
  }
  const word = line.directive.args[0];
  const time = word === undefined || word.placeholder ? undefined : milliseconds(word.text);
  if (word === undefined || time === undefined || (doubt !== undefined && !beside)) return undefined;
  const from = levelWith(location.level, name);
  const inherited =
    from === undefined || from === location.level ? '' : `, which the location inherits from its ${from.kind} block`;
  return { after: time / 1000, words: `\`${name} ${word.text}\`${inherited}`, at: wholeOf(line) };
}

/** In seconds. */
const byDefault = 60;

function levelWith(level: Level, name: string): Level | undefined {
  for (let at: Level | undefined = level; at !== undefined; at = at.outer) if (at.own.has(name)) return at;
  return undefined;
}
