/** What a refused directive was meant to make, so that nothing is reported that only follows from its being refused. */
import type { Placed } from '../../config/model.ts';
import { groupNames } from '../values/pattern.ts';
import type { Step, Whole } from './model.ts';
import type { Outcome } from './told.ts';

/** Notes what the directive, and those in its block, would have defined: variables, zones, upstreams, formats, thread pools. */
export function leaveBehind(refused: Placed, note: (step: Step) => void): void {
  const pending = [refused];
  for (let placed = pending.pop(); placed !== undefined; placed = pending.pop()) {
    for (const name of variablesOf(placed)) {
      note({ kind: 'define', family: 'http', name, at: placed });
      note({ kind: 'define', family: 'stream', name, at: placed });
    }
    const names = namesOf(placed);
    if (names.length > 0) note({ kind: 'claim', at: placed, within: '', judge: (whole) => remember(whole, names) });
    for (const inner of placed.block ?? []) pending.push(inner);
  }
}

/** A refused argument of its own kind: what it names is not missed elsewhere. */
function variablesOf({ directive: { args } }: Placed): readonly string[] {
  return args.flatMap(({ text }) => {
    const whole = /^\$\{?(\w+)\}?$/.exec(text)?.[1];
    return whole === undefined ? groupNames(text).map((name) => name.toLowerCase()) : [whole.toLowerCase()];
  });
}

const named: Readonly<Record<string, string>> = {
  __proto__: null as never,
  upstream: 'upstream',
  log_format: 'format',
  thread_pool: 'pool',
};

function namesOf({ directive: { name, args } }: Placed): readonly string[] {
  const kind = named[name.text];
  const first = args[0]?.text;
  const own = kind === undefined || first === undefined ? [] : [`${kind} ${first.toLowerCase()}`];
  const zones = args.flatMap(({ text }) => /^(?:(?:keys_)?zone=|shared:)([^:]+)/.exec(text)?.[1] ?? []);
  return [...own, ...zones.map((zone) => `zone ${zone}`)];
}

function remember(whole: Whole, names: readonly string[]): Outcome {
  for (const name of names) whole.refusedNames.add(name);
  return undefined;
}
