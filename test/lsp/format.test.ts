/** Formatting through the bundled server: a document, a part of it, and what was just typed. */
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import {
  DocumentFormattingRequest,
  DocumentOnTypeFormattingRequest,
  DocumentRangeFormattingRequest,
  type TextEdit,
} from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { startServer } from '../support/lsp-client.ts';

const crowded = 'http {\n  server { listen  80;\n  }\nserver {\nroot   /a;\n}\n}\n';
const uri = 'untitled:a';

function applied(edits: readonly TextEdit[] | null): string {
  return TextDocument.applyEdits(TextDocument.create(uri, 'nginx', 1, crowded), [...(edits ?? [])]);
}

test('a document, a part, what was typed', async () => {
  const client = await startServer();
  after(client.stop);
  await client.open(uri, crowded);
  const { connection } = client;
  const params = { textDocument: { uri }, options: { insertSpaces: true, tabSize: 2 } };
  assert.equal(
    applied(await connection.sendRequest(DocumentFormattingRequest.type, params)),
    'http {\n  server {\n    listen 80;\n  }\n  server {\n    root /a;\n  }\n}\n',
  );
  assert.equal(
    applied(
      await connection.sendRequest(DocumentFormattingRequest.type, { ...params, options: { insertSpaces: false, tabSize: 8 } }),
    ),
    'http {\n\tserver {\n\t\tlisten 80;\n\t}\n\tserver {\n\t\troot /a;\n\t}\n}\n',
  );
  const range = { start: { line: 4, character: 1 }, end: { line: 4, character: 2 } };
  const part = await connection.sendRequest(DocumentRangeFormattingRequest.type, { ...params, range });
  assert.equal(applied(part), crowded.replace('root   /a;', '    root /a;'));
  const typed = { ...params, ch: '}', position: { line: 5, character: 1 } };
  assert.equal(
    applied(await connection.sendRequest(DocumentOnTypeFormattingRequest.type, typed)),
    'http {\n  server { listen  80;\n  }\n  server {\n    root /a;\n  }\n}\n',
  );
});
