/** What a reader relies on: each file says what it is for, each folder stands in ARCHITECTURE.md, generated parts are up to date. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { root } from '../support/parts.ts';

const read = (file: string) => readFileSync(join(root, file), 'utf8');

test('each source file says in its first line what it is for', () => {
  const silent = sources().filter((file) => !/^(?:#!.*\n)?(?:\/\*\*? \S|\/\*\*\n \* \S|\/\/ \S)/.test(read(file)));
  assert.deepEqual(silent, []);
});

test('each folder of the server is explained in ARCHITECTURE.md', () => {
  const folders = readdirSync(join(root, 'server/src'), { withFileTypes: true }).filter((entry) => entry.isDirectory());
  const architecture = read('ARCHITECTURE.md');
  assert.deepEqual(
    folders.map(({ name }) => name).filter((name) => !architecture.includes(`${name}/`)),
    [],
  );
});

test('the version has its section in CHANGELOG.md', () => {
  const { version } = JSON.parse(read('package.json')) as { version: string };
  assert.ok(read('CHANGELOG.md').includes(`## [${version}]`), version);
});

test('what is not released yet is told once, and short enough to be read', () => {
  const [, unreleased = ''] = read('CHANGELOG.md').split(/^## /m);
  const lines = unreleased.split('\n').filter((line) => line.startsWith('- '));
  assert.deepEqual(
    lines.filter((line, index) => lines.indexOf(line) !== index),
    [],
  );
  assert.ok(unreleased.split('\n').length < 160, 'CHANGELOG.md: say less, or make a release');
});

test('settings, tables and fact boxes say what the rules say', () => {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--import', 'tsx', 'scripts/generate.ts', '--check'], {
    cwd: root,
    encoding: 'utf8',
  });
  assert.equal(status, 0, stdout + stderr);
});

test('every command of package.json is there', () => {
  const { scripts } = JSON.parse(read('package.json')) as { scripts: Readonly<Record<string, string>> };
  const files = Object.values(scripts).flatMap((command) => command.match(/scripts\/[\w-]+\.\w+/g) ?? []);
  assert.deepEqual(
    files.filter((file) => !readdirSync(join(root, 'scripts')).includes(file.slice('scripts/'.length))),
    [],
  );
});

function sources(): string[] {
  return ['client', 'server', 'scripts', 'test'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.(?:ts|mjs)$/.test(name))
      .map((name) => `${folder}/${name.replaceAll('\\', '/')}`),
  );
}
