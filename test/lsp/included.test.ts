/** Files that the open documents' main files read are judged though nobody opened them. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { after, suite, test } from 'node:test';
import {
  CancellationTokenSource,
  DidChangeWatchedFilesNotification,
  FileChangeType,
  LSPErrorCodes,
  WorkspaceDiagnosticRequest,
  type WorkspaceDiagnosticParams,
  type WorkspaceDiagnosticReport,
  type WorkspaceDocumentDiagnosticReport,
} from 'vscode-languageserver/node';
import { makeFolder, type Folder } from '../support/folder.ts';
import { draw, startServer, type LspClient, type ServerOptions } from '../support/lsp-client.ts';
import { connectionMap, mainFile, upgradeLine, connectionLine, websocketServer } from '../support/sites.ts';

async function serve(options: ServerOptions): Promise<LspClient> {
  const client = await startServer(options);
  after(async () => {
    assert.equal(await client.stop(), 0);
  });
  return client;
}

const main = mainFile(connectionMap, 'include ws.inc;');
const bad = websocketServer(connectionLine, 'proxy_read_timeout 1h;');
const good = websocketServer(upgradeLine, connectionLine, 'proxy_read_timeout 1h;');
const missing = ['3:9-3:19 error missing-upgrade-header'];

function site(): Folder {
  return makeFolder({ 'nginx.conf': main, 'ws.inc': bad });
}

async function rewrite(client: LspClient, folder: Folder, name: string, text: string): Promise<void> {
  writeFileSync(folder.file(name), text);
  await client.connection.sendNotification(DidChangeWatchedFilesNotification.type, {
    changes: [{ uri: folder.uri(name), type: FileChangeType.Changed }],
  });
}

function ask(
  client: LspClient,
  previousResultIds: WorkspaceDiagnosticParams['previousResultIds'] = [],
): Promise<WorkspaceDiagnosticReport> {
  return client.connection.sendRequest(WorkspaceDiagnosticRequest.type, { previousResultIds });
}

function drawn(items: readonly WorkspaceDocumentDiagnosticReport[]): Readonly<Record<string, readonly string[]>> {
  return Object.fromEntries(items.map((it) => [it.uri, it.kind === 'full' ? draw(it.items) : []]));
}

suite('pushed', () => {
  test('whatever their name, until no document needs them', async () => {
    const folder = site();
    const client = await serve({ pull: false, folders: [folder.path] });
    await client.open(folder.uri('nginx.conf'), main);
    const first = await client.pushed(folder.uri('ws.inc'));
    assert.deepEqual([draw(first.diagnostics), first.version], [missing, undefined]);
    await rewrite(client, folder, 'ws.inc', `\n${bad}`);
    assert.deepEqual(draw((await client.pushed(folder.uri('ws.inc'))).diagnostics), ['4:9-4:19 error missing-upgrade-header']);
    await client.change(folder.uri('nginx.conf'), { text: mainFile(connectionMap) });
    assert.deepEqual((await client.pushed(folder.uri('ws.inc'))).diagnostics, []);
    await client.change(folder.uri('nginx.conf'), { text: main });
    assert.equal((await client.pushed(folder.uri('ws.inc'))).diagnostics.length, 1);
    await client.open(folder.uri('ws.inc'), good);
    assert.deepEqual((await client.pushed(folder.uri('ws.inc'))).diagnostics, []);
    await client.close(folder.uri('ws.inc'));
    assert.deepEqual((await client.pushed(folder.uri('ws.inc'))).diagnostics, []);
    assert.equal((await client.pushed(folder.uri('ws.inc'))).diagnostics.length, 1);
    await client.close(folder.uri('nginx.conf'));
    assert.deepEqual((await client.pushed(folder.uri('ws.inc'))).diagnostics, []);
  });

  test('a client that pulls documents only is sent the others', async () => {
    const folder = site();
    const client = await serve({ folders: [folder.path] });
    await client.open(folder.uri('nginx.conf'), main);
    assert.deepEqual(draw((await client.pushed(folder.uri('ws.inc'))).diagnostics), missing);
    await client.open(folder.uri('ws.inc'), bad);
    assert.deepEqual(draw(await client.diagnostics(folder.uri('ws.inc'))), missing);
    assert.deepEqual((await client.pushed(folder.uri('ws.inc'))).diagnostics, []);
  });

  test('not what lies elsewhere', async () => {
    const elsewhere = makeFolder({ 'ws.inc': bad });
    const text = mainFile(connectionMap, `include ${elsewhere.file('ws.inc')};`, 'include near.inc;');
    const folder = makeFolder({ 'nginx.conf': text, 'near.inc': bad });
    const client = await serve({ pull: false });
    await client.open(folder.uri('nginx.conf'), text);
    assert.equal((await client.pushed(folder.uri('near.inc'))).diagnostics.length, 1);
    const other = client.pushed(elsewhere.uri('ws.inc')).then(() => 'told');
    assert.equal(await Promise.race([other, client.diagnostics('untitled:x').then(() => 'silent')]), 'silent');
  });
});

suite('pulled', () => {
  test('one full report, then changes alone', async () => {
    const folder = site();
    const client = await serve({ folders: [folder.path] });
    assert.deepEqual(client.initialized.capabilities.diagnosticProvider?.workspaceDiagnostics, true);
    await client.open(folder.uri('nginx.conf'), main);
    const { items } = await ask(client);
    assert.deepEqual(drawn(items), { [folder.uri('ws.inc')]: missing });
    const ids = items.map(({ uri, resultId = '' }) => ({ uri, value: resultId }));
    const next = ask(client, ids);
    const early = await Promise.race([next, client.diagnostics(folder.uri('nginx.conf')).then(() => 'waits')]);
    assert.equal(early, 'waits');
    await rewrite(client, folder, 'ws.inc', good);
    const changed = (await next).items;
    assert.deepEqual(drawn(changed), { [folder.uri('ws.inc')]: [] });
    const last = ask(
      client,
      changed.map(({ uri, resultId = '' }) => ({ uri, value: resultId })),
    );
    await rewrite(client, folder, 'ws.inc', bad);
    const again = (await last).items;
    assert.deepEqual(drawn(again), { [folder.uri('ws.inc')]: missing });
    await client.close(folder.uri('nginx.conf'));
    assert.deepEqual(
      drawn(
        (
          await ask(
            client,
            again.map(({ uri, resultId = '' }) => ({ uri, value: resultId })),
          )
        ).items,
      ),
      {
        [folder.uri('ws.inc')]: [],
      },
    );
  });

  test('partial results stream until the request is cancelled', async () => {
    const folder = site();
    const client = await serve({ folders: [folder.path] });
    const parts: Readonly<Record<string, readonly string[]>>[] = [];
    let arrived: (() => void) | undefined;
    const part = (): Promise<void> =>
      new Promise((resolve) => {
        arrived = resolve;
      });
    client.connection.onProgress(WorkspaceDiagnosticRequest.partialResult, 'stream', ({ items }) => {
      parts.push(drawn(items));
      arrived?.();
    });
    const source = new CancellationTokenSource();
    const params = { previousResultIds: [], partialResultToken: 'stream' };
    const stream = client.connection.sendRequest(WorkspaceDiagnosticRequest.type, params, source.token);
    let come = part();
    await client.open(folder.uri('nginx.conf'), main);
    await come;
    come = part();
    await rewrite(client, folder, 'ws.inc', good);
    await come;
    assert.deepEqual(parts, [{ [folder.uri('ws.inc')]: missing }, { [folder.uri('ws.inc')]: [] }]);
    // A document that is closed is told of again: its client forgot what it had pulled.
    await client.open(folder.uri('ws.inc'), bad);
    assert.deepEqual(draw(await client.diagnostics(folder.uri('ws.inc'))), missing);
    come = part();
    await client.close(folder.uri('ws.inc'));
    await come;
    assert.deepEqual(parts.at(-1), { [folder.uri('ws.inc')]: [] });
    source.cancel();
    await assert.rejects(stream, { code: LSPErrorCodes.RequestCancelled });
  });

  test('a file that is not open is answered when it is asked for', async () => {
    const folder = site();
    const client = await serve({ folders: [folder.path] });
    await client.open(folder.uri('nginx.conf'), main);
    assert.deepEqual(await client.diagnostics(folder.uri('nginx.conf')), []);
    assert.deepEqual(draw(await client.diagnostics(folder.uri('ws.inc'))), missing);
  });
});
