/** What stands on a disk that is slow, changes, or holds what is no file. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { symlinkSync } from 'node:fs';
import { createServer } from 'node:net';
import { after, suite, test } from 'node:test';
import { DefinitionRequest } from 'vscode-languageserver/node';
import type { SlowDisk } from '../../server/src/files/disk.ts';
import { slowNodeDisk } from '../../server/src/files/node-disk.ts';
import { makeFolder } from '../support/folder.ts';
import { startServer, type LspClient, type ServerOptions } from '../support/lsp-client.ts';
import { connectionLine, connectionMap, mainFile, upgradeLine, websocketServer } from '../support/sites.ts';
import { worldWith } from '../support/world.ts';

async function serve(options: ServerOptions): Promise<LspClient> {
  const client = await startServer(options);
  after(() => client.stop());
  return client;
}

async function codes(client: LspClient, uri: string): Promise<readonly unknown[]> {
  return (await client.diagnostics(uri)).map(({ code }) => code);
}

const app = websocketServer(upgradeLine, connectionLine, 'proxy_read_timeout 1h;');

/** A disk that begins to answer after so many ms, or when something has happened, or never, for some paths. */
function delayed(ms: number | Promise<void>, isSlow: (path: string) => boolean = () => true): SlowDisk {
  const wait = (path: string): Promise<void> =>
    new Promise((resolve) => {
      if (!isSlow(path)) resolve();
      else if (typeof ms !== 'number') void ms.then(resolve);
      else if (ms < Infinity) setTimeout(resolve, ms);
    });
  return {
    read: (path) => wait(path).then(() => slowNodeDisk.read(path)),
    list: (path) => wait(path).then(() => slowNodeDisk.list(path)),
    realPath: (path) => wait(path).then(() => slowNodeDisk.realPath(path)),
    stat: (path) => wait(path).then(() => slowNodeDisk.stat(path)),
    stamp: (path) => wait(path).then(() => slowNodeDisk.stamp(path)),
  };
}

