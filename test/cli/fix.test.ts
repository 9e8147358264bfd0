/** `check --fix` writes whole files or none, all of a fix or nothing of it, and only what was named. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, lstatSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { basename, join } from 'node:path';
import { suite, test } from 'node:test';
import { writeAll } from '../../server/src/files/write-all.ts';
import { runCli } from '../support/cli.ts';
import { makeFolder, type Folder } from '../support/folder.ts';
import { root } from '../support/parts.ts';
import { broken, connectionLine, mainFile, upgradeLine, websocketServer } from '../support/sites.ts';

const text = (folder: Folder, name: string): string => readFileSync(folder.file(name), 'utf8');
const bytes = (content: string): Uint8Array => new TextEncoder().encode(content);

suite('what is written', () => {
  test('mode and links stay, and nothing else is left behind', () => {
    const folder = makeFolder({ 'real/nginx.conf': broken });
    chmodSync(folder.file('real/nginx.conf'), 0o640);
    symlinkSync('real/nginx.conf', folder.file('nginx.conf'));
    const { status, stderr } = runCli(['check', '--fix', folder.file('nginx.conf')]);
    assert.deepEqual([status, stderr], [0, 'Fixed 1 problem in 1 file\n']);
    assert.ok(lstatSync(folder.file('nginx.conf')).isSymbolicLink());
    assert.equal(statSync(folder.file('real/nginx.conf')).mode & 0o777, 0o640);
    assert.ok(text(folder, 'real/nginx.conf').includes(upgradeLine));
    assert.deepEqual(readdirSync(folder.file('real')), ['nginx.conf']);
  });

  test('fixes of hints are not', () => {
    const hint = mainFile(
      "map $http_upgrade $connection_upgrade { default upgrade; '' close; }",
      'upstream app { server 127.0.0.1:3000; keepalive 8; }',
      `server { location /ws { proxy_pass http://app; proxy_http_version 1.1; proxy_read_timeout 1h; ${upgradeLine} ${connectionLine} } }`,
    );
    const folder = makeFolder({ 'nginx.conf': hint });
    assert.match(runCli(['check', folder.file('nginx.conf')]).stdout, /hint: .*\[upstream-keepalive-lost\]/);
    assert.equal(runCli(['check', '--fix', folder.file('nginx.conf')]).stderr, 'Fixed 0 problems in 0 files\n');
    assert.equal(text(folder, 'nginx.conf'), hint);
  });
});

suite('what version is fixed for', () => {
  const lacking = mainFile(
    `server { location /ws { proxy_pass http://127.0.0.1:3000; proxy_read_timeout 1h; ${connectionLine} } }`,
  );
  const after = (...version: readonly string[]): string => {
    const folder = makeFolder({ 'nginx.conf': lacking });
    runCli(['check', '--fix', ...version, folder.file('nginx.conf')]);
    return text(folder, 'nginx.conf');
  };

  test('where nobody says it, for all of them', () => {
    assert.match(after(), /proxy_http_version 1\.1;/);
  });

  test('one that is said to speak HTTP/1.1 by itself needs no line for it', () => {
    const fixed = after('--nginx-version', '1.30.0');
    assert.ok(fixed.includes(upgradeLine) && !fixed.includes('proxy_http_version'));
  });
});

suite('what nobody named stays as it is', () => {
  const files = {
    'nginx.conf': mainFile('include conf.d/*.conf;'),
    'conf.d/a.conf': websocketServer(upgradeLine, 'proxy_set_header Connection upgrade;', 'proxy_read_timeout 1h;'),
    'conf.d/b.conf': websocketServer('proxy_set_header Connection upgrade;', 'proxy_read_timeout 1h;').replace(
      'server {',
      'server {\n    listen 81;',
    ),
  };
  test('an included file', () => {
    const folder = makeFolder(files);
    const { stderr } = runCli(['check', '--fix', 'nginx.conf'], folder.path);
    assert.match(stderr, /^conf\.d\/b\.conf: a fix of missing-upgrade-header is in conf\.d\/b\.conf, which was not named$/m);
    for (const [name, content] of Object.entries(files)) assert.equal(text(folder, name), content);
  });

  test('the main file that a fix changes too', () => {
    const folder = makeFolder({
      'nginx.conf': mainFile('include conf.d/*.conf;'),
      'conf.d/a.conf': websocketServer('proxy_read_timeout 1h;', '# nginx-handshake: websocket'),
    });
    const main = text(folder, 'nginx.conf');
    const { stderr } = runCli(['check', '--fix', 'nginx.conf'], folder.path);
    assert.match(stderr, /which was not named/);
    assert.equal(text(folder, 'nginx.conf'), main);
  });

  test('all of them named, all are fixed', () => {
    const folder = makeFolder(files);
    runCli(['check', '--fix', 'nginx.conf', 'conf.d/*.conf'], folder.path);
    assert.ok(text(folder, 'conf.d/b.conf').includes(upgradeLine));
  });
});

suite('what cannot be written', () => {
  const untouched = (folder: Folder, args: readonly string[], complaint: RegExp): void => {
    const before = readdirSync(folder.path);
    const { status, stdout, stderr } = runCli(['check', '--fix', ...args], folder.path);
    assert.deepEqual([status, stdout], [2, '']);
    assert.match(stderr, complaint);
    assert.equal(text(folder, 'nginx.conf'), broken);
    assert.deepEqual(readdirSync(folder.path), before);
  };

  test('a read-only file', () => {
    const folder = makeFolder({ 'nginx.conf': broken });
    chmodSync(folder.file('nginx.conf'), 0o444);
    untouched(folder, ['nginx.conf'], /nginx\.conf: cannot be written: it is read-only\. It is as it was\n$/);
  });

  test('a file in a folder in which nothing can be made', () => {
    // Root may make files anywhere: for it there is no such folder.
    if (process.getuid?.() === 0) return;
    const folder = makeFolder({ 'nginx.conf': broken });
    chmodSync(folder.path, 0o555);
    untouched(folder, ['nginx.conf'], /cannot be written: permission denied/);
    chmodSync(folder.path, 0o755);
  });

  test('a full disk leaves the whole text', () => {
    const large = `${broken}${'# a comment that takes room\n'.repeat(200)}`;
    const folder = makeFolder({ 'nginx.conf': large });
    // No file may grow beyond 4 blocks of 512 bytes.
    const command = `ulimit -f 4; exec "$0" "$1" check --fix nginx.conf`;
    const { status, stderr } = spawnSync('/bin/sh', ['-c', command, process.execPath, join(root, 'dist/cli.js')], {
      cwd: folder.path,
      encoding: 'utf8',
      env: { PATH: '' },
    });
    assert.equal(status, 2, stderr);
    assert.match(stderr, /nginx\.conf: cannot be written: files may not get that large here/);
    assert.equal(text(folder, 'nginx.conf'), large);
    assert.deepEqual(readdirSync(folder.path), ['nginx.conf']);
  });
});

suite('several files are all written or none', () => {
  test('when the last one cannot be', () => {
    const folder = makeFolder({ a: 'a', b: 'b', c: 'c' });
    chmodSync(folder.file('c'), 0o444);
    const failure = writeAll(
      ['a', 'b', 'c'].map((name) => ({ path: folder.file(name), before: bytes(name), after: bytes('new') })),
    );
    assert.deepEqual(failure, { path: folder.file('c'), why: 'it is read-only' });
    assert.deepEqual(
      ['a', 'b', 'c'].map((name) => text(folder, name)),
      ['a', 'b', 'c'],
    );
    assert.deepEqual(readdirSync(folder.path), ['a', 'b', 'c']);
  });

  test('when one was changed meanwhile, or is gone', () => {
    const folder = makeFolder({ a: 'a', b: 'other' });
    const write = (...names: readonly string[]): string | undefined =>
      writeAll(names.map((name) => ({ path: folder.file(name), before: bytes(name), after: bytes('new') })))?.why;
    assert.equal(write('a', 'b'), 'it was changed meanwhile');
    assert.equal(write('a', 'gone'), 'it is not there any more');
    assert.equal(text(folder, 'a'), 'a');
  });

  const replacing = (folder: Folder, from: string, to: string): void => {
    if (basename(to) === 'c') {
      rmSync(folder.file('c'));
      mkdirSync(folder.file('c'));
    }
    renameSync(from, to);
  };

  test('when a folder takes the place of the last one as it is written', () => {
    const folder = makeFolder({ a: 'a', b: 'b', c: 'c' });
    const files = ['a', 'b', 'c'].map((name) => ({ path: folder.file(name), before: bytes(name), after: bytes('new') }));
    const failure = writeAll(files, (from, to) => {
      replacing(folder, String(from), String(to));
    });
    assert.deepEqual(failure, { path: folder.file('c'), why: 'a folder took its place' });
    assert.deepEqual([text(folder, 'a'), text(folder, 'b'), readdirSync(folder.path)], ['a', 'b', ['a', 'b', 'c']]);
  });

  test('and an old text that cannot be brought back is not lost', () => {
    const folder = makeFolder({ a: 'a', b: 'b', c: 'c' });
    const files = ['a', 'b', 'c'].map((name) => ({ path: folder.file(name), before: bytes(name), after: bytes('new') }));
    const failure = writeAll(files, (from, to) => {
      if (String(from).endsWith('.old') && basename(String(to)) === 'b') throw new Error('no way back');
      replacing(folder, String(from), String(to));
    });
    assert.match(failure?.why ?? '', /^a folder took its place; .*\/b is now in .*\.old$/);
    const kept = readdirSync(folder.path).find((name) => name.endsWith('.old')) ?? '';
    assert.deepEqual([text(folder, 'a'), text(folder, kept)], ['a', 'b']);
  });

  test('when all can be', () => {
    const folder = makeFolder({ a: 'a', 'x/b': 'b' });
    assert.equal(
      writeAll([
        { path: folder.file('a'), before: bytes('a'), after: bytes('1') },
        { path: folder.file('x/b'), before: bytes('b'), after: bytes('2') },
      ]),
      undefined,
    );
    assert.deepEqual([text(folder, 'a'), text(folder, 'x/b'), readdirSync(folder.file('x'))], ['1', '2', ['b']]);
  });
});

test('the report is of the new state, and says that nginx refuses it all the same', () => {
  const folder = makeFolder({ 'nginx.conf': broken.replace('server {', 'server {\n        listen 80 nonsense;') });
  const { status, stdout } = runCli(['check', '--fix', 'nginx.conf'], folder.path);
  assert.equal(status, 1);
  assert.match(stdout, /nginx refuses: invalid parameter "nonsense" in nginx\.conf:\d+/);
  assert.ok(!stdout.includes('Nothing to report'));
});
