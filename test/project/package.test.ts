/** The package: exactly the files that a user needs, accepted without a warning, small. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, suite, test } from 'node:test';
import { build } from 'esbuild';
import type { InitializeParams } from 'vscode-languageserver';
import { capabilities } from '../../server/src/lsp/capabilities.ts';
import { readClient } from '../../server/src/lsp/client.ts';
import { capabilities as clientCapabilities } from '../support/lsp-client.ts';
import { root } from '../support/parts.ts';
import { unzip } from '../support/unzip.ts';

interface Manifest {
  readonly categories: readonly string[];
  readonly contributes: Readonly<Record<string, unknown>> & { readonly commands: readonly { readonly title: string }[] };
}

const read = (name: string): string => readFileSync(join(root, name), 'utf8');
const manifest = JSON.parse(read('package.json')) as Manifest;
const words = JSON.parse(read('package.nls.json')) as Readonly<Record<string, string>>;
/** Of commands, as people read them. */
const titles = manifest.contributes.commands.map(({ title }) => words[title.slice(1, -1)] ?? title);

const contents = [
  'LICENSE.txt',
  'changelog.md',
  'dist/LICENSES.txt',
  'dist/browser.cjs',
  'dist/cli.js',
  'dist/core.js',
  'dist/documentation.js',
  'dist/editor.js',
  'dist/extension.js',
  'dist/package.json',
  'dist/panel.css',
  'dist/panel.js',
  'dist/server.js',
  'dist/tree-sitter-nginx.wasm',
  'dist/web-tree-sitter.wasm',
  'dist/worker.js',
  'docs/images/icon.png',
  'examples/1-missing-headers/nginx.conf',
  'l10n/bundle.l10n.de.json',
  'l10n/bundle.l10n.zh-cn.json',
  'package.json',
  'package.nls.de.json',
  'package.nls.json',
  'package.nls.zh-cn.json',
  'readme.md',
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

  const file = join(place, 'nginx-handshake.vsix');

  test('is made without a warning, and under 1.5 MB', () => {
    const { stdout, stderr } = vsce('package', '--out', file);
    assert.doesNotMatch(stdout, /\bWARN(?:ING)?\b/);
    assert.equal(stderr, '');
    assert.ok(statSync(file).size < 1_500_000, `${statSync(file).size} bytes`);
  });

  test('holds what it needs, and no more', () => {
    const names = [...unzip(readFileSync(file)).keys()].filter((name) => name.startsWith('extension/'));
    assert.deepEqual(names.map((name) => name.slice('extension/'.length)).sort(), [...contents].sort());
  });

  test('tells people who install it what they can do, not how it is built', () => {
    const readme = String(unzip(readFileSync(file)).get('extension/readme.md'));
    assert.doesNotMatch(readme, /npm (?:ci|run|start|test|install)|node dist\/|<!-- \/?repository -->/);
    const [, things = ''] = /\n## Three things to try first\n([^]*?)\n## /.exec(readme) ?? [];
    assert.equal(things.match(/^\d\. /gm)?.length, 3, things);
    const names = [...things.matchAll(/“nginx Handshake: ([^”]+)”|“(Test [^”]+)”/g)].map(([, one, two]) => one ?? two ?? '');
    assert.ok(names.length >= 4, names.join());
    for (const name of names) assert.ok(titles.includes(name), name);
  });

  test('its pictures and links are whole addresses of what is in the repository', () => {
    const readme = String(unzip(readFileSync(file)).get('extension/readme.md'));
    const links = [...readme.matchAll(/(!?)\[(?:[^\][]|!\[[^\]]*\])*\]\(([^)]+)\)/g)].map(([, sign, to = '']) => ({
      picture: sign === '!',
      to,
    }));
    assert.ok(links.filter(({ picture }) => picture).length >= 5);
    for (const { picture, to } of links) {
      const place = /^#|^https:\/\/github\.com\/nginx-handshake\/nginx-handshake\/(raw|blob)\/HEAD\/([^#]+)/.exec(to);
      assert.ok(place !== null || (!picture && to.startsWith('https://')), to);
      const [, kind, path] = place ?? [];
      if (path === undefined) continue;
      assert.equal(kind, picture ? 'raw' : 'blob', to);
      assert.ok(existsSync(join(root, path)), path);
    }
  });
});

test('each category is true, and none that is true is left out', () => {
  const { contributes } = manifest;
  const server = capabilities(readClient({ capabilities: clientCapabilities(true) } as InitializeParams)).capabilities;
  const holds: Readonly<Record<string, unknown>> = {
    Linters: server.diagnosticProvider,
    'Programming Languages': contributes['languages'] && contributes['grammars'],
    Formatters: server.documentFormattingProvider,
    Snippets: contributes['snippets'],
    Themes: contributes['themes'],
    Debuggers: contributes['debuggers'],
    Keymaps: contributes['keybindings'],
    Notebooks: contributes['notebooks'],
  };
  const expected = Object.keys(holds).filter((category) => Boolean(holds[category]));
  assert.deepEqual([...manifest.categories].sort(), expected.sort());
});

test('the licence of each package in the bundles goes with them, and of no other one', async () => {
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: [
      'client/src/extension.ts',
      'server/src/main.ts',
      'server/src/cli/main.ts',
      'server/src/library/index.ts',
      'client/src/panel/page/main.ts',
    ],
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
