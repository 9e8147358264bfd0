/** Whether a text is read in one pass or with tree-sitter makes no difference. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import { hostOf } from '../../scripts/bench/sites.ts';
import { fc } from '../support/dice.ts';
import { testParser, treeSitterParser } from '../support/parser.ts';
import { corpora, root } from '../support/parts.ts';
import { outline } from './checks.ts';
import { cases } from './mistakes.ts';
import { brokenText, placeEdits, rawEdits, validText } from './texts.ts';

const [fast, slow] = await Promise.all([testParser(), treeSitterParser()]);

function assertSame(text: string, name = text): void {
  assert.deepEqual(outline(fast.parse(text)), outline(slow.parse(text)), name);
}

/** All files below a folder that are text. */
function textsBelow(folder: string): readonly (readonly [file: string, text: string])[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !/\.(?:wasm|png|gz|zip|vsix)$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .map((file) => [file, readFileSync(file, 'utf8')]);
}

suite('both ways to read', () => {
  for (const [name, texts] of [
    ['valid', validText],
    ['broken', brokenText],
    ['any', fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' }))],
  ] as const) {
    test(`${name} texts`, () => {
      fc.assert(
        fc.property(texts, (text) => {
          assertSame(text);
        }),
        { numRuns: 1000 },
      );
    });
  }

  test('texts of few signs', () => {
    const signs = fc.constantFrom(
      ...' \n;{}"\'\\#$%a)[]-/('.split(''),
      '\r\n',
      '\n  ',
      ' x',
      '\u00A0',
      '\u200B',
      '\n```x\n',
      '/*',
      '*/',
      '//',
      '{2}',
      'a_by_lua_block',
      'location',
      'listen',
    );
    fc.assert(
      fc.property(fc.array(signs, { maxLength: 30, size: 'max' }), (all) => {
        assertSame(all.join(''));
      }),
      { numRuns: 4000 },
    );
  });

  test('edited texts', () => {
    const property = fc.property(fc.oneof(validText, brokenText), rawEdits, (text, raw) => {
      const { edits, after } = placeEdits(text, raw);
      assert.deepEqual(outline(fast.parse(after, fast.parse(text), edits)), outline(slow.parse(after, slow.parse(text), edits)));
    });
    fc.assert(property, { numRuns: 500 });
  });

  test('long texts, plain but for one place', () => {
    const text = hostOf(1000).files.get('nginx.conf') ?? '';
    const places = fc.tuple(
      fc.nat(text.length),
      fc.oneof(brokenText, fc.constantFrom('"', '{{', '{%', '}', '\\', 'x {{ y }} z')),
    );
    const property = fc.property(places, ([at, piece]) => {
      assertSame(text.slice(0, at) + piece + text.slice(at), `${piece} at ${at}`);
    });
    fc.assert(property, { numRuns: 40 });
  });

  test('lines that come again', () => {
    const lines = fc.constantFrom(
      ...[
        'a b;',
        'a  "b c";',
        "a 'b' d;",
        'a $b;',
        'a ${b};',
        'a b; c d;',
        'a b; # c',
        'a b',
        'a;',
        'a b;}',
        'a b;;',
        'text/html htm;',
      ],
      ...[
        'a /b;',
        'a /*b;',
        'a //b;',
        'a b{2};',
        'a {{ b }};',
        'a %b%;',
        'a @b;',
        'a \\b;',
        'a \u200Bb;',
        'a \u00E4;',
        'a "b"c;',
      ],
      ...[
        'location a;',
        'location = a b;',
        'if a b c;',
        'server a b;',
        'listen 80;',
        'default 1;',
        '~*b 2;',
        'include a;',
        '*/',
        '}}',
      ],
      ...['map $a $b {', 'types {', 'server {', 'location / {', 'a_by_lua_block {', '}', '', '```', '---'],
    );
    const texts = fc.tuple(fc.array(lines, { maxLength: 40, size: 'max' }), fc.constantFrom('\n', '\r\n', '\n\t', ' ', '\r'));
    const property = fc.property(texts, ([all, between]) => {
      assertSame(all.join(between));
    });
    fc.assert(property, { numRuns: 2000 });
  });

  test('a comment of a template that says nothing', () => {
    assertSame('{{/**/}}*/');
    assertSame('{{/*//}}');
  });

  test('mistakes', () => {
    for (const { text } of cases) assertSame(text);
  });

  for (const folder of [join(root, 'examples'), join(root, 'test'), ...corpora.map(({ folder }) => folder)]) {
    test(`files below ${folder}`, () => {
      const texts = textsBelow(folder);
      assert.ok(texts.length > 0);
      for (const [file, text] of texts) assertSame(text, file);
    });
  }
});
