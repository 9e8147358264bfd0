/** The examples through the bundled command line: each broken one has its finding, and its quick fixes lead to the fixed one. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import { TextDocument, type TextEdit } from 'vscode-languageserver-textdocument';
import { root } from '../support/parts.ts';

interface Finding {
  readonly rule: string;
  readonly range: TextEdit['range'];
  readonly fixes: readonly { readonly title: string; readonly edits: readonly TextEdit[] }[];
}

/** What each example shows, by its folder. */
const shown: Readonly<Record<string, readonly string[]>> = {
  '1-missing-headers': ['missing-websocket-headers'],
  '2-missing-http-version': ['missing-http-version'],
  '3-map-outside-http': ['map-outside-http'],
  '4-headers-in-other-location': ['headers-in-other-location'],
  '5-hardcoded-connection-upgrade': ['hardcoded-connection-upgrade'],
  '6-typographic-quotes': ['typographic-quotes'],
  '7-short-timeout': ['short-websocket-timeout'],
  article: ['typographic-quotes', 'dropped-inherited-headers'],
};

suite('examples', () => {
  test('each has its fixed twin', () => {
    const folders = (path: string) => readdirSync(join(root, path)).filter((name) => name !== 'fixed' && !name.includes('.'));
    assert.deepEqual(folders('examples').sort(), Object.keys(shown).sort());
    assert.deepEqual(folders('examples/fixed').sort(), Object.keys(shown).sort());
  });

  for (const [folder, rules] of Object.entries(shown)) {
    const read = (path: string) => readFileSync(join(root, 'examples', path, folder, 'nginx.conf'), 'utf8');

    test(`${folder} shows ${rules.join(', ')}`, () => {
      assert.deepEqual(
        check(read('.')).map(({ rule }) => rule),
        rules,
      );
    });

    test(`${folder}: quick fix after quick fix leads to the fixed file`, () => {
      let text = read('.');
      for (let [finding] = check(text); finding !== undefined; [finding] = check(text)) text = applyFirstFix(text, finding);
      assert.equal(text, read('fixed'));
    });
  }
});

function applyFirstFix(text: string, { rule, fixes }: Finding): string {
  const [fix] = fixes;
  assert.ok(fix, `${rule} has a quick fix`);
  const fixed = TextDocument.applyEdits(TextDocument.create('', 'nginx', 0, text), [...fix.edits]);
  assert.notEqual(fixed, text, `${fix.title} changes something`);
  return fixed;
}

/** On nginx 1.22.1: its defaults make every mistake of the examples count. */
function check(text: string): readonly Finding[] {
  const place = mkdtempSync(join(tmpdir(), 'nginx-handshake-'));
  const file = join(place, 'nginx.conf');
  writeFileSync(file, text);
  const args = [join(root, 'dist/cli.js'), 'check', '--format', 'json', '--nginx-version', '1.22.1', file];
  const { stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  rmSync(place, { recursive: true });
  assert.equal(stderr, '');
  return (JSON.parse(stdout) as { findings: readonly Finding[] }).findings;
}
