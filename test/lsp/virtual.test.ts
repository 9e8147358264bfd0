/** Files that only the editor reaches, those of a virtual workspace: what is asked of it, and what is made of its answers. */
import assert from 'node:assert/strict';
import { after, suite, test } from 'node:test';
import { FileChangeType } from 'vscode-languageserver';
import { listFolderRequest, readFileRequest } from '../../protocol/virtual-files.ts';
import { statusRequest, type StatusResult } from '../../protocol/status.ts';
import { makeFolder } from '../support/folder.ts';
import { startBundle, startServer, type LspClient, type ServerOptions } from '../support/lsp-client.ts';
import { connectionLine, connectionMap, mainFile, upgradeLine, websocketServer } from '../support/sites.ts';
import { comes } from '../support/until.ts';
import { answerFiles, unavailable } from '../support/virtual-files.ts';

const folder = 'vscode-vfs://github/owner/repository';
const uriOf = (path: string): string => `${folder}/${path}`;
const app = websocketServer(upgradeLine, connectionLine, 'proxy_read_timeout 1h;');
const main = mainFile('include maps.conf;', 'include sites/*;');

type Client = LspClient & { readonly asked: readonly string[] };

async function serve(texts: ReadonlyMap<string, string | Buffer>, options: ServerOptions = {}): Promise<Client> {
  const started = startBundle();
  const asked = answerFiles(started.connection, folder, texts);
  const client = await startServer({ started, folders: [folder], initializationOptions: { readsFiles: true }, ...options });
  after(() => client.stop());
  return { ...client, asked };
}

async function codes(client: LspClient, uri: string): Promise<readonly unknown[]> {
  return (await client.diagnostics(uri)).map(({ code }) => code);
}

/** Once its main files are found, which nobody waits for who asks. */
function placed(client: LspClient, uri: string): Promise<StatusResult> {
  return comes(async () => {
    const status = await client.connection.sendRequest<StatusResult | null>(statusRequest, { uri });
    return status !== null && status.mains.length > 0 ? status : undefined;
  });
}

/** What is asked next is answered with it. */
async function changed(client: LspClient, path: string, type: FileChangeType): Promise<void> {
  await client.connection.sendNotification('workspace/didChangeWatchedFiles', { changes: [{ uri: uriOf(path), type }] });
}

