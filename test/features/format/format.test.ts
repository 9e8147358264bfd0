/** The formatter: drawn cases, and what must hold for every text. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import { format, formatRange, formatTyped, withEdits } from '../../../server/src/features/format/format.ts';
import { indentIn } from '../../../server/src/features/format/indent.ts';
import type { FormatStyle } from '../../../server/src/features/format/style.ts';
import { decode } from '../../../server/src/files/bytes.ts';
import { readTokens } from '../../../server/src/syntax/tokens.ts';
import { fc } from '../../support/dice.ts';
import { testParser } from '../../support/parser.ts';
import { corpora, root } from '../../support/parts.ts';

const parser = await testParser();
const blanks: FormatStyle = { indent: '    ', tabSize: 4, alignValues: false };
const styles: readonly FormatStyle[] = [blanks, { indent: '\t', tabSize: 8, alignValues: true }];

function laidOut(text: string, style = blanks): string {
  return withEdits(text, format(parser.parse(text), style, parser));
}

suite('drawn cases', () => {
  const cases = readFileSync(join(root, 'test/features/format/cases.conf'), 'utf8').split(/^#= /m).slice(1);
  for (const drawn of cases) {
    const [head = '', ...rest] = drawn.split('\n');
    const [name = '', kind] = head.split(' | ');
    test(name, () => {
      const [before = '', after = ''] = rest.join('\n').split(/^#=>\n/m);
      const style = { ...blanks, alignValues: kind === 'align' };
      const expected = `${after.trimEnd()}\n`;
      assert.equal(laidOut(before, style), expected);
      assert.equal(laidOut(expected, style), expected);
      assert.equal(laidOut(before.replaceAll('\n', '\r\n'), style), expected.replaceAll('\n', '\r\n'));
    });
  }
});

/** What nginx reads, and every sign that is no blank. */
function meaning(text: string): unknown {
  const statements = [...readTokens(text)].map((it) => ({
    kind: it.kind,
    words: 'words' in it ? it.words.map(({ raw, text: read }) => [raw, read]) : undefined,
    message: it.kind === 'error' ? it.message : undefined,
  }));
  return { statements, signs: text.replace(/[ \t\r\n]+/g, '') };
}

function holds(text: string): void {
  for (const style of styles) {
    const once = laidOut(text, style);
    assert.deepEqual(meaning(once), meaning(text));
    assert.equal(laidOut(once, style), once);
    const comments = (it: string): readonly string[] =>
      parser.parse(it).root.items.flatMap((item) => (item.kind === 'comment' ? [item.text] : []));
    assert.deepEqual(comments(once), comments(text));
  }
}

test('the configurations at hand say the same, and twice is once', () => {
  const folders = [
    ...corpora.map(({ folder }) => folder),
    join(root, 'examples'),
    join(root, 'test/rules'),
    join(root, 'test/handshake/truth'),
  ];
  let count = 0;
  for (const folder of folders) {
    for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
      const file = join(folder, name);
      if (!statSync(file).isFile() || /\.(?:jsonl?|md|ts)$/.test(name)) continue;
      count++;
      try {
        holds(decode(readFileSync(file)));
      } catch (error) {
        throw new Error(file, { cause: error });
      }
    }
  }
  assert.ok(count > 500, `${count}`);
});

test('so do texts of all signs, and none is laid out twice otherwise', () => {
  const sign = fc.constantFrom(
    ...[
      '{',
      '}',
      ';',
      '#',
      '"',
      "'",
      '\\',
      '$',
      '${',
      ' ',
      '  ',
      '\t',
      '\n',
      '\r\n',
      '\n\n',
      '{{ x }}',
      '{% if %}',
      '“',
      '\u00a0',
    ],
    ...[
      'a',
      'server',
      'location',
      'map',
      'log_format',
      'listen 80;',
      'x y;\n',
      '# note\n',
      'server {\n',
      '}\n',
      'content_by_lua_block {',
    ],
  );
  const lineFeeds = fc.array(sign, { maxLength: 60 }).map((signs) => signs.join(''));
  const text = fc.oneof(
    lineFeeds,
    lineFeeds.map((it) => it.replaceAll('\n', '\r\n')),
  );
  fc.assert(fc.property(text, holds), { numRuns: 3000 });
});

test('what stands behind another directive on its line is indented as that, beside tags too', () => {
  holds('{% if %}server\n\nserverlisten 80;server {\n}\n');
});

test('where a template may bring a brace, none is laid out that is not written', () => {
  holds('\tserver\r\n}server {\r\n}\r\n{{ x }}');
});

test('a block behind the end of another one is indented as that, beside a mistake too', () => {
  for (const text of [' server {\r\n}server {\r\n}server', '  a { b; }server {\n}\n}', '\tx {\ny;\n} z {\n} w {']) holds(text);
});

test('a part of a text is laid out by whole lines', () => {
  const text = 'http {\nserver {\nlisten  80;\n  root   /a;\n}\n}\n';
  const start = text.indexOf('listen');
  const edits = formatRange(parser.parse(text), { start, end: start + 1 }, blanks, parser);
  assert.equal(withEdits(text, edits), 'http {\nserver {\n        listen 80;\n  root   /a;\n}\n}\n');
});

test('what ends with the sign that was typed is laid out, and nothing behind it', () => {
  const text = 'http {\n    server {\nlisten  80;\n  root   /a;\n}\n  server  {}\n}\n';
  const typed = (offset: number): string => withEdits(text, formatTyped(parser.parse(text), offset, blanks, parser));
  assert.equal(typed(text.indexOf('80;') + 3), text.replace('listen  80;', '        listen 80;'));
  assert.equal(
    typed(text.indexOf('}') + 1),
    'http {\n    server {\n        listen 80;\n        root /a;\n    }\n  server  {}\n}\n',
  );
  assert.equal(typed(3), text);
});

test('a level is indented as most lines of the text are', () => {
  const indent = (text: string): string => indentIn(parser.parse(text));
  assert.equal(indent('http {\n  a;\n  b;\n\tc;\n}\n'), '  ');
  assert.equal(indent('http {\n\ta;\n}\n'), '\t');
  assert.equal(indent('a;\n'), '    ');
});
