/** No text takes long to read, whatever it is: parsed, parsed again after a key in its middle, and as nginx reads it. */
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { DEEPEST_BLOCK } from '../../server/src/syntax/tree.ts';
import { testParser } from '../support/parser.ts';
import { allItems } from './checks.ts';

const parser = await testParser();

function fill(piece: string, length: number): string {
  return piece.repeat(Math.ceil(length / piece.length)).slice(0, length);
}

/** Milliseconds of processor time for all that is done with a text: the machine may be busy. */
function timeOf(text: string): number {
  const start = process.cpuUsage();
  const tree = parser.parse(text);
  assert.ok(tree.errors.length >= 0);
  assert.equal(tree.asRead().root.open, 0);
  const at = text.length >> 1;
  const after = `${text.slice(0, at)}x${text.slice(at)}`;
  const next = parser.parse(after, tree, [{ start: at, end: at, newText: 'x' }]);
  const { user, system } = process.cpuUsage(start);
  const time = (user + system) / 1000;
  const depths = allItems(next.root).reduce((deepest, { depth }) => Math.max(deepest, depth), 0);
  assert.ok(depths <= DEEPEST_BLOCK, `${depths} blocks in each other`);
  return time;
}

suite('1 MB of one sign', () => {
  for (const sign of [
    '{',
    '}',
    ';',
    '"',
    "'",
    '\\',
    '$',
    '#',
    '(',
    '%',
    '/',
    '[',
    '-',
    '=',
    ' ',
    '\n',
    '\r',
    '\0',
    'x',
    '“',
    '\uD800',
  ]) {
    test(JSON.stringify(sign), () => {
      assert.ok(timeOf(sign.repeat(1_000_000)) < 9000, 'parsed, again and as nginx reads it, each in 3 s');
    });
  }
});

const pieces = [
  ...[
    'a{',
    '${',
    '{{',
    '{% ',
    '{#',
    '{{ x ',
    '{{ x }}\n',
    '{% if x %}\n',
    'a {{ b }};\n',
    'x{{y ',
    '<% ',
    '"{{',
    '"{{" ',
    "'{{ x ' y ",
  ],
  ...[
    'a b;',
    'a;}',
    '}{',
    'x }',
    ' }',
    'a {\n',
    'server {\n',
    'server {\n location / {\n }\n',
    'map a b {\nserver {\n',
    'return 200}',
  ],
  ...['a "b;\n', 'a \'b;\nc "d;\n', '"a"b ', '"\\', 'a "\\"', '"\n', 'x "', '“a” ', 'a "b \\;\n', 'proxy_pass "x\n'],
  ...['proxy_pass a\n', 'proxy_pass a\n# c\n', 'location / \n', 'if ($a = b) \n', '// x\n', 'return 200}\n'],
  ...['x_by_lua_block {', 'x_by_lua_block { [[ ', 'x_by_lua_block { "\n', 'x_by_lua_block { --[[\n'],
];

suite('100 kB of one piece', () => {
  for (const piece of pieces) {
    for (const around of ['', 'server {\n', 'map $a $b {\n', 'types {\n', 'x_by_lua_block { [[', '"']) {
      test(JSON.stringify(around + piece), () => {
        assert.ok(timeOf(around + fill(piece, 100_000)) < 6000, 'parsed, again and as nginx reads it, each in 2 s');
      });
    }
  }

  test('blocks that are indented further and further', () => {
    const lines = Array.from({ length: 450 }, (_, index) => `${' '.repeat(index)}a {\n`);
    assert.ok(timeOf(lines.join('')) < 6000);
  });
});
