/** What is committed of the grammar fits together: sources, generated parser, wasm. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import { hashes } from '../../scripts/grammar-sources.ts';
import { root } from '../support/parts.ts';
import { testParser } from '../support/parser.ts';

const folder = join(root, 'syntaxes', 'tree-sitter-nginx');

suite('grammar', () => {
  test('the wasm was made from the committed sources', () => {
    const record = JSON.parse(readFileSync(join(folder, 'provenance.json'), 'utf8')) as { sha256: unknown };
    assert.deepEqual(record.sha256, hashes(root), 'run `npx tsx scripts/grammar.ts`, it takes two seconds');
  });

  test('the tools of the record are the ones the script asks for', () => {
    const record = JSON.parse(readFileSync(join(folder, 'provenance.json'), 'utf8')) as { tools: Record<string, string> };
    const script = readFileSync(join(root, 'scripts', 'grammar.ts'), 'utf8');
    assert.ok(script.includes(`generatorVersion = '${record.tools['tree-sitter-cli'] ?? ''}'`));
  });

  test('the grammar accepts any sequence of its tokens', async () => {
    // A rule that refused one would show as a directive that swallows or loses what stands around it.
    const parser = await testParser();
    const tree = parser.parse('a; } { } ; b "c" { d ; { } e } } f');
    const names = tree.root.items.map((item) => (item.kind === 'directive' ? item.name.text : item.text));
    assert.deepEqual(names, ['a', '', 'b', 'f']);
  });
});
