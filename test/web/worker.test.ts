/** The language server in a real browser, as a worker: all that a page has to do is to start it, and to read files for it. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import type { Browser } from 'playwright-core';
import {
  CodeLensRequest,
  CompletionRequest,
  DocumentFormattingRequest,
  HoverRequest,
  type CompletionItem,
  type MarkupContent,
  type Range,
} from 'vscode-languageserver/node';
import { simulateRequest, type SimulateResult } from '../../protocol/simulate.ts';
import { panelText } from '../../protocol/panel.ts';
import { readFileRequest } from '../../protocol/virtual-files.ts';
import { draw, startServer, type LspClient } from '../support/lsp-client.ts';
import { root } from '../support/parts.ts';
import { answerFiles, unavailable } from '../support/virtual-files.ts';
import { serveFiles, startBrowser, type Site } from './browser.ts';
import { startWorker, type Way } from './worker.ts';

const folder = 'virtual://repository/nginx';
const mainUri = `${folder}/nginx.conf`;
const main = `events {}

http {
    include maps/*.conf;

    server {
        listen 80;

        location /ws {
            proxy_pass http://127.0.0.1:3000;
            include websocket.conf;
        }
    }
}
`;
const headers = `proxy_http_version 1.1;
proxy_set_header Host $host;
proxy_set_header Upgrade $http_upgrade;
proxy_set_header Connection $connection_upgrade;
proxy_read_timeout 1h;
`;
const map = "map $http_upgrade $connection_upgrade {\n    default upgrade;\n    '' close;\n}\n";

suite('the language server as a web worker', () => {
  let browser: Browser;
  let site: Site;
  const begun = new Set<LspClient>();
  before(async () => {
    browser = await startBrowser();
    site = await serveFiles(new Map([['/', '<!DOCTYPE html><title>A page</title>']]), new Map([['/dist/', join(root, 'dist')]]));
  });
  after(async () => {
    for (const client of begun) client.connection.dispose();
    await browser.close();
    site.stop();
  });

  /** What was asked of the files, one question a line. */
  const serve = async (
    files: ReadonlyMap<string, string>,
    way: Way = 'script',
    at = folder,
  ): Promise<LspClient & { readonly asked: readonly string[] }> => {
    const page = await browser.newPage();
    await page.goto(`${site.origin}/`);
    const started = await startWorker(page, 'dist/worker.js', way);
    const asked = answerFiles(started.connection, at, files);
    const client = await startServer({ started, folders: [at], initializationOptions: { readsFiles: true } });
    begun.add(client);
    return { ...client, asked };
  };
  const whole: Range = { start: { line: 0, character: 0 }, end: { line: 99, character: 0 } };

  test('a file that is open is judged with those that it includes, which are read when they are needed', async () => {
    const client = await serve(
      new Map([
        ['maps/upgrade.conf', map],
        ['websocket.conf', headers],
        ['notes/other.txt', 'x'],
      ]),
    );
    await client.open(mainUri, main);
    assert.deepEqual(draw(await client.diagnostics(mainUri)), []);
    assert.ok(client.asked.includes(`${readFileRequest} websocket.conf`));
    assert.ok(!client.asked.includes(`${readFileRequest} notes/other.txt`));
  });

  test('what an included file lacks is found and put right, here from a blob as VS Code starts workers', async () => {
    const client = await serve(
      new Map([
        ['maps/upgrade.conf', map],
        ['websocket.conf', 'proxy_read_timeout 1h;\nproxy_set_header Host $host;\n'],
      ]),
      'blob',
    );
    await client.open(mainUri, main);
    assert.deepEqual(draw(await client.diagnostics(mainUri)), ['10:13-10:23 error missing-websocket-headers']);
    const [fix] = await client.actions(mainUri, whole, ['quickfix']);
    assert.ok(fix);
    await client.apply(fix);
    assert.match(client.text(mainUri), /proxy_set_header +Connection +\$connection_upgrade;/);
    assert.deepEqual(draw(await client.diagnostics(mainUri)), []);
  });

  test('a file that nobody can read hides what it may set; one that is missing is told', async () => {
    const unread = await serve(
      new Map([
        ['maps/upgrade.conf', map],
        ['websocket.conf', unavailable],
      ]),
    );
    await unread.open(mainUri, main);
    assert.deepEqual(draw(await unread.diagnostics(mainUri)), []);
    const missing = await serve(new Map([['maps/upgrade.conf', map]]));
    await missing.open(mainUri, main);
    assert.deepEqual(
      (await missing.diagnostics(mainUri)).map(({ code }) => code),
      ['include-not-found'],
    );
  });

  test('hover, lens, completion, format and the way of a URL are those of the editor on a machine', async () => {
    const client = await serve(
      new Map([
        ['maps/upgrade.conf', map],
        ['websocket.conf', headers],
      ]),
    );
    await client.open(mainUri, main.replace('        listen 80;', '     listen   80;\n        prox'));
    const at = { textDocument: { uri: mainUri }, position: { line: 7, character: 12 } };
    const completed = await client.connection.sendRequest(CompletionRequest.type, at);
    const items: readonly CompletionItem[] = Array.isArray(completed) ? completed : (completed?.items ?? []);
    assert.ok(items.some(({ label }) => label === 'proxy_read_timeout'));
    await client.change(mainUri, { text: main.replace('        listen 80;', '     listen   80;') });
    const edits = await client.connection.sendRequest(DocumentFormattingRequest.type, {
      textDocument: { uri: mainUri },
      options: { tabSize: 4, insertSpaces: true },
    });
    assert.deepEqual(
      edits?.map(({ newText }) => newText),
      ['\n        ', ' '],
    );
    await client.change(mainUri, { text: main });
    const hover = await client.connection.sendRequest(HoverRequest.type, {
      textDocument: { uri: mainUri },
      position: { line: 9, character: 14 },
    });
    assert.match((hover?.contents as MarkupContent).value, /Connection: upgrade/);
    const onListen = { textDocument: { uri: mainUri }, position: { line: 6, character: 10 } };
    const documented = await client.connection.sendRequest(HoverRequest.type, onListen);
    assert.match((documented?.contents as MarkupContent).value, /nginx\.org/);
    const lenses = await client.connection.sendRequest(CodeLensRequest.type, { textDocument: { uri: mainUri } });
    assert.deepEqual(
      lenses?.map(({ command }) => command?.title),
      ['WebSocket: connects'],
    );
    const question = { uri: mainUri, url: 'ws://localhost/ws' };
    const way = await client.connection.sendRequest<SimulateResult | null>(simulateRequest, question);
    assert.ok(way);
    assert.match(panelText(way.page), /websocket\.conf:4/);
  });

  test('a folder of this machine that the browser was given is read by the editor too', async () => {
    const given = 'file:///home/somebody/nginx';
    const client = await serve(
      new Map([
        ['maps/upgrade.conf', map],
        ['websocket.conf', 'proxy_read_timeout 1h;\n'],
      ]),
      'script',
      given,
    );
    await client.open(`${given}/nginx.conf`, main);
    assert.deepEqual(
      (await client.diagnostics(`${given}/nginx.conf`)).map(({ code }) => code),
      ['missing-websocket-headers'],
    );
    assert.ok(client.asked.includes(`${readFileRequest} websocket.conf`));
  });

  test('a file that changes is read again', async () => {
    const files = new Map([
      ['maps/upgrade.conf', map],
      ['websocket.conf', headers],
    ]);
    const client = await serve(files);
    await client.open(mainUri, main);
    assert.deepEqual(draw(await client.diagnostics(mainUri)), []);
    files.set('websocket.conf', headers.replace('$connection_upgrade', '"close"'));
    const refreshed = client.refreshed();
    await client.connection.sendNotification('workspace/didChangeWatchedFiles', {
      changes: [{ uri: `${folder}/websocket.conf`, type: 2 }],
    });
    await refreshed;
    assert.deepEqual(
      (await client.diagnostics(mainUri)).map(({ code }) => code),
      ['wrong-connection-value'],
    );
  });
});
