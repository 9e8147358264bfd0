/** What a syntax tree says of healthy files. */
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { Directive, Item, SyntaxTree } from '../../server/src/syntax/tree.ts';
import { testParser } from '../support/parser.ts';
import { allItems, assertWhole } from './checks.ts';

const parser = await testParser();

function parse(text: string): SyntaxTree {
  const tree = parser.parse(text);
  assertWhole(tree);
  assert.deepEqual(tree.errors, []);
  return tree;
}

/** The first directive with a name. */
function find(tree: SyntaxTree, name: string): Directive {
  const found = allItems(tree.root).find(({ item }) => item.kind === 'directive' && item.name.text === name);
  assert.ok(found?.item.kind === 'directive');
  return found.item;
}

function textOf(tree: SyntaxTree, item: Item): string {
  const start = tree.startOf(item) ?? NaN;
  return tree.text.slice(start, start + item.end);
}

suite('syntax tree', () => {
  test('words are read as nginx reads them', () => {
    const { name, args } = find(parse('"add_header" X "a \\"b\\" \\\\ \\$c" d\\;e \'f\';'), 'add_header');
    assert.deepEqual(
      [name, ...args].map(({ text, quote }) => [text, quote]),
      [
        ['add_header', '"'],
        ['X', undefined],
        ['a "b" \\ \\$c', '"'],
        ['d\\;e', undefined],
        ['f', "'"],
      ],
    );
  });

  test('variables', () => {
    const [first, second, third] = find(parse('x $a/${b}c-$d_1 "$e $1f \\$g" ${h$i$-;'), 'x').args;
    const names = [first, second, third].map((word) => word?.variables.map(({ name }) => name));
    assert.deepEqual(names, [['a', 'b', 'd_1'], ['e', '1', 'g'], ['i']]);
    assert.deepEqual(first?.variables[1], { name: 'b', start: 5, end: 9 });
  });

  test('placeholders', () => {
    const { args } = find(parse('x {{ a }} b{{c}}d "{{ e }}" {% if f %} ${G} {h;}'.replace(' {h;}', ';')), 'x');
    assert.deepEqual(
      args.map(({ placeholder }) => placeholder),
      [true, true, true, true, false],
    );
  });

  test('Lua bodies are left alone', () => {
    const tree = parse('location / { set_by_lua_block $x { return "}" -- }\n } proxy_pass http://a; }');
    const { block, rawBody, args } = find(tree, 'set_by_lua_block');
    assert.equal(block, undefined);
    assert.deepEqual(
      args.map(({ text }) => text),
      ['$x'],
    );
    const start = tree.startOf(find(tree, 'set_by_lua_block')) ?? NaN;
    assert.equal(tree.text.slice(start + (rawBody?.start ?? NaN), start + (rawBody?.end ?? NaN)), ' return "}" -- }\n ');
    assert.deepEqual(
      find(tree, 'proxy_pass').args.map(({ text }) => text),
      ['http://a'],
    );
  });

  test('a byte order mark is told, and left out of the first word', () => {
    const tree = parser.parse('\uFEFFuser nginx;');
    assert.equal(tree.startOf(find(tree, 'user')), 1);
    assert.deepEqual(
      tree.errors.map(({ kind, start, end, repair }) => [kind, start, end, repair?.newText]),
      [['invisible-character', 0, 1, '']],
    );
  });

  test('comments and template tags are items of their own, in CRLF files too', () => {
    const { root } = parse('# a \r\nserver { # b\r\n}\r\n{% if c %}\r\nlisten 80; {# d #}\r\n{{ e }}\r\n');
    assert.deepEqual(
      allItems(root).map(({ item }) => (item.kind === 'directive' ? item.name.text : `${item.kind} ${item.text}`)),
      ['comment # a ', 'server', 'comment # b', 'template {% if c %}', 'listen', 'template {# d #}', 'template {{ e }}'],
    );
  });

  test('what stands where', () => {
    const tree = parse('http {\n  server {\n    listen 80; # x\n  }\n}\n');
    for (const { item, start } of allItems(tree.root)) {
      assert.equal(tree.startOf(item), start);
      assert.equal(tree.pathAt(start).at(-1), item);
    }
    const names = (offset: number) => tree.pathAt(offset).map((item) => textOf(tree, item).split(/[ ;]/)[0]);
    const { text } = tree;
    assert.deepEqual(names(text.indexOf('80')), ['http', 'server', 'listen']);
    assert.deepEqual(names(text.indexOf('80;') + 3), ['http', 'server'], 'behind the semicolon');
    assert.deepEqual(names(text.indexOf('# x') + 3), ['http', 'server', '#'], 'at the end of a comment one still writes it');
    assert.deepEqual(names(text.indexOf('{')), ['http'], 'before the brace');
    assert.deepEqual(names(text.length), []);
  });

  test('a directive that is being written includes the cursor behind it', () => {
    const tree = parser.parse('server {\n  proxy_pa\n}\n');
    assert.equal(tree.pathAt(tree.text.indexOf('pa') + 2).length, 2);
  });

  test('an item of another tree stands nowhere', () => {
    const [item] = parse('user nginx;').root.items;
    assert.ok(item !== undefined);
    assert.equal(parse('user nginx;').startOf(item), undefined);
  });
});
