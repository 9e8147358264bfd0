/** A minute of inputs that nobody would write: nothing throws, hangs, or takes all memory. `npm run fuzz` does it for longer. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { describe, fuzz } from './watch.ts';

test('no input takes anything down', async () => {
  const { tried, failures } = await fuzz({ seed: 20_261, milliseconds: 45_000, mostFailures: 3 });
  assert.deepEqual(failures.map(describe), []);
  assert.ok(tried > 50, `only ${tried} inputs in the time`);
});
