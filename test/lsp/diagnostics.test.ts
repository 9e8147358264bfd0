/** Diagnostics through the bundled server: pulled, pushed, across files, and for whatever an editor may hold. */
import assert from 'node:assert/strict';
import { chmodSync, rmSync, symlinkSync } from 'node:fs';
import { after, suite, test } from 'node:test';
import {
  FileChangeType,
  DidChangeWatchedFilesNotification,
  DidChangeConfigurationNotification,
} from 'vscode-languageserver/node';
import { makeFolder, type Folder } from '../support/folder.ts';
import { draw, startServer, type LspClient, type ServerOptions } from '../support/lsp-client.ts';
import { broken, connectionLine, connectionMap, mainFile, upgradeLine, websocketServer, working } from '../support/sites.ts';

async function serve(options: ServerOptions = {}): Promise<LspClient> {
  const client = await startServer(options);
  after(async () => {
    assert.equal(await client.stop(), 0);
  });
  return client;
}

async function changedOnDisk(
  client: LspClient,
  folder: Folder,
  name: string,
  type: FileChangeType = FileChangeType.Changed,
): Promise<void> {
  await client.connection.sendNotification(DidChangeWatchedFilesNotification.type, {
    changes: [{ uri: folder.uri(name), type }],
  });
}

/** Of the broken configuration. */
const missingUpgrade = ['9:13-9:23 error missing-upgrade-header'];

suite('pulled', () => {
  test('a finding has its code, page, source and place', async () => {
    const client = await serve();
    await client.open('file:///nowhere/nginx.conf', broken);
    const [diagnostic, ...others] = await client.diagnostics('file:///nowhere/nginx.conf');
    assert.deepEqual(others, []);
    assert.equal(diagnostic?.code, 'missing-upgrade-header');
    assert.equal(diagnostic.source, 'nginx-handshake');
    assert.match(diagnostic.codeDescription?.href ?? '', /\/blob\/v\d+\.\d+\.\d+\/docs\/rules\/missing-upgrade-header\.md$/);
    assert.deepEqual(draw([diagnostic]), missingUpgrade);
  });

  test('each change of the text counts, and what did not change is not sent again', async () => {
    const client = await serve();
    const uri = 'untitled:Untitled-1';
    await client.open(uri, working, 'NGINX');
    const first = await client.pull(uri);
    assert.ok(first.kind === 'full' && first.items.length === 0);
    const again = await client.pull(uri, first.resultId);
    assert.equal(again.kind, 'unchanged');

    const line = working.split('\n').findIndex((it) => it.includes('Upgrade $http_upgrade'));
    const whole = { start: { line, character: 0 }, end: { line: line + 1, character: 0 } };
    await client.change(uri, { range: whole, text: '' });
    assert.equal(client.text(uri), broken);
    assert.deepEqual(draw(await client.diagnostics(uri)), missingUpgrade);
    await client.change(uri, { range: { start: whole.start, end: whole.start }, text: `            ${upgradeLine}\n` });
    assert.deepEqual(await client.diagnostics(uri), []);
    await client.change(
      uri,
      { text: broken },
      { range: { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } }, text: '\n' },
    );
    assert.deepEqual(draw(await client.diagnostics(uri)), ['10:13-10:23 error missing-upgrade-header']);
  });

  test('a document that is not open has nothing to tell', async () => {
    const client = await serve();
    assert.deepEqual(await client.diagnostics('file:///nowhere/closed.conf'), []);
  });

  test('a cancelled request is answered as cancelled', async () => {
    const client = await serve();
    await client.open('file:///nowhere/nginx.conf', broken);
    const { CancellationTokenSource, DocumentDiagnosticRequest, LSPErrorCodes } = await import('vscode-languageserver/node');
    const source = new CancellationTokenSource();
    const params = { textDocument: { uri: 'file:///nowhere/nginx.conf' } };
    const answer = client.connection.sendRequest(DocumentDiagnosticRequest.type, params, source.token);
    source.cancel();
    await assert.rejects(answer, { code: LSPErrorCodes.RequestCancelled });
  });
});

suite('pushed to a client that cannot pull', () => {
  test('on opening, on each change, and nothing is left on closing', async () => {
    const client = await serve({ pull: false });
    assert.equal(client.initialized.capabilities.diagnosticProvider, undefined);
    const uri = 'file:///nowhere/nginx.conf';
    await client.open(uri, broken);
    const first = await client.pushed(uri);
    assert.deepEqual([draw(first.diagnostics), first.version], [missingUpgrade, 1]);
    await client.change(uri, { text: working });
    assert.deepEqual((await client.pushed(uri)).diagnostics, []);
    await client.change(uri, { text: broken });
    assert.equal((await client.pushed(uri)).diagnostics.length, 1);
    await client.close(uri);
    assert.deepEqual((await client.pushed(uri)).diagnostics, []);
  });

  test('an included file is told of a change of its main file', async () => {
    const folder = makeFolder();
    folder.write('nginx.conf', mainFile(connectionMap, 'include conf.d/*.conf;'));
    folder.write('conf.d/app.conf', websocketServer(upgradeLine, connectionLine, 'proxy_read_timeout 1h;'));
    const client = await serve({ pull: false, folders: [folder.path] });
    await client.open(folder.uri('conf.d/app.conf'), websocketServer(upgradeLine, connectionLine, 'proxy_read_timeout 1h;'));
    assert.deepEqual((await client.pushed(folder.uri('conf.d/app.conf'))).diagnostics, []);
    await client.open(folder.uri('nginx.conf'), mainFile('include conf.d/*.conf;'));
    assert.deepEqual(draw((await client.pushed(folder.uri('conf.d/app.conf'))).diagnostics), [
      '5:37-5:56 error unknown-variable',
    ]);
  });
});

