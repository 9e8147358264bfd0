/** Main files are found when they come to be, whoever tells. */
import assert from 'node:assert/strict';
import { rmSync, writeFileSync } from 'node:fs';
import { after, suite, test } from 'node:test';
import { DidChangeWatchedFilesNotification, FileChangeType, type ClientCapabilities } from 'vscode-languageserver/node';
import { makeFolder, type Folder } from '../support/folder.ts';
import { capabilities, startServer, type LspClient, type ServerOptions } from '../support/lsp-client.ts';
import { connectionLine, connectionMap, mainFile, upgradeLine, websocketServer } from '../support/sites.ts';
import { comes } from '../support/until.ts';

async function serve(options: ServerOptions): Promise<LspClient> {
  const client = await startServer(options);
  after(async () => {
    assert.equal(await client.stop(), 0);
  });
  return client;
}

const app = websocketServer(upgradeLine, connectionLine, 'proxy_read_timeout 1h;');
const main = mainFile('include sites/*.conf;');

async function codes(client: LspClient, folder: Folder): Promise<readonly unknown[]> {
  return (await client.diagnostics(folder.uri('sites/app.conf'))).map(({ code }) => code);
}

/** The disk is looked at when something is asked, once in a while (`looking.test.ts` says how often). */
function codesUntil(client: LspClient, folder: Folder, wanted: readonly string[]): Promise<true> {
  let last: readonly unknown[] = [];
  return comes(
    async () => {
      last = await codes(client, folder);
      return String(last) === String(wanted) ? true : undefined;
    },
    () => `${String(wanted)}; there is ${String(last)}`,
  );
}

suite('a main file', () => {
  const types: readonly FileChangeType[] = [FileChangeType.Created, FileChangeType.Changed, FileChangeType.Deleted];
  for (const type of types) {
    test(`is looked for when a file is told of (${type})`, async () => {
      const folder = makeFolder({ 'sites/app.conf': app, 'etc/server.conf': type === FileChangeType.Deleted ? main : '# later' });
      const text = mainFile('include ../sites/*.conf;');
      if (type === FileChangeType.Deleted) writeFileSync(folder.file('etc/server.conf'), text);
      const client = await serve({ folders: [folder.path] });
      await client.open(folder.uri('sites/app.conf'), app);
      const [before, after] = type === FileChangeType.Deleted ? [['unknown-variable'], []] : [[], ['unknown-variable']];
      assert.deepEqual(await codes(client, folder), before);
      if (type === FileChangeType.Deleted) rmSync(folder.file('etc/server.conf'));
      else writeFileSync(folder.file('etc/server.conf'), text);
      await client.connection.sendNotification(DidChangeWatchedFilesNotification.type, {
        changes: [{ uri: folder.uri('etc/server.conf'), type }],
      });
      await client.refreshed();
      assert.deepEqual(await codes(client, folder), after);
    });
  }

  test('comes to be by typing, and ceases to be', async () => {
    const folder = makeFolder({ 'sites/app.conf': app, 'start.txt': '' });
    const client = await serve({ folders: [folder.path] });
    await client.open(folder.uri('sites/app.conf'), app);
    await client.open(folder.uri('start.txt'), 'events {}\n');
    assert.deepEqual(await codes(client, folder), []);
    await client.change(folder.uri('start.txt'), { text: main });
    assert.deepEqual(await codes(client, folder), ['unknown-variable']);
    await client.change(folder.uri('start.txt'), { text: main.replace('include', '# include') });
    assert.deepEqual(await codes(client, folder), []);
  });

  test('is found by a client that watches no files', async () => {
    const folder = makeFolder({ 'sites/app.conf': app });
    const all = capabilities(true);
    const unwatched: ClientCapabilities = { ...all, workspace: { ...all.workspace, didChangeWatchedFiles: undefined } as never };
    const client = await serve({ folders: [folder.path], capabilities: unwatched });
    await client.open(folder.uri('sites/app.conf'), app);
    assert.deepEqual(await codes(client, folder), []);
    folder.write('nginx.conf', main);
    await codesUntil(client, folder, ['unknown-variable']);
    folder.write('sites/map.conf', connectionMap);
    await codesUntil(client, folder, []);
  });
});
