/** URIs as nginx decodes, normalises and escapes them. */
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { escapeArgument, escapePath, readTarget } from '../../server/src/handshake/text/uri.ts';

suite('a request target', () => {
  const cases: readonly (readonly [target: string, uri: string | undefined, args?: string])[] = [
    ['/ws', '/ws'],
    ['/%77s', '/ws'],
    ['/ws?x=%20#f', '/ws', 'x=%20'],
    ['/a//b', '/a/b'],
    ['/a/./b/../c', '/a/c'],
    ['/a/..', '/'],
    ['/a/.', '/a/'],
    ['/%2e%2e/a', undefined],
    ['/..', undefined],
    ['/a%2Fb', '/a/b'],
    ['/a%', undefined],
    ['/a%00', undefined],
    ['/a%3Fb', '/a?b'],
    ['/caf%C3%A9', '/café'],
    ['http://host:8080/x?y', '/x', 'y'],
    ['http://host', '/'],
    ['http://host:8x/', undefined],
    ['ws', undefined],
    ['', undefined],
    ['*', undefined],
  ];
  for (const [target, uri, args = ''] of cases) {
    test(target, () => {
      const read = readTarget(target, true);
      assert.equal(read?.uri, uri);
      if (uri !== undefined) assert.equal(read?.args, args);
    });
  }

  test('merge_slashes off', () => {
    assert.equal(readTarget('//a//b', false)?.uri, '//a//b');
    assert.equal(readTarget('/a//../b', false)?.uri, '/a/b');
  });
});

suite('escaping', () => {
  test('a path', () => {
    assert.equal(escapePath('/a b"<>^`{|}%?#é'), '/a%20b%22%3C%3E%5E%60%7B%7C%7D%25%3F%23%C3%A9');
    assert.equal(escapePath("/a-b_c.d~e!$&'()*+,;=:@"), "/a-b_c.d~e!$&'()*+,;=:@");
  });

  test('a query', () => {
    assert.equal(escapeArgument('a&b+c;d=e'), 'a%26b%2Bc%3Bd=e');
  });

  test('bytes that are no UTF-8 come back as they were', () => {
    assert.equal(escapePath(readTarget('/%ff%c3', true)?.uri ?? ''), '/%FF%C3');
  });
});
