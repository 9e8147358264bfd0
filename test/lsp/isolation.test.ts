/** A rule, a main file, a request or a disk that throws costs itself alone, and is told of once. */
import assert from 'node:assert/strict';
import { after, suite, test } from 'node:test';
import { HoverRequest } from 'vscode-languageserver/node';
import { simulateRequest } from '../../protocol/simulate.ts';
import type { Rule } from '../../server/src/analysis/rule.ts';
import { slowNodeDisk } from '../../server/src/files/node-disk.ts';
import type { World } from '../../server/src/lsp/session.ts';
import { rules } from '../../server/src/rules/index.ts';
import type { Parser } from '../../server/src/syntax/tree.ts';
import { textOf } from '../../server/src/syntax/text.ts';
import { makeFolder, type Folder } from '../support/folder.ts';
import { draw, startServer, type LspClient, type ServerOptions } from '../support/lsp-client.ts';
import { testParser } from '../support/parser.ts';
import { broken, connectionLine, connectionMap, mainFile, upgradeLine, websocketServer } from '../support/sites.ts';
import { throwingMeta } from '../support/throwing.ts';
import { worldWith } from '../support/world.ts';

async function serve(folder: Folder, parts: Partial<World>, options: ServerOptions = {}): Promise<LspClient> {
  const client = await startServer({ folders: [folder.path], world: worldWith(parts), ...options });
  after(() => client.stop());
  return client;
}

function failuresIn({ output }: LspClient): readonly string[] {
  return output.filter((line) => /failed/i.test(line));
}

const missingUpgrade = ['9:13-9:23 error missing-upgrade-header'];

/** A parser with a mistake: it throws where the text says so. */
async function fragileParser(): Promise<Parser> {
  const parser = await testParser();
  return {
    ...parser,
    parse(text, ...rest) {
      if (textOf(text).whole().includes('# boom')) throw new RangeError('Maximum call stack size exceeded');
      return parser.parse(text, ...rest);
    },
  };
}

suite('a rule that throws', () => {
  const throwing: Rule = {
    ...throwingMeta,
    checkServer() {
      throw new Error('a mistake of ours');
    },
  };

  test('costs itself, and is told of once', async () => {
    const folder = makeFolder({ 'nginx.conf': broken });
    const client = await serve(folder, { rules: [throwing, ...rules] });
    await client.open(folder.uri('nginx.conf'), broken);
    assert.deepEqual(draw(await client.diagnostics(folder.uri('nginx.conf'))), missingUpgrade);
    await client.change(folder.uri('nginx.conf'), { text: `${broken}\n` });
    assert.deepEqual(draw(await client.diagnostics(folder.uri('nginx.conf'))), missingUpgrade);
    assert.equal(failuresIn(client).length, 1);
    assert.match(failuresIn(client)[0] ?? '', /rule throws.*a mistake of ours/s);
  });

  test('when its fix is made, the other fixes are offered', async () => {
    const fixless: Rule = {
      ...throwingMeta,
      *checkDirective({ path, directive }) {
        if (directive.name.text !== 'server') return;
        yield {
          at: { path, directive, start: 0, end: 5 },
          message: 'x',
          fixes: [
            {
              title: 'never',
              safe: true,
              edits() {
                throw new Error('a mistake in a fix');
              },
            },
          ],
        };
      },
    };
    const folder = makeFolder({ 'nginx.conf': broken });
    const client = await serve(folder, { rules: [fixless, ...rules] });
    const uri = folder.uri('nginx.conf');
    await client.open(uri, broken);
    const end = { line: 20, character: 0 };
    const titles = (await client.actions(uri, { start: { line: 0, character: 0 }, end })).map(({ title }) => title);
    assert.ok(
      titles.some((title) => title.includes('Upgrade')),
      titles.join(', '),
    );
    assert.match(failuresIn(client).join('\n'), /The rule throws failed: Error: a mistake in a fix/);
  });
});

