/** What only some releases refuse, where nobody said which one it is. */
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { buildConfig } from '../../server/src/config/build.ts';
import { oldestSupported } from '../../server/src/reference/releases.ts';
import { formatVersion, newestStable } from '../../server/src/reference/version.ts';
import { createValidity, oldestFor, problemsAtEnds, problemsOfRelease } from '../../server/src/validity/both-ends.ts';
import { testParser } from '../support/parser.ts';
import { memoryWorkspace } from '../support/workspace.ts';

const parser = await testParser();
const range = { nginx: oldestSupported, nginxUpTo: newestStable };

function ends(...server: readonly string[]) {
  const text = `events {}\nhttp {\n  server {\n    ${server.join('\n    ')}\n  }\n}\n`;
  const workspace = memoryWorkspace(parser, new Map([['/etc/nginx/nginx.conf', text]]));
  return problemsAtEnds(buildConfig(workspace, '/etc/nginx/nginx.conf'), workspace, range, createValidity());
}

function told(...server: readonly string[]): readonly string[] {
  const { both, some } = ends(...server);
  return [
    ...both.map(({ message }) => message),
    ...some.map(({ message, only }) =>
      'before' in only ? `before ${formatVersion(only.before)}: ${message}` : `from ${formatVersion(only.from)}: ${message}`,
    ),
  ];
}

suite('problems at both ends', () => {
  test('none where every release reads it', () => {
    assert.deepEqual(told('listen 80;', 'location / { proxy_pass http://127.0.0.1:1; }'), []);
  });

  test('what no release reads', () => {
    assert.deepEqual(told('listne 80;'), ['unknown directive "listne"']);
  });

  test('what came later, with the release that brought it', () => {
    assert.deepEqual(told('http2 on;'), ['before 1.25.1: unknown directive "http2"']);
    assert.deepEqual(told('ssl_reject_handshake on;'), ['before 1.19.4: unknown directive "ssl_reject_handshake"']);
  });

  test('what went away, with the release that took it', () => {
    assert.deepEqual(told('ssl on;', 'ssl_certificate c;', 'ssl_certificate_key k;'), ['from 1.25.1: unknown directive "ssl"']);
  });

  test('one place that each refuses in its own words is refused by both', () => {
    const { both, some } = ends('ssl maybe;');
    assert.deepEqual([both.length, some.length], [1, 0]);
  });

  test('what a configuration says of its own nginx', () => {
    const found = ends('http2 on;', 'ssl_reject_handshake on;');
    assert.deepEqual(oldestFor(oldestSupported, found.some), [1, 25, 1]);
    assert.equal(problemsOfRelease(found, [1, 24, 0]).length, 1);
    assert.deepEqual(problemsOfRelease(found, newestStable), []);
  });

  test('a certain version has nothing but its own', () => {
    const workspace = memoryWorkspace(parser, new Map([['/n.conf', 'events {}\nhttp { server { http2 on; } }\n']]));
    const config = buildConfig(workspace, '/n.conf');
    const { both, some } = problemsAtEnds(config, workspace, { nginx: [1, 24, 0], nginxUpTo: undefined }, createValidity());
    assert.deepEqual([both.length, some], [1, []]);
  });
});
