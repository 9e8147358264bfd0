/** The tree says what nginx's tokenizer says, and no text is too strange for it. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import { readTokens } from '../../server/src/syntax/tokens.ts';
import { DEEPEST_BLOCK, type SyntaxTree } from '../../server/src/syntax/tree.ts';
import { fc } from '../support/dice.ts';
import { testParser } from '../support/parser.ts';
import { readRows } from '../corpus/rows.ts';
import { corpora } from '../support/parts.ts';
import { allItems, assertWhole } from './checks.ts';
import { brokenText, mayHoldTag, validText } from './texts.ts';

const parser = await testParser();

/** Directives as nginx's tokenizer would hand them out, one a line. */
function directives({ root }: SyntaxTree): string[] {
  return allItems(root).flatMap(({ item, depth }) => {
    if (item.kind !== 'directive') return [];
    return JSON.stringify([depth, item.block === undefined ? ';' : '{', ...[item.name, ...item.args].map(({ text }) => text)]);
  });
}

/** `undefined` where nginx stops at a mistake. */
function tokenized(text: string): string[] | undefined {
  const lines: string[] = [];
  let depth = 0;
  for (const statement of readTokens(text)) {
    if (statement.kind === 'error') return undefined;
    if (statement.kind === 'end') return depth === 0 ? lines : undefined;
    if (!('words' in statement)) depth--;
    else lines.push(JSON.stringify([depth, statement.kind, ...statement.words.map((word) => word.text)]));
    if (statement.kind === '{') depth++;
    if (depth < 0) return undefined;
  }
  return undefined;
}

const guesses: ReadonlySet<string> = new Set(['missing-semicolon', 'invisible-character', 'slash-comment', 'markdown-fence']);

suite('faithful to nginx', () => {
  test('valid texts', () => {
    let judged = 0;
    const property = fc.property(validText, (text) => {
      const expected = tokenized(text);
      if (expected === undefined) return;
      judged++;
      const tree = parser.parse(text);
      assertWhole(tree);
      // A line inside a directive may look like one whose `;` was lost, words like a comment, and what nobody sees is left out:
      // these are guesses that nginx does not make.
      if (tree.errors.every(({ kind }) => !guesses.has(kind))) assert.deepEqual(directives(tree), expected);
    });
    fc.assert(property, { numRuns: 1000 });
    assert.ok(judged > 800, `only ${judged} texts were valid`);
  });

  test('a tree without mistakes is what nginx reads, in broken texts too', () => {
    const property = fc.property(brokenText, (text) => {
      const tree = parser.parse(text);
      const expected = tokenized(text);
      const isPlain = !mayHoldTag.test(text) && !text.includes('_by_lua_block');
      if (!isPlain) return;
      if (expected === undefined) assert.notEqual(tree.errors.length, 0, 'nginx refuses it');
      else if (tree.errors.length === 0) assert.deepEqual(directives(tree), expected);
    });
    fc.assert(property, { numRuns: 2000 });
  });
});

suite('any text gives a tree', () => {
  const parse = (text: string) => {
    const tree = parser.parse(text);
    assertWhole(tree);
    return tree;
  };

  test('random texts', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' }), brokenText), (text) => {
        parse(text);
      }),
      { numRuns: 1000 },
    );
  });

  const big: readonly (readonly [name: string, text: string, errors?: number])[] = [
    ['a line of 1 MB', 'a b;'.repeat(250_000), 0],
    ['a word of 1 MB', 'x'.repeat(1_000_000), 1],
    ['10,000 nested blocks', `${'a {'.repeat(10_000)}${'}'.repeat(10_000)}`, 1],
    ['10,000 open blocks', 'a {\n'.repeat(10_000), DEEPEST_BLOCK + 1],
    ['10,000 open braces', '{'.repeat(10_000), DEEPEST_BLOCK + 2],
    ['10,000 closing braces', 'a;}'.repeat(10_000), 10_000],
    ['10,000 open quotes', 'a "b;\n'.repeat(10_000)],
    ['10,000 lost semicolons', 'proxy_pass a # b\n'.repeat(10_000), 10_000],
    ['10,000 open placeholders', 'a {{ b'.repeat(10_000)],
    ['10,000 open tags', '{% a {# b'.repeat(10_000)],
    ['10,000 open Lua blocks', 'content_by_lua_block { [[ '.repeat(10_000)],
    ['only NUL', '\0'.repeat(1000), 1],
    ['only lone surrogates', '\uD800\uDC00\uDC00'.repeat(1000), 1],
  ];
  for (const [name, text, errors] of big) {
    test(name, () => {
      const found = parse(text).errors.length;
      assert.ok(errors === undefined ? found > 0 : found === errors, `${found} mistakes`);
    });
  }
});

for (const corpus of corpora) {
  suite(`the configurations of ${corpus.name}`, () => {
    const files = readdirSync(corpus.folder, { recursive: true, withFileTypes: true }).filter(
      (entry) => entry.isFile() && !/^(?:LICENSE|README|NOTICE|index)\b/.test(entry.name),
    );

    test(`${files.length} files read as nginx reads them`, () => {
      for (const entry of files) {
        const file = join(entry.parentPath, entry.name);
        const text = readFileSync(file, 'utf8');
        const tree = parser.parse(text);
        const expected = tokenized(text);
        assertWhole(tree);
        if (expected !== undefined && tree.errors.length === 0) assert.deepEqual(directives(tree), expected, file);
      }
    });

    test('no mistake in a file that nginx accepts', () => {
      const accepted = readRows(corpus.folder).filter(({ nginxAccepts }) => nginxAccepts);
      assert.ok(accepted.length > 50);
      for (const { absolute } of accepted) assert.deepEqual(parser.parse(readFileSync(absolute, 'utf8')).errors, [], absolute);
    });
  });
}
