/** How often the disk is looked at where nobody says what changed there, by a clock of the test's. */
import assert from 'node:assert/strict';
import { suite, test, type TestContext } from 'node:test';
import { createLooking, type Looking } from '../../server/src/lsp/looking.ts';

/** A disk on which a look takes so many ms, and how often it was looked at. */
function look(t: TestContext, takes: number): { readonly looking: Looking; readonly looks: () => number } {
  t.mock.timers.enable({ apis: ['Date'], now: 1_000_000 });
  let looks = 0;
  const looking = createLooking(() => {
    looks++;
    t.mock.timers.tick(takes);
    return Promise.resolve(true);
  });
  return { looking, looks: () => looks };
}

suite('a disk that nobody watches', () => {
  test('is looked at when two seconds have passed, and not before', async (t) => {
    const { looking, looks } = look(t, 1);
    assert.equal(await looking.now(), true);
    t.mock.timers.tick(1999);
    assert.equal(await looking.now(), false);
    t.mock.timers.tick(1);
    assert.equal(await looking.now(), true);
    assert.equal(looks(), 2);
  });

  test('is left in peace for longer when it is slow, and looked at at once where something is told', async (t) => {
    const { looking, looks } = look(t, 500);
    await looking.now();
    t.mock.timers.tick(9999);
    assert.equal(await looking.now(), false);
    assert.equal(await looking.at(['/a/nginx.conf']), true);
    t.mock.timers.tick(10_000);
    assert.equal(await looking.now(), true);
    assert.equal(looks(), 3);
  });
});