suite('what is no ordinary file is not read', { skip: process.platform === 'win32' }, () => {
  test('pipes, devices, sockets, and what the system makes up', async () => {
    const names = ['pipe', 'zero', 'socket', 'pagemap', 'kmsg', 'sys', 'deep/environ'];
    const text = mainFile(...names.map((name) => `include ${name};`), app);
    const folder = makeFolder({ 'nginx.conf': text, 'deep/.keep': '' });
    execFileSync('mkfifo', [folder.file('pipe')]);
    symlinkSync('/dev/zero', folder.file('zero'));
    symlinkSync('/proc/self/pagemap', folder.file('pagemap'));
    symlinkSync('/proc/kmsg', folder.file('kmsg'));
    symlinkSync('/sys/kernel/mm/transparent_hugepage/enabled', folder.file('sys'));
    symlinkSync('/proc/self/environ', folder.file('deep/environ'));
    const socket = createServer().listen(folder.file('socket'));
    after(() => socket.close());
    const client = await serve({ folders: [folder.path] });
    await client.open(folder.uri('nginx.conf'), text);
    const begun = Date.now();
    // What they may define is not known, so nothing is wrong.
    assert.deepEqual(await codes(client, folder.uri('nginx.conf')), []);
    // A pipe without a writer, and zeros, never end.
    assert.ok(Date.now() - begun < 20_000);
    const told = client.output.filter((line) => line.includes('no ordinary file'));
    assert.equal(told.length, names.length, client.output.join('\n'));
  });

  test('a file that says it is empty is read no further than 16 MB', async () => {
    const { nodeDisk } = await import('../../server/src/files/node-disk.ts');
    for (const path of ['/proc/self/maps', '/dev/zero', '/proc/self/pagemap', '/dev/stdin/..', '/sys/kernel/profiling']) {
      assert.deepEqual(
        [nodeDisk.read(path), await slowNodeDisk.read(path)].map((it) => 'text' in it),
        [false, false],
        path,
      );
    }
  });

  test('an included file that is too large hides what it may define', async () => {
    const text = mainFile('include huge.conf;', app);
    const folder = makeFolder({ 'nginx.conf': text, 'huge.conf': new Uint8Array(16 * 1024 * 1024 + 1) });
    const client = await serve({ folders: [folder.path] });
    await client.open(folder.uri('nginx.conf'), text);
    assert.deepEqual(await codes(client, folder.uri('nginx.conf')), []);
    assert.match(client.output.join('\n'), /huge\.conf`.* is not read: it is larger than 16 MB/);
  });
});

suite('a slow disk', () => {
  test('where something is defined is waited for, also when diagnostics have given up', async () => {
    const text = mainFile('include late.conf;', app);
    const folder = makeFolder({ 'nginx.conf': text, 'late.conf': connectionMap });
    const disk = delayed(3200, (path) => path.endsWith('late.conf'));
    const client = await serve({ folders: [folder.path], world: worldWith({ disk }) });
    const uri = folder.uri('nginx.conf');
    await client.open(uri, text);
    await client.diagnostics(uri);
    const lines = text.split('\n');
    const line = lines.findIndex((it) => it.includes('$connection_upgrade;'));
    const position = { line, character: (lines[line] ?? '').indexOf('$connection_upgrade') + 3 };
    const found = await client.connection.sendRequest(DefinitionRequest.type, { textDocument: { uri }, position });
    assert.deepEqual(
      [found].flat().map((it) => it && ('uri' in it ? it.uri : it.targetUri)),
      [folder.uri('late.conf')],
    );
  });

  test('where something is defined is waited for while others are answered without it', async () => {
    const text = mainFile('include late.conf;', app, 'server {\n    set $a $undefined;\n}');
    const folder = makeFolder({ 'nginx.conf': text, 'late.conf': connectionMap });
    let come = (): void => undefined;
    const late = new Promise<void>((resolve) => (come = resolve));
    const disk = delayed(late, (path) => path.endsWith('late.conf'));
    const client = await serve({ folders: [folder.path], world: worldWith({ disk }) });
    const uri = folder.uri('nginx.conf');
    await client.open(uri, text);
    const position = { line: text.split('\n').findIndex((it) => it.includes('$connection_upgrade;')), character: 0 };
    position.character = (text.split('\n')[position.line] ?? '').indexOf('$connection_upgrade') + 3;
    const asked = client.connection.sendRequest(DefinitionRequest.type, { textDocument: { uri }, position });
    assert.deepEqual(await codes(client, uri), []);
    come();
    assert.deepEqual(
      [await asked].flat().map((it) => it && ('uri' in it ? it.uri : it.targetUri)),
      [folder.uri('late.conf')],
    );
    await client.refreshed();
    assert.deepEqual(await codes(client, uri), ['unknown-variable']);
  });

  test('is waited for: a chain of includes is read to its end', async () => {
    const text = mainFile('include a/1.conf;', app);
    const folder = makeFolder({
      'nginx.conf': text,
      'a/1.conf': 'include a/2.conf;',
      'a/2.conf': 'include a/m*.conf;',
      'a/map.conf': connectionMap,
      'a/more.conf': 'server { location /b { proxy_set_header Connection $undefined; proxy_pass http://b; } }',
    });
    const client = await serve({ folders: [folder.path], world: worldWith({ disk: delayed(5) }) });
    await client.open(folder.uri('nginx.conf'), text);
    assert.deepEqual(await codes(client, folder.uri('nginx.conf')), []);
    await client.open(folder.uri('a/more.conf'), 'server { set $a $undefined; }');
    assert.deepEqual(await codes(client, folder.uri('a/more.conf')), ['unknown-variable']);
  });

  test('that takes long hides what it may hold, and the editor is told when it has come', async () => {
    const text = mainFile('include late.conf;', app);
    const folder = makeFolder({ 'nginx.conf': text, 'late.conf': '# no map' });
    let come = (): void => undefined;
    const late = new Promise<void>((resolve) => (come = resolve));
    const disk = delayed(late, (path) => path.endsWith('late.conf'));
    const client = await serve({ folders: [folder.path], world: worldWith({ disk }) });
    await client.open(folder.uri('nginx.conf'), text);
    assert.deepEqual(await codes(client, folder.uri('nginx.conf')), []);
    const begun = Date.now();
    assert.deepEqual(await codes(client, folder.uri('nginx.conf')), []);
    // A wait takes all patience there is.
    assert.ok(Date.now() - begun < 2000, 'nobody waits twice for the same');
    come();
    await client.refreshed();
    assert.deepEqual(await codes(client, folder.uri('nginx.conf')), ['unknown-variable']);
  });

  test('that never answers for one file does not keep others from being answered', async () => {
    const text = mainFile('include dead/*.conf;', 'include maps.conf;', app);
    const folder = makeFolder({ 'nginx.conf': text, 'dead/a.conf': '', 'maps.conf': '', 'other/nginx.conf': mainFile(app) });
    const disk = delayed(Infinity, (path) => path.includes('/dead'));
    const client = await serve({ pull: false, folders: [folder.path], world: worldWith({ disk }) });
    await client.open(folder.uri('nginx.conf'), text);
    assert.deepEqual((await client.pushed(folder.uri('nginx.conf'))).diagnostics, []);
    await client.open(folder.uri('other/nginx.conf'), mainFile(app));
    const { diagnostics } = await client.pushed(folder.uri('other/nginx.conf'));
    assert.deepEqual(
      diagnostics.map(({ code }) => code),
      ['unknown-variable'],
    );
  });

  test('nothing is kept after the last document is closed', async () => {
    const text = mainFile('include maps.conf;', app);
    const folder = makeFolder({ 'nginx.conf': text, 'maps.conf': connectionMap });
    let reads = 0;
    const read: SlowDisk['read'] = (path) => {
      if (path.endsWith('maps.conf')) reads++;
      return slowNodeDisk.read(path);
    };
    const client = await serve({ folders: [folder.path], world: worldWith({ disk: { ...slowNodeDisk, read } }) });
    const before = reads;
    for (const round of [1, 2, 3]) {
      await client.open(folder.uri('nginx.conf'), text);
      assert.deepEqual(await codes(client, folder.uri('nginx.conf')), []);
      await client.change(folder.uri('nginx.conf'), { text: `${text}\n` });
      assert.deepEqual(await codes(client, folder.uri('nginx.conf')), []);
      assert.ok(reads - before >= round, 'read again after it was let go');
      await client.close(folder.uri('nginx.conf'));
    }
  });
});
