/** Semantic tokens through the bundled server: of what is in view, or of the whole document where the editor asks for no parts. */
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { SemanticTokensRangeRequest, SemanticTokensRequest } from 'vscode-languageserver/node';
import { startServer } from '../support/lsp-client.ts';

const uri = 'untitled:a';
const text = 'http {\n    log_format a "$host";\n    server { return 200 "$uri$mine"; }\n}\n';

test('the whole document, for an editor that asks for nothing else', async () => {
  const client = await startServer();
  after(client.stop);
  await client.open(uri, text);
  const { legend, full } = client.initialized.capabilities.semanticTokensProvider ?? {};
  assert.deepEqual([legend?.tokenTypes, full], [['variable', 'regexp', 'macro', 'cutOff'], true]);
  const tokens = await client.connection.sendRequest(SemanticTokensRequest.type, { textDocument: { uri } });
  assert.deepEqual(tokens?.data, [1, 18, 5, 0, 1, 1, 25, 4, 0, 1, 0, 4, 5, 0, 0]);
});

test('what is in view', async () => {
  const semanticTokens = { requests: { range: true, full: true }, tokenTypes: [], tokenModifiers: [], formats: [] };
  const client = await startServer({ capabilities: { textDocument: { semanticTokens } } });
  after(client.stop);
  await client.open(uri, text);
  assert.equal(client.initialized.capabilities.semanticTokensProvider?.full, false);
  const range = { start: { line: 2, character: 0 }, end: { line: 3, character: 0 } };
  const tokens = await client.connection.sendRequest(SemanticTokensRangeRequest.type, { textDocument: { uri }, range });
  assert.deepEqual(tokens?.data, [2, 25, 4, 0, 1, 0, 4, 5, 0, 0]);
});
