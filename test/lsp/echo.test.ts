/** Echo backends as an editor has them: started at a place, told of over the protocol, set beside the open text. */
import assert from 'node:assert/strict';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { test, type TestContext } from 'node:test';
import {
  echoedNotification,
  echoPageRequest,
  startEchoRequest,
  stopEchoRequest,
  type EchoedParams,
  type StartEchoParams,
  type StartEchoResult,
  type StopEchoResult,
} from '../../protocol/echo.ts';
import { panelText, type PanelPage } from '../../protocol/panel.ts';
import { openSocket } from '../support/nginx-client.ts';
import { freePort, makeNginxFolder, nginxForTests, startNginx } from '../support/nginx.ts';
import { comes } from '../support/until.ts';
import { startServer, type LspClient } from '../support/lsp-client.ts';

interface Editor {
  readonly server: LspClient;
  readonly uri: string;
  readonly start: (params: Omit<StartEchoParams, 'uri'>) => Promise<StartEchoResult>;
  readonly page: (what: RegExp) => Promise<PanelPage>;
}

async function openEditor(t: TestContext, folder: string, text: string, trusted = true): Promise<Editor> {
  const server = await startServer({ folders: [folder], initializationOptions: { trusted, startsEcho: true } });
  t.after(server.stop);
  let pages: readonly PanelPage[] = [];
  server.connection.onNotification(echoedNotification, ({ page }: EchoedParams) => {
    pages = [...pages, page];
  });
  const uri = pathToFileURL(join(folder, 'nginx.conf')).href;
  await server.open(uri, text);
  return {
    server,
    uri,
    start: (params) => server.connection.sendRequest(startEchoRequest, { uri, ...params }),
    page(what) {
      return comes(
        () => pages.find((it) => what.test(panelText(it))),
        () => `${String(what)} in a page: ${pages.map(panelText).join('\n---\n')}`,
      );
    },
  };
}

const configuration = (port: number, behind: number): string => `events {}
http {
  upstream app { server localhost:${behind}; }
  upstream many { server 127.0.0.1:1; server 127.0.0.1:2; }
  server {
    listen 127.0.0.1:${port};
    location /ws { proxy_pass http://app; proxy_http_version 1.1; proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection upgrade; }
    location /many { proxy_pass http://many; }
    location /far { proxy_pass http://192.0.2.1:80; }
    location /other { proxy_pass http://127.0.0.1:${behind + 1}/; }
  }
}
`;

for (const nginx of nginxForTests()) {
  test(`nginx ${nginx.version}: started at a place, each request beside the text, stopped`, async (t) => {
    const [folder, port, behind] = [makeNginxFolder(), await freePort(), await freePort()];
    t.after(folder.remove);
    const text = configuration(port, behind);
    folder.write('nginx.conf', text);
    const running = await startNginx(nginx, folder.path, port);
    assert.ok(!('refusal' in running));
    t.after(running.stop);
    const { server, uri, start, page } = await openEditor(t, folder.path, text);
    const started = await start({ position: { line: 6, character: 30 } });
    assert.ok('port' in started, JSON.stringify(started));
    assert.equal(started.port, behind);
    assert.match(panelText(started.page), /^Echo backend on port \d+\n[^]*for this machine only/);
    assert.deepEqual(await openSocket(port, '/ws'), { status: 101, echo: 'hello' });
    const opened = await page(/#1 GET \/ws: answered 101, as predicted/);
    const by = opened.sections[1]?.lines.flat().find(({ place }) => place !== undefined);
    assert.deepEqual([by?.text, by?.place?.uri, by?.place?.range.start.line], ['nginx.conf:7', uri, 6]);
    await page(/closed after \d+\.\d s by nginx/);

    // Not saved, not reloaded: the text in the editor counts.
    await server.change(uri, { text: text.replace('Connection upgrade;', 'Connection upgrade; proxy_set_header X-New yes;') });
    await server.diagnostics(uri);
    await openSocket(port, '/ws');
    const differs = await page(/#2 GET \/ws: answered 101, 1 line differs[^]*missing {4}X-New: yes {2}nginx\.conf:7/);
    assert.equal(differs.sections[1]?.tone, 'bad');

    // Places move with the text.
    await server.change(uri, { text: `# one more line\n${server.text(uri)}` });
    const moved: PanelPage = await server.connection.sendRequest(echoPageRequest);
    assert.match(panelText(moved), /missing {4}X-New: yes {2}nginx\.conf:8/);

    const stopped: StopEchoResult = await server.connection.sendRequest(stopEchoRequest);
    assert.deepEqual([stopped.stopped, stopped.page.title, stopped.page.actions], [1, 'Echo backend (stopped)', []]);
    assert.equal((await openSocket(port, '/ws')).status, 502);
  });
}

test('which port is meant, and what cannot be', async (t) => {
  const [folder, behind] = [makeNginxFolder(), await freePort()];
  t.after(folder.remove);
  const text = configuration(8080, behind);
  const { server, uri, start } = await openEditor(t, folder.path, text);
  const lineOf = (line: number): Promise<StartEchoResult> => start({ position: { line, character: 32 } });
  // Neither several servers nor another machine: all ports of the file are asked about.
  for (const line of [0, 7, 8]) assert.deepEqual(await lineOf(line), { ports: [behind, behind + 1] });
  const taken = createServer().listen(behind + 1, '127.0.0.1');
  t.after(() => taken.close());
  await new Promise((resolve) => taken.once('listening', resolve));
  assert.match(JSON.stringify(await lineOf(9)), new RegExp(`Port ${(taken.address() as AddressInfo).port} is in use`));

  const at = (line: number): Promise<readonly string[]> =>
    server
      .actions(uri, { start: { line, character: 30 }, end: { line, character: 30 } })
      .then((all) => all.map(({ title }) => title).filter((title) => title.includes('echo')));
  assert.deepEqual(await at(6), [`Start an echo backend here (port ${behind})`]);
  assert.deepEqual([...(await at(7)), ...(await at(8)), ...(await at(2))], []);
});

test('nothing listens in a workspace that is not trusted', async (t) => {
  const [folder, behind] = [makeNginxFolder(), await freePort()];
  t.after(folder.remove);
  const { server, uri, start } = await openEditor(t, folder.path, configuration(8080, behind), false);
  for (const params of [{ port: behind }, { position: { line: 6, character: 30 } }])
    assert.deepEqual(await start(params), { complaint: 'No backend is started in a workspace that is not trusted.' });
  const range = { start: { line: 6, character: 30 }, end: { line: 6, character: 30 } };
  assert.ok((await server.actions(uri, range)).every(({ title }) => !title.includes('echo')));
  assert.equal(await server.connection.sendRequest(echoPageRequest), null);
  assert.equal((await openSocket(behind, '/')).status, 0);
});
