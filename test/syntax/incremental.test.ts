/** A tree made out of an earlier one is the tree of the text, and keeps the directives that did not change. */
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { DEEPEST_BLOCK, type Item, type SyntaxTree, type TextEdit } from '../../server/src/syntax/tree.ts';
import { edited } from '../../server/src/syntax/text.ts';
import { fc } from '../support/dice.ts';
import { testParser } from '../support/parser.ts';
import { allItems, assertWhole, outline } from './checks.ts';
import { brokenText, placeEdits, rawEdits, validText } from './texts.ts';

const parser = await testParser();

/** Parses `after` in both ways and compares. */
function update(previous: SyntaxTree, after: string, edits: readonly TextEdit[] | undefined): SyntaxTree {
  const next = parser.parse(after, previous, edits);
  assertWhole(next);
  assert.deepEqual(outline(next), outline(parser.parse(after)));
  return next;
}

/** Items by where they start. */
function byStart(tree: SyntaxTree): Map<number, Item> {
  return new Map(allItems(tree.root).map(({ item, start }) => [start, item]));
}

/** Items without mistakes, outside of the edited stretch, are the same objects. */
function assertKept(before: SyntaxTree, after: SyntaxTree, from: number, to: number): void {
  const grown = after.text.length - before.text.length;
  const now = byStart(after);
  const hasMistake = ({ errors }: SyntaxTree, start: number, end: number) =>
    errors.some((error) => error.start <= end && error.end >= start);
  for (const { item, start } of allItems(before.root)) {
    if (start + item.end > from && start < to) continue;
    const newStart = start < to ? start : start + grown;
    const kept = now.get(newStart);
    if (kept === undefined || JSON.stringify(kept) !== JSON.stringify(item)) continue;
    if (hasMistake(before, start, start + item.end) || hasMistake(after, newStart, newStart + kept.end)) continue;
    assert.equal(kept, item, `the ${item.kind} at ${start} is a new object`);
  }
}

