/** WebSockets that lived exactly as long: which time-out that is. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { buildConfig } from '../../server/src/config/build.ts';
import { whatEnded } from '../../server/src/watch/lifetimes.ts';
import { takenBy } from '../../server/src/watch/taken.ts';
import { timeoutsOf } from '../../server/src/watch/timeouts.ts';
import { testParser } from '../support/parser.ts';
import { memoryWorkspace } from '../support/workspace.ts';

const parser = await testParser();

function found(lines: string, seconds: readonly number[]): readonly string[] {
  const workspace = memoryWorkspace(
    parser,
    new Map([['/n.conf', `http { server { location /ws { proxy_pass http://a; ${lines} } } }`]]),
  );
  const [server] = buildConfig(workspace, '/n.conf').http?.servers ?? [];
  const location = server?.locations.all()[0];
  assert.ok(server && location);
  return whatEnded(timeoutsOf(takenBy(server, location)), seconds).map(
    ({ seconds: whole, count, timeout }) =>
      `${count} after ${whole} s: ${timeout === undefined ? 'none' : `${timeout.directive}${timeout.at === undefined ? ' by default' : ''}`}`,
  );
}

test('nginx waits 60 s where no line says how long', () => {
  assert.deepEqual(found('', [60, 60.003, 60.06, 12, 75.4]), ['3 after 60 s: proxy_read_timeout by default']);
});

test('the line that says so, in any unit', () => {
  assert.deepEqual(found('proxy_read_timeout 1h;', [3600.01]), ['1 after 3600 s: proxy_read_timeout']);
  assert.deepEqual(found('proxy_read_timeout "2m 5s"; proxy_send_timeout 1500ms;', [1.501, 125, 125.1]), [
    '2 after 125 s: proxy_read_timeout',
    '1 after 1.5 s: proxy_send_timeout',
  ]);
});

test('what no time-out explains needs three', () => {
  assert.deepEqual(found('proxy_read_timeout 1h;', [100.01, 100.02]), []);
  assert.deepEqual(found('proxy_read_timeout 1h; proxy_send_timeout 1h;', [100.01, 100.02, 100.2, 0.1, 0.1, 0.1]), [
    '3 after 100 s: none',
  ]);
  assert.deepEqual(found('', []), []);
});
