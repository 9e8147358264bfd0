/** Definition, references, rename, links, outline, symbols, folding and selection through the bundled server. */
import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import {
  DefinitionRequest,
  DocumentHighlightRequest,
  DocumentLinkRequest,
  DocumentSymbolRequest,
  FoldingRangeRequest,
  PrepareRenameRequest,
  ReferencesRequest,
  RenameRequest,
  SelectionRangeRequest,
  TextDocumentEdit,
  WorkspaceSymbolRequest,
  type DocumentSymbol,
  type Location,
  type Position,
  type SelectionRange,
} from 'vscode-languageserver/node';
import { makeFolder, type Folder } from '../support/folder.ts';
import { startServer, type LspClient } from '../support/lsp-client.ts';

const main = `# One.
# Two.
events {}
http {
    map $http_upgrade $connection_upgrade {
        default upgrade;
    }
    upstream app {
        server 127.0.0.1:3000;
    }
    include conf.d/*.conf;
    include mime.types;
    include missing.conf;
}
`;
const site = `server {
    listen 80;
    server_name app.example.com;
    location /ws {
        proxy_pass http://app;
        proxy_set_header Connection "$connection_upgrade";
    }
}
`;

suite('where else it stands', () => {
  let folder: Folder;
  let client: LspClient;
  const at = (name: string, text: string, word: string): { textDocument: { uri: string }; position: Position } => {
    const before = text.slice(0, text.indexOf(word) + 1).split('\n');
    return {
      textDocument: { uri: folder.uri(name) },
      position: { line: before.length - 1, character: (before.at(-1) ?? '').length },
    };
  };
  const places = (found: unknown): readonly string[] =>
    ((found ?? []) as Location[])
      .map(
        ({ uri, range: { start, end } }) =>
          `${uri.slice(folder.uri('').length + 1)}:${start.line + 1}:${start.character}-${end.character}`,
      )
      .sort();

  before(async () => {
    folder = makeFolder({
      'nginx.conf': main,
      'conf.d/a.conf': site,
      'conf.d/b.conf': '# nothing\n',
      'mime.types': 'types { text/html html; }\n',
    });
    client = await startServer({ folders: [folder.path] });
    await client.open(folder.uri('conf.d/a.conf'), site);
    // When its diagnostics are there, the main file is known.
    await client.diagnostics(folder.uri('conf.d/a.conf'));
  });
  after(() => client.stop());

  test('the definition of a variable and of an upstream, in a file that is not open', async () => {
    const { connection } = client;
    const variable = await connection.sendRequest(DefinitionRequest.type, at('conf.d/a.conf', site, '$connection'));
    assert.deepEqual(places(variable), ['nginx.conf:5:23-41']);
    const upstream = await connection.sendRequest(DefinitionRequest.type, at('conf.d/a.conf', site, 'app;'));
    assert.deepEqual(places(upstream), ['nginx.conf:8:13-16']);
    assert.deepEqual(await connection.sendRequest(DefinitionRequest.type, at('conf.d/a.conf', site, 'listen')), []);
  });

  test('references, with and without the definition', async () => {
    const params = at('conf.d/a.conf', site, '$connection');
    const ask = (includeDeclaration: boolean) =>
      client.connection.sendRequest(ReferencesRequest.type, { ...params, context: { includeDeclaration } });
    assert.deepEqual(places(await ask(true)), ['conf.d/a.conf:6:38-56', 'nginx.conf:5:23-41']);
    assert.deepEqual(places(await ask(false)), ['conf.d/a.conf:6:38-56']);
  });

  test('highlights are those of the document', async () => {
    const found = await client.connection.sendRequest(DocumentHighlightRequest.type, at('conf.d/a.conf', site, '$connection'));
    assert.deepEqual(
      found?.map(({ range, kind }) => [range.start.line, kind]),
      [[5, 2]],
    );
  });

  test('a rename edits closed files too; nginx’s own names are refused in words', async () => {
    const params = at('conf.d/a.conf', site, '$connection');
    const prepared = await client.connection.sendRequest(PrepareRenameRequest.type, params);
    assert.deepEqual(prepared, {
      range: { start: { line: 5, character: 38 }, end: { line: 5, character: 56 } },
      placeholder: 'connection_upgrade',
    });
    const edit = await client.connection.sendRequest(RenameRequest.type, { ...params, newName: 'upgrading' });
    assert.deepEqual(
      (edit?.documentChanges ?? [])
        .filter((it) => TextDocumentEdit.is(it))
        .map(({ textDocument, edits }) => [textDocument.uri.slice(folder.uri('').length + 1), edits.length])
        .sort(),
      [
        ['conf.d/a.conf', 1],
        ['nginx.conf', 1],
      ],
    );
    const ask = client.connection.sendRequest(RenameRequest.type, { ...params, newName: 'host' });
    await assert.rejects(ask, /\$host is a variable of nginx itself\./);
    assert.equal(await client.connection.sendRequest(PrepareRenameRequest.type, at('conf.d/a.conf', site, 'listen')), null);
  });

  test('includes lead to their files: a pattern that brings several to the first, and its definition lists them', async () => {
    await client.open(folder.uri('nginx.conf'), main);
    const { connection } = client;
    const links = await connection.sendRequest(DocumentLinkRequest.type, { textDocument: { uri: folder.uri('nginx.conf') } });
    assert.deepEqual(
      links?.map(({ range, target, tooltip }) => [range.start.line + 1, target, tooltip]),
      [
        [11, folder.uri('conf.d/a.conf'), '2 files: a.conf, b.conf'],
        [12, folder.uri('mime.types'), undefined],
      ],
    );
    const files = await connection.sendRequest(DefinitionRequest.type, at('nginx.conf', main, 'conf.d/*'));
    assert.deepEqual(places(files), ['conf.d/a.conf:1:0-0', 'conf.d/b.conf:1:0-0']);
    assert.deepEqual(await connection.sendRequest(DefinitionRequest.type, at('nginx.conf', main, 'missing')), []);
  });

  test('the outline names what people look for', async () => {
    const ask = (name: string) =>
      client.connection.sendRequest(DocumentSymbolRequest.type, { textDocument: { uri: folder.uri(name) } });
    const lines = (symbols: readonly DocumentSymbol[], depth = 0): readonly string[] =>
      symbols.flatMap(({ name, detail, children = [] }) => [
        `${'  '.repeat(depth)}${name} | ${detail ?? ''}`,
        ...lines(children, depth + 1),
      ]);
    assert.deepEqual(lines((await ask('conf.d/a.conf')) as DocumentSymbol[]), ['app.example.com | 80', '  /ws | → http://app']);
    assert.deepEqual(lines((await ask('nginx.conf')) as DocumentSymbol[]), [
      'events | ',
      'http | ',
      '  $connection_upgrade | map of $http_upgrade',
      '  app | upstream, 1 server',
    ]);
  });

  test('symbols of the workspace are found in files that are not open', async () => {
    await client.close(folder.uri('nginx.conf'));
    const ask = async (query: string): Promise<readonly string[]> =>
      ((await client.connection.sendRequest(WorkspaceSymbolRequest.type, { query })) ?? []).map(({ name }) => name);
    assert.deepEqual(await ask('connup'), ['$connection_upgrade']);
    assert.ok((await ask('')).includes('/ws'));
    assert.deepEqual(await ask('nowhere'), []);
  });

  test('blocks and comments fold; the selection grows by words, arguments, lines, blocks', async () => {
    await client.open(folder.uri('nginx.conf'), main);
    const textDocument = { uri: folder.uri('nginx.conf') };
    const folds = await client.connection.sendRequest(FoldingRangeRequest.type, { textDocument });
    assert.deepEqual(
      folds?.map(({ startLine, endLine, kind }) => `${startLine + 1}-${endLine + 1} ${kind ?? ''}`.trim()).sort(),
      ['1-2 comment', '4-13', '5-6', '8-9'],
    );
    const { position } = at('nginx.conf', main, '$connection');
    const [selection] =
      (await client.connection.sendRequest(SelectionRangeRequest.type, { textDocument, positions: [position] })) ?? [];
    const texts: string[] = [];
    for (let it: SelectionRange | undefined = selection; it !== undefined; it = it.parent) {
      const { start, end } = it.range;
      texts.push(
        start.line === end.line
          ? (main.split('\n')[start.line] ?? '').slice(start.character, end.character)
          : `${end.line - start.line + 1} lines`,
      );
    }
    assert.deepEqual(texts, [
      '$connection_upgrade',
      '$http_upgrade $connection_upgrade',
      'map $http_upgrade $connection_upgrade',
      '3 lines',
      '11 lines',
      '11 lines',
      '11 lines',
      '15 lines',
    ]);
  });
});