suite('a main file whose analysis throws', () => {
  const site = (): Folder =>
    makeFolder({ 'a/nginx.conf': `# boom\n${broken}`, 'b/nginx.conf': broken, 'a/conf.d/site.conf': 'server { }\n' });

  test('costs itself where diagnostics are pulled', async () => {
    const folder = site();
    const client = await serve(folder, { loadParser: fragileParser });
    await client.open(folder.uri('a/nginx.conf'), `# boom\n${broken}`);
    await client.open(folder.uri('b/nginx.conf'), broken);
    await client.open(folder.uri('a/conf.d/site.conf'), 'server { }\n');
    for (const round of ['', '\n', '\n\n']) {
      await client.change(folder.uri('b/nginx.conf'), { text: broken + round });
      assert.deepEqual(draw(await client.diagnostics(folder.uri('b/nginx.conf'))), missingUpgrade);
      assert.deepEqual(await client.diagnostics(folder.uri('a/nginx.conf')), []);
      assert.ok(Array.isArray(await client.diagnostics(folder.uri('a/conf.d/site.conf'))));
    }
    const hover = await client.connection.sendRequest(HoverRequest.type, {
      textDocument: { uri: folder.uri('b/nginx.conf') },
      position: { line: 8, character: 15 },
    });
    assert.ok(hover !== null);
    assert.equal(failuresIn(client).length, 1, failuresIn(client).join('\n'));
    assert.match(failuresIn(client)[0] ?? '', /the main file `.*\/a\/nginx\.conf`/);
    await client.change(folder.uri('a/nginx.conf'), { text: broken });
    assert.deepEqual(draw(await client.diagnostics(folder.uri('a/nginx.conf'))), missingUpgrade);
  });

  test('costs itself where they are pushed', async () => {
    const folder = site();
    const client = await serve(folder, { loadParser: fragileParser }, { pull: false });
    await client.open(folder.uri('a/nginx.conf'), `# boom\n${broken}`);
    await client.open(folder.uri('b/nginx.conf'), broken);
    assert.deepEqual(draw((await client.pushed(folder.uri('b/nginx.conf'))).diagnostics), missingUpgrade);
    assert.deepEqual((await client.pushed(folder.uri('a/nginx.conf'))).diagnostics, []);
    assert.equal(failuresIn(client).length, 1);
  });

  test('costs itself when it is not open', async () => {
    const folder = site();
    const client = await serve(folder, { loadParser: fragileParser });
    const app = websocketServer(connectionLine);
    await client.open(folder.uri('a/conf.d/site.conf'), app);
    assert.ok(Array.isArray(await client.diagnostics(folder.uri('a/conf.d/site.conf'))));
    await client.open(folder.uri('b/nginx.conf'), broken);
    assert.deepEqual(draw(await client.diagnostics(folder.uri('b/nginx.conf'))), missingUpgrade);
  });
});

test('a request that throws is answered with nothing, and the next one is answered', async () => {
  const folder = makeFolder({ 'nginx.conf': broken });
  const client = await serve(folder, {});
  const uri = folder.uri('nginx.conf');
  await client.open(uri, broken);
  for (let i = 0; i < 2; i++) {
    const answer: unknown = await client.connection.sendRequest(simulateRequest, { uri, url: { not: 'a text' } });
    assert.equal(answer, null);
  }
  assert.deepEqual(draw(await client.diagnostics(uri)), missingUpgrade);
  assert.deepEqual(
    failuresIn(client).map((line) => line.includes(simulateRequest)),
    [true],
  );
});

test('a disk that throws for one file hides what that may define', async () => {
  const text = mainFile('include maps.conf;', websocketServer(upgradeLine, connectionLine, 'proxy_read_timeout 1h;'));
  const folder = makeFolder({ 'nginx.conf': text, 'maps.conf': connectionMap, 'other.conf': broken });
  const disk = {
    ...slowNodeDisk,
    read: (path: string) =>
      path.endsWith('maps.conf') ? Promise.reject(new Error('the disk is on fire')) : slowNodeDisk.read(path),
  };
  const client = await serve(folder, { disk });
  await client.open(folder.uri('nginx.conf'), text);
  await client.open(folder.uri('other.conf'), broken);
  assert.deepEqual(await client.diagnostics(folder.uri('nginx.conf')), []);
  assert.deepEqual(draw(await client.diagnostics(folder.uri('other.conf'))), missingUpgrade);
  assert.match(failuresIn(client).join('\n'), /reading the disk.*on fire/s);
});
