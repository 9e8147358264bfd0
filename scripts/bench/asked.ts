/** What is asked of the speed, as limits of one number each. */
import type { AnswerTimes } from './answers.ts';
import type { CheckTimes } from './command-line.ts';
import { formatting, titleOf, type Results } from './groups.ts';
import { round } from './measure.ts';
import type { KeyTimes } from './server.ts';

export interface Asked {
  readonly what: string;
  readonly limit: string;
  readonly measured: string;
  readonly held: boolean;
}

/** Only what was measured is answered. */
export function asked(results: Results): readonly Asked[] {
  const { keys, checks, formats, menu, answers } = results;
  return [
    times('a key at 100,000 lines beside one at 1,000', 3, median(keys[titleOf(100_000)]), median(keys[titleOf(1_000)])),
    milliseconds('a key at 100,000 lines, 95th percentile (an aim)', 16, keys[titleOf(100_000)]?.key.p95),
    times('a key with 2,000 locations in a server beside 20', 3, median(keys['2,000 locations']), median(keys['20 locations'])),
    times(
      'a key with servers that `set` the same variables beside the same without',
      1.5,
      median(keys['220 servers that `set` the same two variables']),
      median(keys['220 servers without `set`']),
    ),
    times(
      'a key with 400 broken locations beside 20',
      3,
      median(keys['400 broken locations']),
      median(keys['20 broken locations']),
    ),
    times('`check` of 100,000 lines beside `nginx -t` (the aim is 2.5 ×)', 4, ...pair(checks[titleOf(100_000)])),
    milliseconds('`check` of 1,000 lines', 250, checks[titleOf(1_000)]?.check.p50),
    times('`check` as JSON with all fixes beside text', 2, formats?.json.p50, formats?.text.p50),
    milliseconds('first diagnostics of 100,000 lines', 2000, keys[titleOf(100_000)]?.first.p50),
    megabytes('memory at 100,000 lines', 300, keys[titleOf(100_000)]?.memory),
    milliseconds('the first menu of quick fixes over 60 sites', 100, menu?.first.p50),
    milliseconds('the same menu after a key', 100, menu?.again.p50),
    ...['completion', 'hover', 'definition'].map((what) =>
      milliseconds(`${what} at 10,000 lines, 95th percentile`, 10, slowest(answers[titleOf(10_000)], what)),
    ),
    milliseconds('formatting of 10,000 lines, 95th percentile', 150, answers[titleOf(10_000)]?.[formatting]?.p95),
  ].flatMap((it) => it ?? []);
}

/** The 95th percentile of what takes longest. */
function slowest(answers: AnswerTimes | undefined, what: string): number | undefined {
  const own = Object.entries(answers ?? {}).filter(([title]) => title.startsWith(what));
  return own.length === 0 ? undefined : Math.max(...own.map(([, { p95 }]) => p95));
}

function times(what: string, limit: number, value: number | undefined, beside: number | undefined): Asked | undefined {
  if (value === undefined || beside === undefined) return undefined;
  const ratio = value / beside;
  const measured = `${ratio.toFixed(2)} × (${round(value)} ms, ${round(beside)} ms)`;
  return { what, limit: `${String(limit)} ×`, measured, held: ratio <= limit };
}

function milliseconds(what: string, limit: number, value: number | undefined): Asked | undefined {
  if (value === undefined) return undefined;
  return { what, limit: `${limit.toLocaleString('en-US')} ms`, measured: `${round(value)} ms`, held: value <= limit };
}

function megabytes(what: string, limit: number, value: number | undefined): Asked | undefined {
  if (value === undefined) return undefined;
  return { what, limit: `${String(limit)} MB`, measured: `${value.toFixed(0)} MB`, held: value <= limit };
}

function median(times: KeyTimes | undefined): number | undefined {
  return times?.key.p50;
}

function pair(times: CheckTimes | undefined): readonly [number | undefined, number | undefined] {
  return [times?.check.p50, times?.nginx?.p50];
}
