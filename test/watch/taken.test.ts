/** The same place before and after an edit, and places that look alike. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { buildConfig } from '../../server/src/config/build.ts';
import type { Config } from '../../server/src/config/model.ts';
import { allLocations } from '../../server/src/handshake/routing/proxy-targets.ts';
import { createSuccessors, takenBy, type Taken } from '../../server/src/watch/taken.ts';
import { testParser } from '../support/parser.ts';
import { memoryWorkspace } from '../support/workspace.ts';

const parser = await testParser();
const configOf = (text: string): Config => buildConfig(memoryWorkspace(parser, new Map([['/n.conf', text]])), '/n.conf');

/** Each server, then its locations. */
function all(text: string): readonly Taken[] {
  return (configOf(text).http?.servers ?? []).flatMap((server) => [
    takenBy(server, undefined),
    ...allLocations(server.locations.all()).map((location) => takenBy(server, location)),
  ]);
}

const before = `http {
  server { listen 80; server_name a; location / { } location /ws { location ~ x { } } location ~ x { } }
  server { listen 443 ssl; server_name a; location / { } location = / { } }
  server { }
}`;

test('no two places are called the same', () => {
  const names = all(before).map(({ name }) => name);
  assert.deepEqual([names.length, new Set(names).size], [9, 9]);
});

test('what is written into a place, around it and before it does not make another one of it', () => {
  const after = before
    .replace('http {', 'http { map $a $b { } server { server_name new; }')
    .replace('location /ws {', 'location /new { } location /ws { proxy_pass http://b;')
    .replace('listen 443 ssl;', 'listen 443 ssl http2; ssl_certificate c;');
  const later = configOf(after);
  const successorOf = createSuccessors(later);
  const servers = later.http?.servers ?? [];
  for (const taken of all(before)) {
    const now = successorOf(taken);
    assert.ok(servers.includes(now.server), taken.name);
    assert.equal(now.name, taken.name);
    assert.equal(now.location?.path, taken.location?.path);
    assert.equal(takenBy(now.server, now.location).name, taken.name);
  }
});

test('a place that is gone stays what it was', () => {
  const successorOf = createSuccessors(configOf(before.replace('location /ws {', 'location /other {')));
  const lost = all(before).filter((taken) => successorOf(taken) === taken);
  assert.deepEqual(
    lost.map(({ location }) => location?.path),
    ['/ws', 'x'],
  );
});
