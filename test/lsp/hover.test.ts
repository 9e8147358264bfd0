/** Hovers through the bundled server. */
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { HoverRequest, MarkupContent } from 'vscode-languageserver/node';
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
