/**
 * After any series of edits, and of files that appear, change and vanish, the server says what a server says that has just started.
 * `KEPT_SEED=7` runs the series of one seed, `KEPT_MINUTES=30` random ones for so long; both with any variant of an editor.
 */
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { Variant } from '../support/kept/editor.ts';
import { sampleOf } from '../support/kept/sample.ts';
import { runSeries } from '../support/kept/series.ts';
import { drawFailure, shrink } from '../support/kept/steps.ts';

const minutes = Number(process.env['KEPT_MINUTES'] ?? 0);
const seed = process.env['KEPT_SEED'];

const variants: Readonly<Record<string, Variant & { readonly seeds: number }>> = {
  'diagnostics are pulled, files are watched': { pull: true, watches: true, seeds: 8 },
  'diagnostics are sent, files are watched': { pull: false, watches: true, seeds: 8 },
  'diagnostics are pulled, nobody watches files': { pull: true, watches: false, seeds: 4 },
  'diagnostics are sent, nobody watches files': { pull: false, watches: false, seeds: 4 },
};

suite('what is kept is what is fresh', { concurrency: 3 }, () => {
  for (const [name, { seeds, ...variant }] of Object.entries(variants)) {
    if (seed === undefined && minutes === 0) {
      for (let number = 1; number <= seeds; number++) test(`${name}: seed ${number}`, () => check(name, variant, number));
    } else if (seed !== undefined) test(`${name}: seed ${seed}`, () => check(name, variant, Number(seed)));
    else {
      test(`${name}: ${minutes} minutes`, async () => {
        const end = performance.now() + 60_000 * minutes;
        while (performance.now() < end) await check(name, variant, Math.floor(Math.random() * 2 ** 31));
      });
    }
  }
});

async function check(name: string, variant: Variant, number: number): Promise<void> {
  const series = { variant, ...sampleOf(number) };
  const failure = await runSeries(series);
  if (failure === undefined) return;
  const time = minutes > 0 ? 120_000 : 30_000;
  const small = await shrink(failure, time, (steps) => runSeries({ ...series, steps }, true));
  assert.fail(drawFailure(`${name}, seed ${number}`, small));
}
