/** The package: exactly the files that a user needs, accepted without a warning, small. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, suite, test } from 'node:test';
import { build } from 'esbuild';
import { root } from '../support/parts.ts';

const contents = [
  'CHANGELOG.md',
  'LICENSE',
  'README.md',
  'dist/LICENSES.txt',
  'dist/cli.js',
  'dist/core.js',
  'dist/documentation.js',
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

test('the licence of each package in the bundles goes with them, and of no other one', async () => {
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: ['client/src/extension.ts', 'server/src/main.ts', 'server/src/cli/main.ts', 'client/src/panel/page/main.ts'],
    ...{ bundle: true, write: false, outdir: 'none', platform: 'node', format: 'cjs', external: ['vscode'], logLevel: 'silent' },
    ...{ mainFields: ['module', 'main'], sourcemap: 'external' },
  });
  const inside = outputFiles
    .filter(({ path }) => path.endsWith('.map'))
    .flatMap(({ path, text }) => {
      const { sources } = JSON.parse(text) as { readonly sources: readonly string[] };
      return sources.flatMap((source) => packageOf(source, dirname(path)) ?? []);
    });
  assert.ok(inside.includes('web-tree-sitter') && inside.includes('vscode-languageclient'), inside.join(' '));
  const told = readFileSync(join(root, 'dist/LICENSES.txt'), 'utf8');
  const parts = told.split(/^-{78}$/m).slice(1);
  const names = parts.map((part) => /^\s*(\S+) \d+\.\d+\.\d+\S* \([\w.-]+\)\n/.exec(part)?.[1]);
  assert.deepEqual([...names].sort(), [...new Set(inside)].sort());
  for (const part of parts) assert.match(part, /Permission (?:to use|is hereby granted)|Apache License|Blue Oak Model License/);
});

/** What a package has bundled into its own files is that package's to tell of. */
function packageOf(source: string, folder: string): string | undefined {
  const [, own] = /^webpack:\/\/([^/]+)\//.exec(source) ?? [];
  const parts = [...source.matchAll(/node_modules\/((?:@[^/]+\/)?[^/]+)/g)];
  const installed = parts.findLast(({ index, 0: { length } }) =>
    existsSync(join(folder, source.slice(0, index + length), 'package.json')),
  );
  return own ?? installed?.[1];
}

function vsce(...args: readonly string[]) {
  const command = createRequire(import.meta.url).resolve('@vscode/vsce/vsce');
  const result = spawnSync(process.execPath, [command, ...args], { cwd: root, encoding: 'utf8' });
  assert.equal(result.status, 0, result.stdout + result.stderr);
  return result;
}
