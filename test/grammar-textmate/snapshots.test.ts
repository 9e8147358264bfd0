/** Highlighting: the scopes of each example are those of its .snap file (`npx vscode-tmgrammar-snap -u …` redraws them). */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { test } from 'node:test';
import { root } from '../support/parts.ts';

test('every example is highlighted as its snapshot says', () => {
  const snap = createRequire(import.meta.url).resolve('vscode-tmgrammar-test/dist/snapshot.js');
  const args = [snap, '--config', 'package.json', '--scope', 'source.nginx', 'test/grammar-textmate/*.conf'];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8' });
  assert.equal(status, 0, stdout + stderr);
});
