/** What a CI hands to `check` besides files: nothing, patterns, links in circles, closed folders, trees of thousands. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import { noDisk, type Entry, type SlowDisk } from '../../server/src/files/disk.ts';
import { createSearch } from '../../server/src/project/search.ts';
import { runCli } from '../support/cli.ts';
import { makeFolder } from '../support/folder.ts';
import { root } from '../support/parts.ts';
import { broken, mainFile } from '../support/sites.ts';

const folder = makeFolder({ 'site/nginx.conf': broken });
const run = (...args: readonly string[]) => runCli(['check', ...args], folder.path);

test('an empty argument, as of a variable that is not set, is not the working folder', () => {
  const { status, stdout, stderr } = run('');
  assert.deepEqual([status, stdout, stderr], [2, '', 'An argument is empty, and names no file\n']);
  assert.equal(run('', 'site').stdout, run('site').stdout);
});

test('a pattern that nothing matches does not hide what others match', () => {
  const { status, stdout, stderr } = run('site/*.conf', 'nothing/**/*.conf', '--format', 'gitlab');
  assert.deepEqual([status, (JSON.parse(stdout) as readonly unknown[]).length], [2, 1]);
  assert.equal(stderr, 'nothing/**/*.conf: no file matches\n');
});

test('links in circles, and many names of one file: each file once, by its first name', () => {
  const tree = makeFolder({ 'nginx/nginx.conf': broken });
  symlinkSync('.', tree.file('nginx/self'));
  symlinkSync('..', tree.file('nginx/up'));
  symlinkSync('nginx.conf', tree.file('nginx/one.conf'));
  symlinkSync('nginx.conf', tree.file('nginx/two.conf'));
  for (const args of [['.'], ['**/*.conf'], ['nginx/nginx.conf', 'nginx/one.conf', 'nginx/two.conf', 'nginx/self/nginx.conf']]) {
    const { status, stdout } = runCli(['check', '--format', 'gitlab', ...args], tree.path);
    const paths = (JSON.parse(stdout) as readonly { readonly location: { readonly path: string } }[]).map(
      (it) => it.location.path,
    );
    assert.deepEqual([status, paths], [1, ['nginx/nginx.conf']], args.join(' '));
  }
});

suite('folders that may not be looked into', () => {
  const tree = makeFolder({
    'nginx/nginx.conf': mainFile('include closed/*.conf;', 'server { listen 80; return 204; }'),
    'nginx/closed/a.conf': 'server { listen 81; }',
  });
  chmodSync(tree.path, 0o755);
  chmodSync(tree.file('nginx/closed'), 0);
  // Nobody else is kept out of a folder of root's, and only root may become somebody else. The bundle is where all may read it.
  const bundle = makeFolder();
  chmodSync(bundle.path, 0o755);
  cpSync(join(root, 'dist'), bundle.file('dist'), { recursive: true });
  const check = (...args: readonly string[]) =>
    spawnSync(process.execPath, [bundle.file('dist/cli.js'), 'check', '--nginx-version', '1.28.0', ...args], {
      ...{ cwd: tree.path, encoding: 'utf8', env: { PATH: '' } },
      ...(process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {}),
    });
  const closed = `${tree.file('nginx/closed')}: cannot be read: permission denied\n`;

  test('fail where they were to be judged, and the rest is reported all the same', () => {
    const { status, stdout, stderr } = check('.');
    assert.deepEqual([status, stderr], [2, closed]);
    assert.match(stdout, /^Nothing to report/);
    assert.deepEqual([check('nginx/closed').status, check('nginx/closed').stderr], [2, closed]);
  });

  test('are remarked upon where an include leads there', () => {
    const { status, stderr } = check('nginx/nginx.conf');
    assert.deepEqual([status, stderr], [0, closed]);
  });
});

suite('large trees', () => {
  test('are looked through to their end: more than an editor would look at', () => {
    const tree = makeFolder({ 'zz/deep/er/nginx.conf': broken });
    mkdirSync(tree.file('a'));
    for (let index = 0; index < 20_500; index++) writeFileSync(tree.file(`a/${index}.js`), '');
    const { status, stdout } = runCli(['check', '.'], tree.path);
    assert.equal(status, 1);
    assert.match(stdout, /^zz\/deep\/er\/nginx\.conf:9:13: error: /);
  });

  /** `/top/0/0`, …: each folder has so many folders and a main file. */
  const disk = (width: number, depth: number): SlowDisk => ({
    read: () => Promise.resolve({ text: 'events {}' }),
    list: (path) => {
      const folders = path.split('/').length - 2 < depth ? Array.from({ length: width }, (_, index) => String(index)) : [];
      const entries: readonly Entry[] = folders.map((name) => ({ name, folder: true }));
      return Promise.resolve([...entries, { name: 'nginx.conf', folder: false }]);
    },
    realPath: (path) => Promise.resolve(path),
    stat: (path) => Promise.resolve(noDisk.stat(path)),
    stamp: () => Promise.resolve('1'),
  });

  test('the nearest to the top come first, and none is left out', async () => {
    const found = await createSearch(disk(20, 2)).below('/top');
    assert.equal(found.length, 1 + 20 + 400);
    const depths = found.map((path) => path.split('/').length);
    assert.deepEqual(
      depths,
      [...depths].sort((a, b) => a - b),
    );
    assert.equal(new Set(found).size, found.length);
  });

  test('where there is more than may be looked at, that is told', async () => {
    const told: string[] = [];
    const found = await createSearch(disk(20, 2), { most: 100, cut: (top) => told.push(top) }).below('/top');
    assert.deepEqual(told, ['/top']);
    assert.ok(found.length > 1 && found.length < 100);
  });
});