suite('in a virtual workspace', () => {
  test('a file is judged inside the main file that includes it, with all that it includes', async () => {
    const client = await serve(
      new Map([
        ['nginx.conf', main],
        ['maps.conf', connectionMap],
        ['sites/app', app],
        ['docs/readme.md', 'x'],
      ]),
    );
    await client.open(uriOf('sites/app'), app);
    const status = await placed(client, uriOf('sites/app'));
    assert.deepEqual([status.mains, status.choices], [[uriOf('nginx.conf')], [uriOf('nginx.conf')]]);
    assert.deepEqual(await codes(client, uriOf('sites/app')), []);
    assert.ok(!client.asked.some((it) => it.startsWith(readFileRequest) && it.includes('docs')));
  });

  test('files that appear, change and vanish count, though their folders always look the same', async () => {
    const texts = new Map([
      ['nginx.conf', main],
      ['sites/app', app],
    ]);
    const client = await serve(texts);
    await client.open(uriOf('sites/app'), app);
    await client.open(uriOf('nginx.conf'), main);
    assert.deepEqual(await codes(client, uriOf('nginx.conf')), ['include-not-found']);
    texts.set('maps.conf', connectionMap);
    await changed(client, 'maps.conf', FileChangeType.Created);
    assert.deepEqual(await codes(client, uriOf('nginx.conf')), []);
    texts.set('sites/other', 'server { listen 80 }');
    await changed(client, 'sites/other', FileChangeType.Created);
    await client.open(uriOf('sites/other'), 'server { listen 80 }');
    assert.deepEqual(await codes(client, uriOf('sites/other')), ['missing-semicolon']);
    texts.set('maps.conf', connectionMap.replace('default upgrade', 'default close'));
    await changed(client, 'maps.conf', FileChangeType.Changed);
    assert.notDeepEqual(await codes(client, uriOf('sites/app')), []);
    texts.delete('maps.conf');
    await changed(client, 'maps.conf', FileChangeType.Deleted);
    assert.deepEqual(await codes(client, uriOf('nginx.conf')), ['include-not-found']);
  });

  test('settings that name files and folders mean those of the workspace', async () => {
    const client = await serve(
      new Map([
        ['conf/start', mainFile('include /opt/shared/maps.conf;', 'include /srv/sites/*;')],
        ['shared/maps.conf', connectionMap],
        ['conf/sites/app', app],
      ]),
      { settings: { '': { mainFile: 'conf/start', includeMap: { '/opt/shared': 'shared', '/srv': './conf' } } } },
    );
    await client.open(uriOf('conf/sites/app'), app);
    assert.deepEqual((await placed(client, uriOf('conf/sites/app'))).mains, [uriOf('conf/start')]);
    assert.deepEqual(await codes(client, uriOf('conf/sites/app')), []);
  });

  test('what nobody can read is unknown, and so is all where the editor answers with an error', async () => {
    const client = await serve(
      new Map([
        ['nginx.conf', main],
        ['maps.conf', unavailable],
      ]),
    );
    await client.open(uriOf('nginx.conf'), main);
    assert.deepEqual(await codes(client, uriOf('nginx.conf')), []);
    const started = startBundle();
    const deaf = await startServer({ started, folders: [folder], initializationOptions: { readsFiles: true } });
    after(() => deaf.stop());
    await deaf.open(uriOf('nginx.conf'), main);
    assert.deepEqual(await codes(deaf, uriOf('nginx.conf')), []);
  });

  test('bytes that are no UTF-8 stay as they are', async () => {
    const map = Buffer.from(`# caf\xe9\n${connectionMap}`, 'latin1');
    const client = await serve(new Map([['maps.conf', map]]));
    await client.open(uriOf('nginx.conf'), main);
    assert.deepEqual(await codes(client, uriOf('nginx.conf')), []);
  });

  test('a repository of a thousand folders is not searched to its end', async () => {
    const many = Array.from({ length: 1000 }, (_, index) => [`src/part${index}/main.c`, 'x'] as const);
    const client = await serve(new Map([...many, ['nginx.conf', app], ['maps.conf', connectionMap]]));
    await client.open(uriOf('nginx.conf'), mainFile(connectionMap, app));
    assert.deepEqual(await codes(client, uriOf('nginx.conf')), []);
    // It says so when the searches have ended.
    while (!client.logged.some(([, line]) => line.startsWith('nginx Handshake ')))
      await new Promise((resolve) => setTimeout(resolve, 20));
    const listed = client.asked.filter((it) => it.startsWith(listFolderRequest));
    // Once for main files, once for images.
    assert.ok(listed.length > 200 && listed.length <= 500, `${listed.length} folders`);
  });

  test('the files of the machine are read from its disk, and nothing is asked for them', async () => {
    const real = makeFolder({ 'nginx.conf': main, 'maps.conf': connectionMap, 'sites/app': app });
    const client = await serve(new Map(), { folders: [real.path] });
    await client.open(real.uri('sites/app'), app);
    assert.deepEqual(await codes(client, real.uri('sites/app')), []);
    assert.deepEqual(client.asked, []);
  });

  test('an editor that does not read files is not asked', async () => {
    const client = await serve(new Map([['maps.conf', '# none']]), { initializationOptions: {} });
    await client.open(uriOf('nginx.conf'), main);
    assert.deepEqual(await codes(client, uriOf('nginx.conf')), []);
    assert.deepEqual(client.asked, []);
  });
});