suite('several files', () => {
  const app = websocketServer(connectionLine, 'proxy_read_timeout 1h;');

  test('an included file is read where its main file includes it', async () => {
    const folder = makeFolder({
      'nginx.conf': mainFile(upgradeLine, connectionMap, 'include conf.d/*.conf;'),
      'conf.d/app.conf': app,
    });
    const client = await serve({ folders: [folder.path] });
    await client.open(folder.uri('conf.d/app.conf'), app);
    const [diagnostic] = await client.diagnostics(folder.uri('conf.d/app.conf'));
    assert.equal(diagnostic?.code, 'dropped-inherited-headers');
    const related = diagnostic.relatedInformation?.find(({ location }) => location.uri === folder.uri('nginx.conf'));
    assert.deepEqual(related?.location.range.start, { line: 2, character: 4 });
  });

  test('without a workspace folder the main file is found above the file', async () => {
    const folder = makeFolder({ 'nginx.conf': mainFile('include conf.d/*.conf;'), 'conf.d/app.conf': app });
    const client = await serve();
    await client.open(folder.uri('conf.d/app.conf'), app);
    const codes = (await client.diagnostics(folder.uri('conf.d/app.conf'))).map(({ code }) => code);
    assert.ok(codes.includes('unknown-variable'), codes.join(' '));
  });

  test('a change on disk asks the editor to pull again', async () => {
    const folder = makeFolder({ 'nginx.conf': mainFile(connectionMap, 'include conf.d/*.conf;') });
    const app = websocketServer(upgradeLine, connectionLine, 'proxy_read_timeout 1h;');
    folder.write('conf.d/app.conf', app);
    const client = await serve({ folders: [folder.path] });
    await client.open(folder.uri('conf.d/app.conf'), app);
    assert.deepEqual(await client.diagnostics(folder.uri('conf.d/app.conf')), []);
    folder.write('nginx.conf', mainFile('include conf.d/*.conf;'));
    await changedOnDisk(client, folder, 'nginx.conf');
    await client.refreshed();
    assert.deepEqual(draw(await client.diagnostics(folder.uri('conf.d/app.conf'))), ['5:37-5:56 error unknown-variable']);
    folder.write('conf.d/map.conf', connectionMap);
    await changedOnDisk(client, folder, 'conf.d/map.conf', FileChangeType.Created);
    await client.refreshed();
    assert.deepEqual(await client.diagnostics(folder.uri('conf.d/app.conf')), []);
  });

  test('unsaved text of another document counts; so does its closing without saving', async () => {
    const app = websocketServer(upgradeLine, connectionLine, 'proxy_read_timeout 1h;');
    const folder = makeFolder({ 'nginx.conf': mainFile('include sites-enabled/*;'), 'sites-available/app': app });
    folder.write('sites-enabled/.keep', '');
    symlinkSync('../sites-available/app', folder.file('sites-enabled/app'));
    const client = await serve({ folders: [folder.path] });
    const codes = async (): Promise<readonly unknown[]> =>
      (await client.diagnostics(folder.uri('sites-available/app'))).map(({ code }) => code);
    await client.open(folder.uri('sites-available/app'), app);
    assert.deepEqual(await codes(), ['unknown-variable']);
    await client.open(folder.uri('nginx.conf'), mainFile());
    // Read alone, what surrounds it is unknown. Other news may ask for a refresh before.
    for (let asked = 0; asked < 3 && (await codes()).length > 0; asked++) await client.refreshed();
    assert.deepEqual(await codes(), []);
    await client.change(folder.uri('nginx.conf'), {
      text: mainFile(connectionMap.replace('default upgrade', 'default close'), 'include sites-enabled/*;'),
    });
    assert.deepEqual(await codes(), ['wrong-connection-value']);
    await client.close(folder.uri('nginx.conf'));
    assert.deepEqual(await codes(), ['unknown-variable']);
  });

  test('each workspace folder has its own main file and settings', async () => {
    const site = websocketServer(upgradeLine, connectionLine, 'proxy_read_timeout 1h;');
    const app = site.replace('proxy_http_version 1.1;', '');
    const one = makeFolder({ 'nginx.conf': mainFile(connectionMap, 'include app.conf;'), 'app.conf': app });
    const two = makeFolder({ 'main/start': mainFile(connectionMap, 'include ../app.conf;'), 'app.conf': app });
    const client = await serve({
      folders: [one.path, two.path],
      settings: {
        [one.uri('').replace(/\/$/, '')]: { nginxVersion: '1.30.1' },
        [two.uri('').replace(/\/$/, '')]: { mainFile: 'main/start', nginxVersion: '1.22.1' },
      },
    });
    await client.open(one.uri('app.conf'), app);
    await client.open(two.uri('app.conf'), app);
    assert.deepEqual(await client.diagnostics(one.uri('app.conf')), []);
    assert.deepEqual(
      (await client.diagnostics(two.uri('app.conf'))).map(({ code }) => code),
      ['missing-http-version'],
    );
  });
});

