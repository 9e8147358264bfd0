/**
 * Highlighting: what is hard has the scopes that are drawn under it (`*.nginx`), and whole examples have those of their .snap file
 * (`npx vscode-tmgrammar-snap -u …` redraws them).
 */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { test } from 'node:test';
import { root } from '../support/parts.ts';

const resolve = (script: string) => createRequire(import.meta.url).resolve(`vscode-tmgrammar-test/dist/${script}.js`);

function run(...args: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8', timeout: 60_000 });
  assert.equal(status, 0, stdout + stderr);
  return stdout;
}

test('every example is highlighted as its snapshot says', () => {
  run(resolve('snapshot'), '--config', 'package.json', '--scope', 'source.nginx', 'test/grammar-textmate/*.conf');
});

test('what is hard is highlighted as it is drawn', () => {
  assert.match(
    run(resolve('unit'), '--config', 'package.json', 'test/grammar-textmate/*.nginx'),
    /hard-cases\.nginx run successfu/,
  );
});
