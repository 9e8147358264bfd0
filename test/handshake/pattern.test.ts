/** Regular expressions as nginx means them, in bounded time. */
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { RE2JS } from 're2js';
import { compilePattern } from '../../server/src/handshake/text/pattern.ts';
import { readPlain } from '../../server/src/handshake/text/plain-pattern.ts';
import { createRandom, pick } from '../fuzz/inputs.ts';

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
    for (const pattern of ['(?R)', '(*UTF8)a', '(?(1)a)', '(', '(?<!a', 'a(?=b))']) {
      assert.equal(compilePattern(pattern, false), undefined, pattern);
    }
    assert.equal(compilePattern('^a$', false)?.match('a\n'), 'unknown');
  });

  test('tell only what does not match where a wider one stands for them', () => {
    const patterns: readonly (readonly [pattern: string, maybe: string, not: string])[] = [
      ['/\\.(?!well-known)', '/.git', '/ws'],
      ['/a(?=b)', '/ab', '/b'],
      ['(?<!a)b', 'ab', 'a'],
      ['(?<=/)ws', '/ws', '/w'],
      ['^/(?!a)b|c', 'c', '/a'],
      ['^/(?!a(?!b)[)])x', '/x', '/y'],
      ['a++', 'a', 'b'],
      ['(?>a|ab)c', 'ac', 'abd'],
      ['^/(\\w+)/\\1$', '/a/a', '/a'],
      ['^/(?<x>a)\\k<x>(?P=x)', '/aaa', '/b'],
      ['a\\Kx', 'ax', 'x'],
    ];
    for (const [pattern, maybe, not] of patterns) {
      assert.equal(compilePattern(pattern, false)?.match(maybe), 'unknown', pattern);
      assert.equal(compilePattern(pattern, false)?.match(not), undefined, pattern);
    }
  });

  test('are read where RE2 spells otherwise', () => {
    assert.deepEqual(groups('^\\Q/a.b(c\\E(.)$', '/a.b(cd'), ['/a.b(cd', 'd']);
    assert.equal(groups('^\\Q/a.b\\E$', '/axb'), undefined);
    assert.deepEqual(groups('\\Qa+', 'a+'), ['a+']);
    assert.deepEqual(groups('a\\hb', 'a b'), ['a b']);
    assert.deepEqual(groups('a[\\hx]b', 'a\tb'), ['a\tb']);
    assert.deepEqual(groups('a\\Hb', 'axb'), ['axb']);
    assert.deepEqual(groups('a(?#a comment)(b)\\Z', 'ab'), ['ab', 'b']);
    assert.deepEqual(groups('^[!#*+.]+$', '*+.'), ['*+.']);
    assert.deepEqual(groups('[]*+]x', ']x'), [']x']);
    assert.deepEqual(groups('[^]*+]x', 'ax'), ['ax']);
    assert.deepEqual(groups('[[:alpha:]*+]{2}', 'a+'), ['a+']);
  });

  test('take no longer for hostile ones', () => {
    const start = process.cpuUsage();
    assert.equal(groups('^(a+)+$', `${'a'.repeat(5000)}b`), undefined);
    assert.equal(groups('(x+x+)+y', 'x'.repeat(5000)), undefined);
    const { user, system } = process.cpuUsage(start);
    assert.ok(user + system < 2_000_000);
  });
});

suite('plain patterns', () => {
  const cases: readonly (readonly [string, string | undefined])[] = [
    ['^/a12/(.*)\\.ws$', '/a12/'],
    ['^/ws(/|$)', '/ws'],
    ['^/abc*d', '/ab'],
    ['^/ab+cdef', 'cdef'],
    ['(a|b)c', 'c'],
    ['a|b', ''],
    ['[a-z]+/x', '/x'],
    ['^(?<name>.+)\\.example$', '.example'],
    ['(?<x>a)(?<x>b)', undefined],
    ['a**', undefined],
    ['a{2}', undefined],
    ['^/(?!x)', undefined],
    ['(a', undefined],
    ['a)', undefined],
    ['[z-a]', undefined],
    ['(?i)a', undefined],
  ];
  for (const [pattern, required] of cases) {
    test(pattern, () => {
      assert.equal(readPlain(pattern)?.required, required);
    });
  }

  test('are refused by no engine, and what they require is in all that they match', () => {
    const random = createRandom(7);
    const some = (characters: string, most: number): string =>
      Array.from({ length: random(most) }, () => pick(random, [...characters])).join('');
    let matched = 0;
    for (let count = 0; count < 30_000; count++) {
      const source = some('aab/\\.*+?()|[]^$-:w09 ', 9);
      const required = readPlain(source)?.required;
      if (required === undefined) continue;
      const engine = RE2JS.compile(source);
      for (let tries = 0; tries < 5; tries++) {
        const subject = some('ab/.0-', 6);
        if (!engine.matcher(subject).find()) continue;
        matched++;
        assert.ok(subject.includes(required), `${source} matches ${subject} without ${required}`);
      }
    }
    assert.ok(matched > 5000, String(matched));
  });

  test('cost little where a table has many of them', () => {
    const start = process.cpuUsage();
    for (let round = 0; round < 10; round++) {
      for (let at = 0; at < 10_000; at++) groups(`^/room${at}/(.*)$`, '/room17/x');
    }
    assert.ok(process.cpuUsage(start).user < 2_000_000);
  });
});
