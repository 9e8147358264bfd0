/** Regular expressions as nginx means them, in bounded time. */
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { compilePattern } from '../../server/src/handshake/text/pattern.ts';

function groups(pattern: string, subject: string, caseless = false): readonly string[] | undefined {
  const match = compilePattern(pattern, caseless)?.match(subject);
  return match === undefined || match === 'unknown' ? undefined : match.groups;
}

suite('patterns', () => {
  test('capture', () => {
    assert.deepEqual(groups('^/ws/(.*)$', '/ws/chat'), ['/ws/chat', 'chat']);
    assert.deepEqual(groups('^/(a)|(b)', 'b'), ['b', '', 'b']);
    assert.equal(groups('^/ws$', '/wsx'), undefined);
    assert.deepEqual(groups('^/WS', '/ws', true), ['/ws']);
  });

  test('name their groups in three ways', () => {
    for (const pattern of ['(?<name>w)', '(?P<name>w)', "(?'name'w)"]) {
      const match = compilePattern(pattern, false)?.match('w');
      assert.equal(match === 'unknown' ? undefined : match?.named.get('name'), 'w', pattern);
    }
  });

  test('look ahead at a fixed place', () => {
    assert.deepEqual(groups('^/(?!api|admin)(\\w+)', '/ws'), ['/ws', 'ws']);
    assert.equal(groups('^/(?!api|admin)(\\w+)', '/api'), undefined);
    assert.deepEqual(groups('^(?!/(x)/)(?=.*s)/(w)', '/ws'), ['/w', '', 'w']);
    assert.equal(groups('^/(?![)]a)', '/)a'), undefined);
  });

  test('are unknown where linear time cannot express them', () => {
    for (const pattern of ['(a)\\1', 'a(?=b)', '(?<!a)b', 'a++', '(?>a)', '(?R)', '^/(?!a)b|c', '(*UTF8)a', '\\Kx', '(']) {
      assert.equal(compilePattern(pattern, false), undefined, pattern);
    }
    assert.equal(compilePattern('^a$', false)?.match('a\n'), 'unknown');
  });

  test('take no longer for hostile ones', () => {
    const start = performance.now();
    assert.equal(groups('^(a+)+$', `${'a'.repeat(5000)}b`), undefined);
    assert.equal(groups('(x+x+)+y', 'x'.repeat(5000)), undefined);
    assert.ok(performance.now() - start < 2000);
  });
});
