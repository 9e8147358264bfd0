/** Completion through the bundled server: what is offered, what is said of it, and what an editor that can do less gets. */
import assert from 'node:assert/strict';
import { after, suite, test } from 'node:test';
import {
  CompletionRequest,
  CompletionResolveRequest,
  CompletionTriggerKind,
  InsertTextFormat,
  MarkupContent,
  type ClientCapabilities,
  type CompletionItem,
} from 'vscode-languageserver/node';
import { capabilities, startServer, type LspClient, type ServerOptions } from '../support/lsp-client.ts';
import { makeFolder } from '../support/folder.ts';

const able: ClientCapabilities = {
  ...capabilities(true),
  textDocument: {
    ...capabilities(true).textDocument,
    completion: {
      completionItem: { snippetSupport: true, insertReplaceSupport: true, documentationFormat: ['markdown', 'plaintext'] },
    },
  },
};

async function begin(options: ServerOptions = {}): Promise<LspClient> {
  const client = await startServer({ capabilities: able, ...options });
  after(client.stop);
  return client;
}

/** Opens a text with a cursor (`‸`), and asks there. */
async function ask(
  client: LspClient,
  uri: string,
  drawn: string,
  triggerCharacter?: string,
): Promise<readonly CompletionItem[] | null> {
  const before = drawn.slice(0, drawn.indexOf('‸')).split('\n');
  await client.open(uri, drawn.replace('‸', ''));
  const position = { line: before.length - 1, character: before.at(-1)?.length ?? 0 };
  const context =
    triggerCharacter === undefined
      ? { triggerKind: CompletionTriggerKind.Invoked }
      : { triggerKind: CompletionTriggerKind.TriggerCharacter, triggerCharacter };
  const found = await client.connection.sendRequest(CompletionRequest.type, { textDocument: { uri }, position, context });
  return found === null || Array.isArray(found) ? found : found.items;
}

suite('completion', () => {
  test('a directive comes with its arguments, and with its documentation when it is looked at', async () => {
    const client = await begin();
    const provider = client.initialized.capabilities.completionProvider;
    assert.equal(provider?.resolveProvider, true);
    assert.ok(provider.triggerCharacters?.every((it) => it.trim() !== ''));
    const items = await ask(client, 'untitled:a', 'http {\n  server {\n    location / {\n      proxy_pa‸\n    }\n  }\n}\n');
    const pass = items?.find(({ label }) => label === 'proxy_pass');
    assert.ok(pass !== undefined && pass.documentation === undefined);
    assert.equal(pass.insertTextFormat, InsertTextFormat.Snippet);
    const range = { start: { line: 3, character: 6 }, end: { line: 3, character: 14 } };
    assert.deepEqual(pass.textEdit, { newText: 'proxy_pass ${1:URL};$0', insert: range, replace: range });
    const { documentation } = await client.connection.sendRequest(CompletionResolveRequest.type, pass);
    assert.ok(MarkupContent.is(documentation) && documentation.kind === 'markdown');
    assert.match(documentation.value, /proxy_pass URL;/);
    assert.match(documentation.value, /nginx\.org\/en\/docs\/http\/ngx_http_proxy_module\.html#proxy_pass/);
  });

  test('an editor that takes one range for the whole list gets it', async () => {
    const completion = { ...able.textDocument?.completion, completionList: { itemDefaults: ['editRange'] } };
    const client = await begin({ capabilities: { ...able, textDocument: { ...able.textDocument, completion } } });
    await client.open('untitled:a', 'http {\n  serv\n}\n');
    const position = { line: 1, character: 6 };
    const found = await client.connection.sendRequest(CompletionRequest.type, { textDocument: { uri: 'untitled:a' }, position });
    assert.ok(found !== null && !Array.isArray(found));
    const range = { start: { line: 1, character: 2 }, end: position };
    assert.deepEqual(found.itemDefaults, { editRange: { insert: range, replace: range } });
    const server = found.items.find(({ label }) => label === 'server') ?? assert.fail();
    assert.deepEqual([server.textEdit, server.textEditText], [undefined, 'server {\n\t$0\n}']);
  });

  test('variables are documented too', async () => {
    const client = await begin();
    const items = await ask(client, 'untitled:a', 'http {\n  server {\n    return 200 $‸;\n  }\n}\n', '$');
    const scheme = items?.find(({ label }) => label === '$scheme') ?? assert.fail();
    const { documentation } = await client.connection.sendRequest(CompletionResolveRequest.type, scheme);
    assert.ok(MarkupContent.is(documentation));
    assert.match(documentation.value, /http.*https/s);
  });

  test('an editor without snippets gets names, and plain ranges', async () => {
    const client = await begin({ capabilities: capabilities(true) });
    const items = await ask(client, 'untitled:a', 'http {\n  serv‸\n}\n');
    const server = items?.find(({ label }) => label === 'server') ?? assert.fail();
    assert.deepEqual(server.textEdit, {
      newText: 'server',
      range: { start: { line: 1, character: 2 }, end: { line: 1, character: 6 } },
    });
    assert.equal(server.insertTextFormat, undefined);
    assert.equal(
      items?.some(({ insertTextFormat }) => insertTextFormat === InsertTextFormat.Snippet),
      false,
    );
  });

  test('a comment and a slash of a path ask for nothing', async () => {
    const client = await begin();
    assert.equal(await ask(client, 'untitled:a', '# pro‸\n'), null);
    assert.equal(await ask(client, 'untitled:b', 'http {\n  server {\n    location /‸\n  }\n}\n', '/'), null);
  });

  test('a folder that was not read yet is listed for an include', async () => {
    const folder = makeFolder({ 'nginx.conf': '', 'snippets/a.conf': 'gzip on;\n', 'snippets/deep/b.conf': 'gzip on;\n' });
    const client = await begin({ folders: [folder.path] });
    const items = await ask(client, folder.uri('nginx.conf'), 'events {}\nhttp {\n  include snippets/‸;\n}\n', '/');
    assert.deepEqual(
      items?.map(({ label }) => label),
      ['snippets/*.conf', 'snippets/a.conf', 'snippets/deep/'],
    );
  });

  test('the map that a line needs is written with it', async () => {
    const client = await begin();
    const text =
      'http {\n  server {\n    location /ws {\n      proxy_pass http://127.0.0.1:3000;\n      proxy_set_header Upgrade $http_upgrade;\n      ‸\n    }\n  }\n}\n';
    const items = await ask(client, 'untitled:a', text);
    const line = items?.find(({ label }) => label === 'proxy_set_header Connection $connection_upgrade;') ?? assert.fail();
    assert.match(line.additionalTextEdits?.[0]?.newText ?? '', /map \$http_upgrade \$connection_upgrade/);
    assert.equal(
      items?.indexOf(line),
      items?.findIndex(({ label }) => label.startsWith('proxy_set_header Connection')),
    );
  });
});
