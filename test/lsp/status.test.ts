/** What the editor shows of a document's version and main file, and what the output says was found. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { after, suite, test } from 'node:test';
import {
  DidChangeConfigurationNotification,
  DidChangeWatchedFilesNotification,
  FileChangeType,
  MessageType,
} from 'vscode-languageserver/node';
import { statusChanged, statusRequest, type StatusChanged, type StatusResult } from '../../protocol/status.ts';
import { makeFolder, type Folder } from '../support/folder.ts';
import { startServer, type LspClient, type ServerOptions } from '../support/lsp-client.ts';
import { mainFile } from '../support/sites.ts';

async function serve(folder: Folder, options: ServerOptions = {}): Promise<LspClient> {
  const client = await startServer({ folders: [folder.path], ...options });
  after(async () => {
    assert.equal(await client.stop(), 0);
  });
  return client;
}

const app = 'server {\n    listen 80;\n}\n';

suite('the status of a document', () => {
  const folder = makeFolder({
    'nginx.conf': mainFile('include sites/*;', 'include later/*.conf;'),
    'other/nginx.conf': mainFile(),
    'sites/app': app,
    'alone.conf': app,
    'later/.keep': '',
  });
  const serving = serve(folder, { settings: { '': { nginxVersion: '1.25.5' } } });
  const ask = async (name: string): Promise<StatusResult | null> =>
    (await serving).connection.sendRequest<StatusResult | null>(statusRequest, { uri: folder.uri(name) });
  const mains = async (name: string): Promise<readonly string[] | undefined> =>
    (await ask(name))?.mains.map((uri) => uri.slice(folder.uri('').length + 1));

  test('is the version, where it is from, and the main file', async () => {
    const client = await serving;
    for (const name of ['sites/app', 'nginx.conf', 'alone.conf'])
      await client.open(folder.uri(name), name === 'nginx.conf' ? mainFile('include sites/*;', 'include later/*.conf;') : app);
    assert.deepEqual(await ask('sites/app'), {
      version: 'nginx 1.25.5',
      source: 'as the setting says',
      mains: [folder.uri('nginx.conf')],
      isMainSet: false,
      choices: [folder.uri('nginx.conf'), folder.uri('other/nginx.conf')],
    });
    assert.deepEqual(await mains('nginx.conf'), ['nginx.conf']);
    assert.deepEqual(await mains('alone.conf'), []);
    assert.equal(await ask('closed.conf'), null);
  });

  test('is told again when it is another, of the document that was asked about last', async () => {
    const client = await serving;
    const changes: StatusChanged[] = [];
    client.connection.onNotification(statusChanged, (change: StatusChanged) => void changes.push(change));
    const changed = async (name: string): Promise<StatusChanged> => {
      for (;;) {
        const change = changes.find(({ uri }) => uri === folder.uri(name));
        if (change !== undefined) return change;
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    };
    await ask('alone.conf');
    writeFileSync(folder.file('nginx.conf'), mainFile('include sites/*;', 'include alone.conf;'));
    await client.change(folder.uri('nginx.conf'), { text: mainFile('include sites/*;', 'include alone.conf;') });
    assert.deepEqual((await changed('alone.conf')).mains, [folder.uri('nginx.conf')]);
    changes.length = 0;
    client.settings[''] = { nginxVersion: '1.28.0', mainFile: 'other/nginx.conf' };
    await client.connection.sendNotification(DidChangeConfigurationNotification.type, { settings: null });
    const { version, mains: none, isMainSet } = await changed('alone.conf');
    assert.deepEqual([version, none, isMainSet], ['nginx 1.28.0', [], true]);
  });
});

test('a version that nobody said is told as such', async () => {
  const folder = makeFolder({ 'nginx.conf': mainFile() });
  const client = await serve(folder);
  await client.open(folder.uri('nginx.conf'), mainFile());
  const status = await client.connection.sendRequest<StatusResult>(statusRequest, { uri: folder.uri('nginx.conf') });
  assert.match(status.version, /^nginx 1\.18\.0 to 1\.\d+\.\d+$/);
  assert.equal(status.source, 'assumed, as nobody said which');
});

test('the file of an image is named from the folder', async () => {
  const folder = makeFolder({
    'nginx.conf': mainFile(),
    'docker/compose.yaml': 'services:\n  web:\n    image: nginx:1.25-alpine\n',
  });
  const client = await serve(folder);
  await client.open(folder.uri('nginx.conf'), mainFile());
  const ask = (): Promise<StatusResult> => client.connection.sendRequest(statusRequest, { uri: folder.uri('nginx.conf') });
  let status = await ask();
  while (status.source.startsWith('assumed')) status = await ask();
  assert.equal(status.source, 'as an image says: nginx:1.25-alpine in docker/compose.yaml');
});

test('the output says what was found, each once, at its level', async () => {
  const text = mainFile('include gone.conf;', 'include nowhere/*.conf;', 'include ${SITES}/a.conf;', 'include folder;', app);
  const folder = makeFolder({ 'nginx.conf': text, 'folder/.keep': '' });
  const client = await serve(folder, { settings: { '': { nginxVersion: '1.25.5' } } });
  const uri = folder.uri('nginx.conf');
  const levelOf = (wanted: RegExp): readonly MessageType[] =>
    client.logged.filter(([, line]) => wanted.test(line)).map(([level]) => level);
  const levelsUntil = async (wanted: RegExp, count: number): Promise<readonly MessageType[]> => {
    while (levelOf(wanted).length < count) await new Promise((resolve) => setTimeout(resolve, 20));
    return levelOf(wanted);
  };
  await client.open(uri, text);
  assert.deepEqual(await levelsUntil(/is judged for nginx 1\.25\.5$/, 1), [MessageType.Info]);
  assert.deepEqual(await levelsUntil(/1 main file in .*: nginx\.conf$/, 1), [MessageType.Info]);
  assert.deepEqual(await levelsUntil(/gone\.conf`, which .* no such file here/, 1), [MessageType.Warning]);
  assert.deepEqual(await levelsUntil(/folder`, which .* it is a folder/, 1), [MessageType.Warning]);
  assert.deepEqual(await levelsUntil(/nowhere\/\*\.conf`, which .* its folder is not here/, 1), [MessageType.Info]);
  assert.deepEqual(await levelsUntil(/a\.conf`, which .* a template fills in its name/, 1), [MessageType.Info]);

  const hostile = '\u001b31m\u0007\u202e\n::error::x';
  await client.change(uri, { text: text.replace('gone.conf', `'${hostile}'`) });
  assert.deepEqual(await levelsUntil(/31m.*::error::x`, which .* no such file here/, 1), [MessageType.Warning]);
  await client.change(uri, { text });

  // What is half typed is not told of, nor the same again; a version that changes is.
  await client.change(uri, { text: text.replace('gone.conf', 'gone') });
  await client.change(uri, { text });
  client.settings[''] = { nginxVersion: '1.28.0' };
  await client.connection.sendNotification(DidChangeConfigurationNotification.type, { settings: null });
  writeFileSync(folder.file('second.conf'), mainFile());
  await client.connection.sendNotification(DidChangeWatchedFilesNotification.type, {
    changes: [{ uri: folder.uri('second.conf'), type: FileChangeType.Created }],
  });
  assert.deepEqual(await levelsUntil(/is judged for nginx 1\.28\.0$/, 1), [MessageType.Info]);
  assert.deepEqual(await levelsUntil(/2 main files in .*: nginx\.conf, second\.conf$/, 1), [MessageType.Info]);
  assert.equal(levelOf(/gone.* no such file/).length, 1);
  for (const line of client.output) assert.doesNotMatch(line, /[\u0000-\u0009\u000b-\u001f\u202e]|\n::/);
});
