/** What is not waited for any longer. */
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { probe } from '../../server/src/probe/probe.ts';
import { inTime } from '../../server/src/probe/in-time.ts';

const never = new Promise<never>(() => undefined);

suite('work in time', () => {
  test('what comes in time comes', async () => {
    assert.equal(await inTime(Promise.resolve(1), 1000, undefined), 1);
    await assert.rejects(inTime(Promise.reject(new Error('no')), 1000, undefined), /no/);
  });

  test('what does not come ends', async () => {
    const begun = performance.now();
    await assert.rejects(inTime(never, 30, undefined), { code: 'ETIMEDOUT' });
    assert.ok(performance.now() - begun < 5000);
  });

  test('a signal ends it, before and meanwhile', async () => {
    await assert.rejects(inTime(never, 60_000, AbortSignal.abort()), { code: 'ABORT_ERR' });
    await assert.rejects(inTime(never, 60_000, AbortSignal.timeout(20)), { code: 'ABORT_ERR' });
  });
});

test('a probe that is stopped before it began sends nothing', async () => {
  const seen = await probe({
    ...{ url: 'ws://example.invalid/', headers: [], subprotocols: [], resolutions: [], insecure: false },
    ...{ protocol: 'websocket', hold: 0, patience: 60_000, signal: AbortSignal.abort() },
  });
  assert.deepEqual([seen.connected, seen.failure?.step, seen.failure?.reason], [false, 'name', 'it was stopped']);
});
