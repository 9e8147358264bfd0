/** Asks both about the same configurations, and counts how often they agree. */
import type { NginxBinary } from '../../support/parts.ts';
import { partsOf, reasonOfMachine, type Asker } from './ask.ts';

export interface Tally {
  asked: number;
  /** How often nginx spoke of the machine or the build instead, by what it spoke of: not counted otherwise. */
  readonly machine: Map<string, number>;
  refused: number;
  /** Both accept, or both refuse. */
  verdicts: number;
  /** Of those that both refuse. */
  both: number;
  lines: number;
  messages: number;
}

export function createTally(): Tally {
  return { asked: 0, machine: new Map(), refused: 0, verdicts: 0, both: 0, lines: 0, messages: 0 };
}

export type Difference = 'verdict' | 'line' | 'message';

export interface Disagreement {
  readonly version: string;
  readonly what: Difference;
  readonly config: string;
  readonly theirs: string;
  readonly ours: string;
}

/** Asks both, adds the answers to the tally, and gives what differs; `undefined` where nothing does. */
export function compare(asker: Asker, binary: NginxBinary, config: string, tally: Tally): Disagreement | undefined {
  const theirs = asker.theirs(binary, config);
  const why = reasonOfMachine(binary, theirs, config);
  if (why !== undefined) {
    tally.machine.set(why, (tally.machine.get(why) ?? 0) + 1);
    return undefined;
  }
  const ours = asker.ours(binary, config);
  const what = differenceOf(theirs, ours);
  count(tally, theirs, what);
  return what === undefined ? undefined : { version: binary.version, what, config, theirs, ours };
}

function differenceOf(real: string, own: string): Difference | undefined {
  if ((real === 'ok') !== (own === 'ok')) return 'verdict';
  // nginx says nothing but that it refuses.
  if (real.startsWith('nginx: configuration file')) return undefined;
  const [theirs, ours] = [partsOf(real), partsOf(own)];
  if (theirs.line !== ours.line) return 'line';
  return theirs.message === ours.message ? undefined : 'message';
}

function count(tally: Tally, real: string, difference: Difference | undefined): void {
  tally.asked++;
  if (real !== 'ok') tally.refused++;
  if (difference === 'verdict') return;
  tally.verdicts++;
  if (real === 'ok') return;
  tally.both++;
  if (difference !== 'line') tally.lines++;
  if (difference === undefined) tally.messages++;
}
