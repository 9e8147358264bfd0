/** Positions in the units that the editor counts in: each of them means the same place of a text with characters of all sizes. */
import assert from 'node:assert/strict';
import { after, suite, test } from 'node:test';
import {
  CompletionRequest,
  DefinitionRequest,
  SemanticTokensRequest,
  type CompletionList,
  type Location,
  type Position,
  type Range,
  type TextEdit,
} from 'vscode-languageserver/node';
import { makeFolder } from '../support/folder.ts';
import { capabilities, changesOf, startServer, type LspClient, type ServerOptions } from '../support/lsp-client.ts';

/** One, two, three and four bytes; one and two units of UTF-16. */
const wide = 'aé€😀𝄞';

const text = `events {}
http {
    map $http_upgrade $name { default "${wide}"; } map $http_upgrade $connection_upgrade { default upgrade; '' close; }
    server {
        location /ws { set $wide "${wide}"; proxy_pass http://127.0.0.1:3000; proxy_http_version 1.1; proxy_set_header Connection $connection_upgrade; }
    }
}
`;

const units: Readonly<Record<string, (text: string) => number>> = {
  'utf-8': (it) => Buffer.byteLength(it),
  'utf-16': (it) => it.length,
  'utf-32': (it) => [...it].length,
};

for (const [encoding, count] of Object.entries(units)) {
  const positionOf = (source: string, offset: number): Position => {
    const before = source.slice(0, offset).split('\n');
    return { line: before.length - 1, character: count(before.at(-1) ?? '') };
  };
  const rangeOf = (source: string, word: string, from = 0): Range => {
    const start = source.indexOf(word, from);
    assert.ok(start >= 0, word);
    return { start: positionOf(source, start), end: positionOf(source, start + word.length) };
  };
  const offsetOf = (source: string, { line, character }: Position): number => {
    const lines = source.split('\n');
    const start = lines.slice(0, line).reduce((sum, it) => sum + it.length + 1, 0);
    let length = 0;
    while (count((lines[line] ?? '').slice(0, length)) < character) length++;
    return start + length;
  };
  const edited = (source: string, edits: readonly TextEdit[]): string =>
    edits
      .toSorted((a, b) => offsetOf(source, b.range.start) - offsetOf(source, a.range.start))
      .reduce(
        (now, { range, newText }) =>
          now.slice(0, offsetOf(source, range.start)) + newText + now.slice(offsetOf(source, range.end)),
        source,
      );

  suite(encoding, () => {
    const folder = makeFolder({ 'nginx.conf': text });
    const uri = folder.uri('nginx.conf');
    const textDocument = { uri };
    const serving = serve({
      folders: [folder.path],
      settings: { '': { nginxVersion: '1.28.0' } },
      capabilities: { ...capabilities(true), general: { positionEncodings: [encoding, 'utf-16'] } },
    });

    test('is agreed on', async () => {
      const { initialized, open } = await serving;
      assert.equal(initialized.capabilities.positionEncoding, encoding);
      await open(uri, text);
    });

    test('diagnostics', async () => {
      const [finding, ...others] = await (await serving).diagnostics(uri);
      assert.deepEqual([finding?.code, others.length], ['missing-upgrade-header', 0]);
      assert.deepEqual(finding?.range, rangeOf(text, 'proxy_pass'));
    });

    test('edits of quick fixes, in both ways', async () => {
      const client = await serving;
      const at = rangeOf(text, 'proxy_pass');
      const action = (await client.actions(uri, { start: at.start, end: at.start })).find(({ kind }) => kind === 'quickfix');
      assert.ok(action);
      const { edit } = await client.connection.sendRequest<{ edit: Parameters<typeof changesOf>[0] }>(
        'codeAction/resolve',
        action,
      );
      const edits = changesOf(edit).flatMap((it) =>
        it.edits.filter((one): one is TextEdit => 'newText' in one && 'range' in one),
      );
      const after = edited(text, edits);
      assert.match(after, /proxy_set_header Upgrade \$http_upgrade;/);
      assert.equal(
        after.replace(/\s*proxy_set_header Upgrade \$http_upgrade;/, '').replace(/\s+/g, ''),
        text.replace(/\s+/g, ''),
      );
    });

    test('definition', async () => {
      const position = positionOf(text, text.lastIndexOf('$connection_upgrade') + 3);
      const found = await (await serving).connection.sendRequest(DefinitionRequest.type, { textDocument, position });
      const start = text.indexOf('connection_upgrade');
      const [place] = found as Location[];
      assert.deepEqual(place, { uri, range: { start: positionOf(text, start), end: positionOf(text, start + 18) } });
    });

    test('completion', async () => {
      const position = positionOf(text, text.indexOf('proxy_http_version') + 'proxy_ht'.length);
      const found = await (await serving).connection.sendRequest(CompletionRequest.type, { textDocument, position });
      const item = (found as CompletionList).items.find(({ label }) => label === 'proxy_http_version');
      const range = item?.textEdit !== undefined && 'range' in item.textEdit ? item.textEdit.range : undefined;
      assert.deepEqual(range?.start, positionOf(text, text.indexOf('proxy_http_version')));
      assert.deepEqual(range.end, position);
    });

    test('semantic tokens', async () => {
      const { connection } = await serving;
      const { data = [] } = (await connection.sendRequest(SemanticTokensRequest.type, { textDocument })) ?? {};
      const tokens: string[] = [];
      let [line, character] = [0, 0];
      for (let at = 0; at < data.length; at += 5) {
        const [lines = 0, characters = 0, length = 0] = data.slice(at, at + 3);
        [line, character] = lines === 0 ? [line, character + characters] : [line + lines, characters];
        tokens.push(text.slice(offsetOf(text, { line, character }), offsetOf(text, { line, character: character + length })));
      }
      assert.deepEqual(new Set(tokens), new Set(['$http_upgrade', '$name', '$connection_upgrade', '$wide']));
    });

    test('changes of a part, one after another', async () => {
      const client = await serving;
      const word = rangeOf(text, '😀', text.indexOf('$wide'));
      await client.connection.sendNotification('textDocument/didChange', {
        textDocument: { uri, version: 2 },
        contentChanges: [
          { range: word, text: '😀😀é' },
          { range: rangeOf(text, wide), text: '𝄞' },
        ],
      });
      const now = text.replace(wide, '𝄞').replace('😀', '😀😀é');
      const [finding] = await client.diagnostics(uri);
      assert.deepEqual(finding?.range, rangeOf(now, 'proxy_pass'));
    });
  });
}

test('what an editor does not offer is not chosen, nor what nobody knows', async () => {
  for (const [offered, chosen] of [
    [undefined, 'utf-16'],
    [[], 'utf-16'],
    [['ebcdic'], 'utf-16'],
    [['ebcdic', 'utf-32', 'utf-8'], 'utf-32'],
  ] as const) {
    const general = offered === undefined ? {} : { general: { positionEncodings: [...offered] } };
    const { initialized } = await serve({ capabilities: { ...capabilities(true), ...general } });
    assert.equal(initialized.capabilities.positionEncoding, chosen);
  }
});

async function serve(options: ServerOptions): Promise<LspClient> {
  const client = await startServer(options);
  after(async () => {
    assert.equal(await client.stop(), 0);
  });
  return client;
}
