/** Long comparisons go on where they were stopped, and ask again what differed. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { conduct, type Survey } from '../../scripts/accuracy/survey.ts';

const folder = mkdtempSync(join(tmpdir(), 'survey-'));
process.once('exit', () => {
  rmSync(folder, { recursive: true });
});

/** Asks 250 numbers; notes which were asked, and says of `differing` that they differ until they are asked again. */
function numbers(asked: number[], differing: readonly number[], mended: readonly number[] = differing): Survey<number> {
  return {
    questions: () => Array.from({ length: 250 }, (_, index) => index),
    seats: 3,
    ask: (number, _seat, again) => {
      asked.push(number);
      const differs = differing.includes(number) && !(again && mended.includes(number));
      const row = number % 2 === 0 ? 'even' : 'odd';
      return Promise.resolve({ counts: { [row]: { asked: 1, sum: number } }, differences: differs ? [`${number} differs`] : [] });
    },
    end: () => Promise.resolve(),
    answers: 'asked',
    table: () => '',
  };
}

const whole = { even: { asked: 125, sum: 15_500 }, odd: { asked: 125, sum: 15_625 } };

test('all is asked once, and what differed once more', async () => {
  const asked: number[] = [];
  const result = await conduct(numbers(asked, [7, 201], [201]), join(folder, 'once.json'), Infinity);
  assert.deepEqual(result, { complete: true, rows: whole, agreeNow: 1, differences: ['7 differs'] });
  assert.deepEqual(
    asked.toSorted((a, b) => a - b),
    [...Array.from({ length: 250 }, (_, index) => index), 7, 201].toSorted((a, b) => a - b),
  );
});

test('what was stopped goes on behind its last part', async () => {
  const file = join(folder, 'parts', 'stopped.json');
  const [first, second]: [number[], number[]] = [[], []];
  const stopped = await conduct(numbers(first, [7]), file, 0);
  assert.equal(stopped.complete, false);
  assert.equal(first.length, 101);
  const { complete, rows, differences } = await conduct(numbers(second, [7]), file, Infinity);
  assert.deepEqual({ complete, rows, differences }, { complete: true, rows: whole, differences: [] });
  assert.equal(second.filter((number) => number < 100).join(), '7');
  assert.equal(second.length, 151);
});
