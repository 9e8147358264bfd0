/** Hovers through the bundled server. */
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { HoverRequest, MarkupContent, SignatureHelpRequest, type SignatureHelp } from 'vscode-languageserver/node';
import { startServer } from '../support/lsp-client.ts';
import { working } from '../support/sites.ts';

test('a pass says what the backend receives; a comment says nothing', async () => {
  const client = await startServer();
  after(client.stop);
  const uri = 'untitled:a';
  await client.open(uri, `${working}# the end`);
  const line = working.split('\n').findIndex((it) => it.includes('proxy_pass'));
  const at = (position: { line: number; character: number }) =>
    client.connection.sendRequest(HoverRequest.type, { textDocument: { uri }, position });
  const hover = await at({ line, character: 14 });
  assert.ok(MarkupContent.is(hover?.contents) && hover.contents.kind === 'markdown');
  assert.match(hover.contents.value, /Upgrade/);
  assert.deepEqual(hover.range, { start: { line, character: 12 }, end: { line, character: 22 } });
  assert.equal(await at({ line: working.split('\n').length - 1, character: 3 }), null);
});

test('a directive is documented below what the backend receives; a variable above it', async () => {
  const client = await startServer();
  after(client.stop);
  const uri = 'untitled:a';
  await client.open(uri, working);
  const lines = working.split('\n');
  const hoverOver = async (word: string, text: string): Promise<string> => {
    const line = lines.findIndex((it) => it.includes(text));
    const position = { line, character: (lines[line]?.indexOf(word) ?? 0) + 1 };
    const hover = await client.connection.sendRequest(HoverRequest.type, { textDocument: { uri }, position });
    assert.ok(MarkupContent.is(hover?.contents));
    return hover.contents.value;
  };
  const pass = await hoverOver('proxy_pass', 'proxy_pass');
  assert.match(pass, /WebSocket connects.*---.*ngx_http_proxy_module\.html#proxy_pass/s);
  assert.match(await hoverOver('$http_upgrade', 'Upgrade $http_upgrade'), /`websocket`.*---.*WebSocket connects/s);
  assert.match(await hoverOver('1h', 'proxy_read_timeout'), /`1h` is 1 hour/);
});

test('the arguments that are being written', async () => {
  const client = await startServer();
  after(client.stop);
  assert.deepEqual(client.initialized.capabilities.signatureHelpProvider, { triggerCharacters: [' '] });
  const uri = 'untitled:a';
  await client.open(uri, 'http {\n  proxy_set_header Upgrade \n}\n');
  const ask = (position: { line: number; character: number }): Promise<SignatureHelp | null> =>
    client.connection.sendRequest(SignatureHelpRequest.type, { textDocument: { uri }, position });
  const found = await ask({ line: 1, character: 27 });
  assert.deepEqual([found?.activeSignature, found?.activeParameter], [0, 1]);
  const [first] = found?.signatures ?? [];
  assert.equal(first?.label, 'proxy_set_header field value');
  assert.deepEqual(first.parameters, [{ label: 'field' }, { label: 'value' }]);
  assert.equal(await ask({ line: 0, character: 1 }), null);
});
