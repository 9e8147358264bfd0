/** Pages of the panel through the bundled server: their places, the fix behind a button, the URL of a place. */
import assert from 'node:assert/strict';
import { after, suite, test } from 'node:test';
import { ApplyWorkspaceEditRequest, TextDocumentEdit, type WorkspaceEdit } from 'vscode-languageserver/node';
import type { PanelAction, PanelSpan } from '../../protocol/panel.ts';
import {
  fixUrlRequest,
  simulateRequest,
  urlAtRequest,
  type FixUrlParams,
  type FixUrlResult,
  type SimulateResult,
  type UrlAtResult,
} from '../../protocol/simulate.ts';
import { startServer, type LspClient } from '../support/lsp-client.ts';

const uri = 'file:///nowhere/nginx.conf';
const url = 'ws://example.com:8080/chat';
const text = `events {}
http {
    server {
        listen 8080;
        server_name example.com;
        proxy_http_version 1.1;
        proxy_set_header Upgrade $http_upgrade;
        proxy_set_header Connection "upgrade";
        location /chat {
            proxy_set_header X-A b;
            proxy_pass http://127.0.0.1:3000;
        }
    }
}
`;

async function serve(source = text): Promise<LspClient> {
  const capabilities = { workspace: { workspaceEdit: { documentChanges: true } } };
  const client = await startServer({ initializationOptions: { opensSimulations: true }, capabilities });
  after(async () => {
    assert.equal(await client.stop(), 0);
  });
  await client.open(uri, source);
  return client;
}

async function simulate(client: LspClient, asked = url): Promise<SimulateResult> {
  const result = await client.connection.sendRequest<SimulateResult | null>(simulateRequest, { uri, url: asked });
  assert.ok(result);
  return result;
}

const spansOf = ({ page }: SimulateResult): readonly PanelSpan[] => page.sections.flatMap(({ lines }) => lines.flat());
const fixOf = ({ page }: SimulateResult): FixUrlParams => {
  const action = page.actions.find(({ command }: PanelAction) => command === 'nginxHandshake.fixUrl');
  assert.ok(action, 'a fix is offered');
  return action.arguments[0] as FixUrlParams;
};

suite('pages of simulations', () => {
  test('each place leads to its line', async () => {
    const places = spansOf(await simulate(await serve())).filter(({ place }) => place !== undefined);
    assert.ok(places.length > 5);
    for (const { text: shown, place } of places) {
      assert.ok(place);
      assert.equal(place.uri, uri);
      assert.equal(shown, `nginx.conf:${place.range.start.line + 1}`);
    }
  });

  test('in a dump, a place is a line of the document', async () => {
    const client = await serve(`# configuration file /etc/nginx/nginx.conf:\n${text}`);
    const [first] = spansOf(await simulate(client)).filter(({ text: shown }) => shown === 'nginx.conf:9');
    assert.equal(first?.place?.range.start.line, 9);
    assert.deepEqual((await simulate(client)).page.actions, [], 'nobody edits what nginx printed');
  });

  test('the fix is applied as an edit of the version that it was made for', async () => {
    const client = await serve();
    const sent: WorkspaceEdit[] = [];
    client.connection.onRequest(ApplyWorkspaceEditRequest.type, async ({ edit }) => {
      sent.push(edit);
      await client.apply({ title: '', edit });
      return { applied: true };
    });
    await client.change(uri, { range: { start: { line: 0, character: 9 }, end: { line: 0, character: 9 } }, text: '\n' });
    const params = fixOf(await simulate(client));
    assert.equal(params.title, 'Repeat the lost headers here');
    assert.deepEqual(await client.connection.sendRequest<FixUrlResult>(fixUrlRequest, params), { applied: true });
    assert.deepEqual(
      sent.flatMap(({ documentChanges = [] }) =>
        documentChanges.filter(TextDocumentEdit.is).map((it) => it.textDocument.version),
      ),
      [2],
    );
    assert.equal((await simulate(client)).page.sections[0]?.heading, 'Connects (101)');
  });

  test('a fix that is not the one of this moment is not applied', async () => {
    const client = await serve();
    const params = fixOf(await simulate(client));
    await client.change(uri, { text: text.replace('            proxy_set_header X-A b;\n', '') });
    assert.deepEqual(await client.connection.sendRequest<FixUrlResult>(fixUrlRequest, params), { applied: false });
  });

  test('an ordinary page has no button to keep what is stated already', async () => {
    const { page } = await simulate(
      await serve(text.replace('location', `# nginx-handshake: websocket ${url}\n        location`)),
    );
    assert.deepEqual(
      page.actions.map(({ command }) => command),
      ['nginxHandshake.fixUrl'],
    );
  });
});

test('the URL of a place, and nothing where there is none', async () => {
  const client = await serve();
  const at = (line: number) =>
    client.connection.sendRequest<UrlAtResult | null>(urlAtRequest, { uri, position: { line, character: 10 } });
  assert.equal((await at(9))?.url, url);
  assert.equal((await at(4))?.url, 'ws://example.com:8080/');
  assert.equal(await at(0), null);
});