suite('settings', () => {
  test('a change of severity is seen at once; a setting that cannot be used is told', async () => {
    const client = await serve({ settings: { '': { rules: { 'missing-upgrade-header': 'hint' } } } });
    await client.open('untitled:a', broken);
    assert.deepEqual(draw(await client.diagnostics('untitled:a')), ['9:13-9:23 hint missing-upgrade-header']);
    client.settings[''] = { rules: { 'missing-upgrade-header': 'off' }, nginxVersion: 'latest' };
    await client.connection.sendNotification(DidChangeConfigurationNotification.type, { settings: null });
    await client.refreshed();
    assert.deepEqual(
      (await client.diagnostics('untitled:a')).filter(({ code }) => code === 'missing-upgrade-header'),
      [],
    );
    assert.match(client.messages.join('\n'), /nginxVersion: `latest`/);
  });

  test('a client that cannot be asked sends them', async () => {
    const client = await serve({ capabilities: {}, initializationOptions: { rules: { 'missing-upgrade-header': 'warning' } } });
    await client.open('untitled:a', broken);
    assert.equal((await client.pushed('untitled:a')).diagnostics[0]?.severity, 2);
    const settings = { nginxHandshake: { rules: { 'missing-upgrade-header': 'information' } } };
    await client.connection.sendNotification(DidChangeConfigurationNotification.type, { settings });
    assert.equal((await client.pushed('untitled:a')).diagnostics[0]?.severity, 3);
  });
});

suite('whatever is in a file', () => {
  test('CRLF, a byte order mark, NUL, a huge line', async () => {
    const client = await serve();
    await client.open('untitled:crlf', broken.replaceAll('\n', '\r\n'));
    assert.deepEqual(draw(await client.diagnostics('untitled:crlf')), missingUpgrade);
    const odd = {
      bom: `\ufeff${working}`,
      nul: `\0${working}\0`,
      empty: '',
      huge: `# ${'x'.repeat(1_000_000)}\n${broken}`,
      quote: '"'.repeat(1001),
    };
    for (const [name, text] of Object.entries(odd)) {
      await client.open(`untitled:${name}`, text);
      assert.ok(Array.isArray(await client.diagnostics(`untitled:${name}`)), name);
    }
    assert.deepEqual(draw(await client.diagnostics('untitled:huge')), [
      '1:1-1:201 error refused-by-nginx',
      '10:13-10:23 error missing-upgrade-header',
    ]);
  });

  test('includes that lead in a circle, nowhere, to a folder, to what may not be read, to a loop, to no text', async () => {
    const includes = ['nginx.conf', 'missing.conf', 'folder', 'secret.conf', 'loop.conf', 'latin1.conf', 'folder/*.conf'];
    const text = mainFile(
      connectionMap,
      ...includes.map((it) => `include ${it};`),
      websocketServer(connectionLine, 'proxy_read_timeout 1h;'),
    );
    const folder = makeFolder({
      'nginx.conf': text,
      'folder/a.conf': '',
      'secret.conf': 'gzip on;',
      'latin1.conf': Uint8Array.from([0x23, 0xfc, 0x0a, 0, 0x0a]),
    });
    chmodSync(folder.file('secret.conf'), 0);
    symlinkSync('loop.conf', folder.file('loop.conf'));
    const client = await serve({ folders: [folder.path] });
    await client.open(folder.uri('nginx.conf'), text);
    assert.ok(Array.isArray(await client.diagnostics(folder.uri('nginx.conf'))));
    rmSync(folder.file('loop.conf'));
    await changedOnDisk(client, folder, 'loop.conf', FileChangeType.Deleted);
    assert.ok(Array.isArray(await client.diagnostics(folder.uri('nginx.conf'))));
  });

  test('in a virtual workspace an include that is not open hides what it may set', async () => {
    const client = await serve();
    const uri = 'vscode-vfs://github/o/r/nginx.conf';
    await client.open(
      uri,
      mainFile('include maps.conf;', websocketServer(upgradeLine, connectionLine, 'proxy_read_timeout 1h;')),
    );
    assert.deepEqual(await client.diagnostics(uri), []);
    await client.open('vscode-vfs://github/o/r/maps.conf', '# none');
    assert.deepEqual(
      (await client.diagnostics(uri)).map(({ code }) => code),
      ['unknown-variable'],
    );
  });
});
