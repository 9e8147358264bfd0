/** What is on disk, covered by what is open: a file keeps its object until it changes. */
import assert from 'node:assert/strict';
import { mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { suite, test } from 'node:test';
import type { SourceFile, Unreadable } from '../../server/src/config/workspace.ts';
import { largestFile, noDisk } from '../../server/src/files/disk.ts';
import { createFiles, difference, type Files } from '../../server/src/files/files.ts';
import { nodeDisk, slowNodeDisk } from '../../server/src/files/node-disk.ts';
import { createFailures } from '../../server/src/project/failures.ts';
import { createMainFiles } from '../../server/src/project/main-files.ts';
import { createSearch, distance } from '../../server/src/project/search.ts';
import { makeFolder, type Folder } from '../support/folder.ts';
import { testParser } from '../support/parser.ts';

const parser = await testParser();

function textOf(file: SourceFile | Unreadable): string {
  return 'unreadable' in file ? `(${file.unreadable})` : file.tree.text;
}

function open(files: Files, folder: Folder, name: string): string {
  return textOf(files.open(folder.file(name)));
}

suite('on disk', () => {
  test('why a file has no text', () => {
    const folder = makeFolder({ 'a.conf': 'a;', 'folder/b.conf': '' });
    symlinkSync('loop.conf', folder.file('loop.conf'));
    const files = createFiles(parser, nodeDisk);
    const names = ['a.conf', 'missing.conf', 'folder', 'loop.conf', 'a.conf/b', '\0', 'x'.repeat(5000)];
    assert.deepEqual(
      names.map((name) => open(files, folder, name)),
      ['a;', '(missing)', '(folder)', '(loop)', '(missing)', '(missing)', '(missing)'],
    );
    assert.deepEqual([files.list(folder.file('nowhere')), files.list(folder.file('a.conf'))], [[], []]);
  });

  test('nothing is looked at twice until somebody refreshes', () => {
    const folder = makeFolder({ 'a.conf': 'a;', 'b.conf': 'b;' });
    const files = createFiles(parser, nodeDisk);
    const [a, b] = [files.open(folder.file('a.conf')), files.open(folder.file('b.conf'))];
    const names = files.list(folder.path);
    folder.write('a.conf', 'changed;');
    folder.write('c.conf', 'c;');
    assert.equal(files.open(folder.file('a.conf')), a);
    assert.equal(files.refresh(), true);
    assert.equal(open(files, folder, 'a.conf'), 'changed;');
    assert.equal(files.open(folder.file('b.conf')), b);
    assert.deepEqual(
      [names, files.list(folder.path)],
      [
        ['a.conf', 'b.conf'],
        ['a.conf', 'b.conf', 'c.conf'],
      ],
    );
    rmSync(folder.file('b.conf'));
    assert.equal(files.refresh(), true);
    assert.equal(open(files, folder, 'b.conf'), '(missing)');
    folder.write('a.conf', 'changed;');
    assert.equal(files.refresh(), false, 'written again with the same text');
  });
});

suite('open', () => {
  test('the text in the editor counts, and behind a link too', () => {
    const folder = makeFolder({ 'sites-available/a': 'a;' });
    mkdirSync(folder.file('sites-enabled'));
    symlinkSync('../sites-available/a', folder.file('sites-enabled/a'));
    const files = createFiles(parser, nodeDisk);
    assert.equal(open(files, folder, 'sites-enabled/a'), 'a;');
    files.cover(folder.file('sites-available/a'), 'b;');
    assert.equal(open(files, folder, 'sites-enabled/a'), 'b;');
    files.edit(folder.file('sites-available/a'), 'bc;', [{ start: 1, end: 1, newText: 'c' }]);
    files.edit(folder.file('sites-available/a'), 'bcd;', [{ start: 2, end: 2, newText: 'd' }]);
    assert.equal(open(files, folder, 'sites-enabled/a'), 'bcd;');
    files.uncover(folder.file('sites-available/a'));
    assert.equal(open(files, folder, 'sites-enabled/a'), 'a;');
  });

  test('a new file is in its folder before it is saved', () => {
    const folder = makeFolder({ 'a.conf': '' });
    const files = createFiles(parser, nodeDisk);
    assert.deepEqual(files.list(folder.path), ['a.conf']);
    files.cover(folder.file('new.conf'), '');
    assert.deepEqual(files.list(folder.path), ['a.conf', 'new.conf']);
    files.uncover(folder.file('new.conf'));
    assert.deepEqual(files.list(folder.path), ['a.conf']);
  });

  test('without a disk, what is not open is not known; what is too large is not read', () => {
    const files = createFiles(parser, noDisk);
    files.cover('/huge.conf', ' '.repeat(largestFile + 1));
    assert.deepEqual([textOf(files.open('/a.conf')), textOf(files.open('/huge.conf'))], ['(pending)', '(too-large)']);
  });

  test('what grew too large is read again when it is small, from the edits of all the time between', () => {
    const files = createFiles(parser, noDisk);
    files.cover('/a.conf', 'a;');
    assert.equal(textOf(files.open('/a.conf')), 'a;');
    const huge = ' '.repeat(largestFile + 1);
    files.edit('/a.conf', `a;${huge}`, [{ start: 2, end: 2, newText: huge }]);
    assert.equal(textOf(files.open('/a.conf')), '(too-large)');
    files.edit('/a.conf', 'a;b;', [{ start: 2, end: 2 + huge.length, newText: 'b;' }]);
    const file = files.open('/a.conf');
    assert.ok('tree' in file);
    assert.deepEqual([file.tree.text, file.statements, file.tree.root.items.length], ['a;b;', 2, 2]);
  });
});

test('the difference of two texts', () => {
  assert.deepEqual(difference('aXa', 'aYYa'), { start: 1, end: 2, newText: 'YY' });
  assert.deepEqual(difference('aa', 'aaa'), { start: 2, end: 2, newText: 'a' });
  assert.deepEqual(difference('aaa', 'aa'), { start: 2, end: 3, newText: '' });
  assert.deepEqual(difference('', ''), { start: 0, end: 0, newText: '' });
});

test('main files are found below a folder and above a file, not among dependencies', async () => {
  const main = 'events {}\nhttp {\n}\n';
  const folder = makeFolder({
    'docker/nginx/nginx.conf': main,
    'docker/nginx/conf.d/app.conf': 'server {}',
    'deploy/proxy.conf.template': main,
    'node_modules/x/nginx.conf': main,
    'README.md': main,
  });
  const search = createSearch(slowNodeDisk);
  assert.deepEqual(await search.below(folder.path), [
    folder.file('deploy/proxy.conf.template'),
    folder.file('docker/nginx/nginx.conf'),
  ]);
  assert.deepEqual(await search.above(folder.file('docker/nginx/conf.d/app.conf')), [folder.file('docker/nginx/nginx.conf')]);
  assert.deepEqual([distance('/a/b/c', '/a/b/c'), distance('/a/b', '/a/c/d')], [0, 3]);
});

test('what is near a document is the same list until something else is found', async () => {
  const folder = makeFolder({ 'nginx.conf': 'events {}', 'conf.d/app.conf': 'server {}' });
  const mainFiles = createMainFiles(
    createSearch(slowNodeDisk),
    createFailures({ failed: (text) => assert.fail(text), remarked: (text) => assert.fail(text) }),
    () => undefined,
  );
  const near = (): readonly string[] => mainFiles.near(folder.file('conf.d/app.conf'), folder.path);
  near();
  await mainFiles.searched();
  const found = near();
  assert.deepEqual(found, [folder.file('nginx.conf'), folder.file('nginx.conf')]);
  assert.equal(await mainFiles.again(new Set(), false), false);
  assert.equal(near(), found);
  rmSync(folder.file('nginx.conf'));
  assert.equal(await mainFiles.again(new Set(), false), true);
  assert.deepEqual(near(), []);
});