suite('incremental parse', () => {
  for (const [name, texts] of [
    ['valid', validText],
    ['broken', brokenText],
  ] as const) {
    test(`${name} texts, edited again and again`, () => {
      const steps = fc.array(fc.tuple(rawEdits, fc.boolean(), fc.boolean()), { minLength: 1, maxLength: 4 });
      const property = fc.property(texts, steps, (text, all) => {
        let tree = parser.parse(text);
        for (const [raw, saysEdits, goesOn] of all) {
          const { edits, after } = placeEdits(tree.text, raw);
          const next = update(tree, after, saysEdits ? edits : undefined);
          const from = Math.min(...edits.map(({ start }) => start));
          const shrunk = tree.text.length - after.length;
          const tail = Math.min(...edits.map((_, index) => lengthBehind(edits, index, after.length)));
          if (saysEdits) assertKept(tree, next, from, Math.max(from, after.length - tail + shrunk));
          for (const { item, start } of allItems(next.root)) assert.equal(next.startOf(item), start);
          // A tree may have several next versions.
          if (goesOn) tree = next;
        }
      });
      fc.assert(property, { numRuns: 400 });
    });
  }

  for (const [text, typed] of [
    ['#;{"}\r\n listen \\ \ufeff; ', '{2}'],
    ['\nreturn 200}\u200e;', "'"],
  ] as const) {
    test(`what nobody sees belongs to another word behind ${typed}`, () => {
      update(parser.parse(text), `${typed}${text}`, [{ start: 0, end: 0, newText: typed }]);
    });
  }

  test('a key in a long file touches one directive', () => {
    const server = (index: number) =>
      `  server {\n    listen 80;\n    server_name s${index}.example.com;\n    location / {\n      proxy_pass http://b${index};\n    }\n  }\n`;
    const text = `http {\n${Array.from({ length: 3000 }, (_, index) => server(index)).join('')}}\n`;
    const before = parser.parse(text);
    const at = text.indexOf('b1500') + 1;
    const after = update(before, `${text.slice(0, at)}x${text.slice(at)}`, [{ start: at, end: at, newText: 'x' }]);
    const old = new Set(allItems(before.root).map(({ item }) => item));
    const fresh = allItems(after.root).filter(({ item }) => !old.has(item));
    assert.deepEqual(
      fresh.map(({ item }) => item.kind === 'directive' && item.name.text),
      ['http', 'server', 'location', 'proxy_pass'],
    );
  });

  test('an edit within a block of a sound text', () => {
    const around = (inner: string) =>
      `events {\n}\nhttp {\n  server {\n    listen 80;\n${inner}    location /c { return 200; }\n  }\n  include x;\n}\n`;
    const inner = fc.array(
      fc.constantFrom('    # c\n', '    location /b {\n      proxy_pass http://b;\n    }\n', '    x "y z";\n'),
    );
    const added = fc.oneof(
      fc.constantFrom('a', '0', ' ', '\n', 'x y;\n', '# c\n', 'location /a {\n}\n', ''),
      fc.constantFrom(
        ';',
        '{',
        '}',
        '"',
        "'",
        '{{',
        '}}',
        '{%',
        '%}',
        '{#',
        '\\',
        '$',
        '${',
        '//',
        'content_by_lua_block {',
        'map $a $b {\n',
      ),
    );
    const property = fc.property(inner, fc.array(fc.tuple(fc.nat(200), fc.nat(3), added), { maxLength: 6 }), (blocks, edits) => {
      let tree = parser.parse(around(blocks.join('')));
      for (const [place, length, newText] of edits) {
        const start = Math.min(30 + place, tree.text.length);
        const edit = { start, end: Math.min(tree.text.length, start + length), newText };
        const next = parser.parse(edited(tree.source, edit), tree, [edit]);
        assertWhole(next);
        const fresh = parser.parse(next.text);
        assert.deepEqual(outline(next), outline(fresh));
        assert.deepEqual(next.errors, fresh.errors);
        assertKept(tree, next, start, edit.end);
        for (const { item, start: at } of allItems(next.root)) assert.equal(next.startOf(item), at);
        tree = next;
      }
    });
    const field: [string[], [number, number, string][]] = [
      ['    x "y z";\n'],
      [
        [44, 0, 'a'],
        [45, 0, '}'],
      ],
    ];
    fc.assert(property, { numRuns: 1500, examples: [field] });
  });

  test('edits far from each other keep what is between them', () => {
    const line = (index: number) => `proxy_set_header X-${index} "${index}";\n`;
    const text = Array.from({ length: 2000 }, (_, index) => line(index)).join('');
    const edits = [100, 1000, 1900].map((index) => ({
      start: text.indexOf(line(index)),
      end: text.indexOf(line(index)),
      newText: '#',
    }));
    const moved = edits.map((edit, index) => ({ ...edit, start: edit.start + index, end: edit.end + index }));
    const after = moved.reduce((now, { start, end, newText }) => now.slice(0, start) + newText + now.slice(end), text);
    const before = parser.parse(text);
    const next = update(before, after, moved);
    const old = new Set<Item>(before.root.items);
    assert.deepEqual(next.root.items.filter((item) => !old.has(item)).length, 3);
  });

  test('blocks that become too deep, or no longer are', () => {
    const nested = (depth: number) => `${'a {\n'.repeat(depth)}b c;\n${'}\n'.repeat(depth)}`;
    const pieces = fc.constantFrom(
      'x {\n',
      'x {\n'.repeat(150),
      '}\n',
      '}\n'.repeat(150),
      'x;\n',
      '{',
      '',
      '"',
      'x_by_lua_block {\n',
    );
    const edits = fc.array(fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.nat(20), pieces), {
      minLength: 1,
      maxLength: 5,
    });
    const depths = fc.constantFrom(60, 190, 199, 200, 201, 202, 300);
    const property = fc.property(depths, depths, edits, (first, second, all) => {
      let tree = parser.parse(`http {\n${nested(first)}}\nz y;\n${nested(second)}`);
      for (const [place, length, newText] of all) {
        const start = Math.floor(place * tree.text.length);
        const edit = { start, end: Math.min(tree.text.length, start + length), newText };
        tree = update(tree, tree.text.slice(0, start) + newText + tree.text.slice(edit.end), [edit]);
        assert.ok(Math.max(...allItems(tree.root).map(({ depth }) => depth)) <= DEEPEST_BLOCK + 30);
      }
    });
    fc.assert(property, { numRuns: 150 });
  });

  test('edits that do not lead to the text are not believed', () => {
    const before = parser.parse('user a;\nuser b;\n');
    for (const edits of [
      [],
      [{ start: 0, end: 99, newText: 'x' }],
      [{ start: 5, end: 6, newText: 'cc' }],
      [{ start: -1, end: NaN, newText: '' }],
    ]) {
      update(before, 'user a;\nuser c;\nuser b;\n', edits);
    }
  });

  test('a tree stays what it was', () => {
    const before = parser.parse('server {\n  listen 80;\n}\n');
    const was = outline(before);
    for (const newText of ['{', '}', '"', 'x;', '']) update(before, before.text.replace('80;', newText), undefined);
    assert.deepEqual(outline(before), was);
  });
});

/** Text behind an edit that no later edit touched, in the last text. */
function lengthBehind(edits: readonly TextEdit[], index: number, length: number): number {
  const edit = edits[index];
  if (edit === undefined) return length;
  const grownLater = edits.slice(index + 1).reduce((sum, { start, end, newText }) => sum + newText.length - (end - start), 0);
  return length - grownLater - (edit.start + edit.newText.length);
}
