/** The package: exactly the files that a user needs, accepted without a warning, small. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, suite, test } from 'node:test';
import { root } from '../support/parts.ts';

const contents = [
  'CHANGELOG.md',
  'LICENSE',
  'README.md',
  'dist/cli.js',
  'dist/extension.js',
  'dist/package.json',
  'dist/panel.css',
  'dist/panel.js',
  'dist/server.js',
  'dist/tree-sitter-nginx.wasm',
  'dist/web-tree-sitter.wasm',
  'docs/images/icon.png',
  'examples/1-missing-headers/nginx.conf',
  'l10n/bundle.l10n.de.json',
  'l10n/bundle.l10n.zh-cn.json',
  'package.json',
  'package.nls.de.json',
  'package.nls.json',
  'package.nls.zh-cn.json',
  'snippets/nginx.json',
  'syntaxes/language-configuration.json',
  'syntaxes/nginx.tmLanguage.json',
  ...['fix', 'open', 'try', 'version', 'watch', 'why'].map((name) => `walkthrough/${name}.png`),
];

suite('the package', () => {
  const place = mkdtempSync(join(tmpdir(), 'nginx-handshake-package-'));
  after(() => {
    rmSync(place, { recursive: true });
  });

  test('holds what it needs, and no more', () => {
    // The bundles of a build for tests bring source maps; --production leaves them out.
    assert.deepEqual(vsce('ls', '--no-dependencies').stdout.trim().split('\n').sort(), contents);
  });

  test('is made without a warning, and under 1.5 MB', () => {
    const file = join(place, 'nginx-handshake.vsix');
    const { stdout, stderr } = vsce('package', '--no-dependencies', '--out', file);
    assert.doesNotMatch(stdout + stderr, /\bWARNING\b/);
    assert.ok(statSync(file).size < 1_500_000, `${statSync(file).size} bytes`);
  });
});

function vsce(...args: readonly string[]) {
  const command = createRequire(import.meta.url).resolve('@vscode/vsce/vsce');
  const result = spawnSync(process.execPath, [command, ...args], { cwd: root, encoding: 'utf8' });
  assert.equal(result.status, 0, result.stdout + result.stderr);
  return result;
}
