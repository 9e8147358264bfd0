/** The output of `nginx -T` as an open document, through the bundled server. */
import assert from 'node:assert/strict';
import { after, suite, test } from 'node:test';
import { CodeLensRequest, HoverRequest, InlayHintRequest, type Diagnostic, type Location } from 'vscode-languageserver/node';
import { makeFolder } from '../support/folder.ts';
import { startServer, type LspClient, type ServerOptions } from '../support/lsp-client.ts';
import { broken, connectionLine, connectionMap, mainFile, upgradeLine, websocketServer } from '../support/sites.ts';

const uri = 'file:///nowhere/dump.txt';
const head = (path: string): string => `# configuration file ${path}:\n`;
const site = websocketServer(connectionLine, 'proxy_read_timeout 1h;');
const good = websocketServer(upgradeLine, connectionLine, 'proxy_read_timeout 1h;')
  .replace('server {', 'server { server_name good.test;')
  .replaceAll('/ws', '/good');
const dump = [
  'nginx: the configuration file /etc/nginx/nginx.conf syntax is ok\n',
  'nginx: configuration file /etc/nginx/nginx.conf test is successful\n',
  `${head('/etc/nginx/nginx.conf')}${mainFile(connectionMap, 'include /etc/nginx/conf.d/*.conf;', 'include more/*;')}\n`,
  `${head('/etc/nginx/conf.d/app.conf')}${site}\n\n`,
  `${head('/etc/nginx/more/good')}${good}\n\n`,
].join('');

/** From 0. */
const lineOf = (text: string, of = dump): number => of.slice(0, of.indexOf(text)).split('\n').length - 1;

async function serve(options: ServerOptions = {}): Promise<LspClient> {
  const client = await startServer({
    settings: { '': { nginxVersion: '1.28.0', codeLens: 'all', inlayHints: true } },
    initializationOptions: { opensSimulations: true },
    ...options,
  });
  after(async () => {
    assert.equal(await client.stop(), 0);
  });
  return client;
}

const told = (all: readonly Diagnostic[]): readonly unknown[] =>
  all.map(({ code, range }) => [code, range.start.line, range.start.character]);
const missing = (of = dump): readonly unknown[] => [
  ['missing-upgrade-header', lineOf('proxy_pass http://127.0.0.1:3000;\n        proxy_set_header Connection', of), 8],
];
const whole = { start: { line: 0, character: 0 }, end: { line: 999, character: 0 } };

suite('a dump', () => {
  test('is told what is wrong in its files, at its own lines', async () => {
    const client = await serve();
    await client.open(uri, dump);
    const found = await client.diagnostics(uri);
    assert.deepEqual(told(found), missing());
    const [related] = found[0]?.relatedInformation ?? [];
    assert.deepEqual([related?.location.uri, related?.location.range.start.line], [uri, lineOf(connectionLine)]);
  });

  test('without a name too, with line ends of Windows, and where it is cut off', async () => {
    const client = await serve();
    const windows = dump.replaceAll('\n', '\r\n');
    await client.open('untitled:Untitled-1', windows);
    assert.deepEqual(told(await client.diagnostics('untitled:Untitled-1')), missing());
    await client.open('untitled:Untitled-2', dump.slice(0, dump.indexOf(head('/etc/nginx/more/good'))));
    assert.deepEqual(told(await client.diagnostics('untitled:Untitled-2')), missing());
  });

  test('follows edits, also those of other lines, and stops and begins to be one', async () => {
    const client = await serve();
    await client.open(uri, dump);
    await client.diagnostics(uri);
    const at = { line: 0, character: 0 };
    await client.change(uri, { range: { start: at, end: at }, text: 'nginx: [warn] something\n' });
    assert.deepEqual(told(await client.diagnostics(uri)), missing(client.text(uri)));
    const line = lineOf('proxy_set_header Connection', client.text(uri));
    const start = { line, character: 8 };
    await client.change(uri, { range: { start, end: start }, text: `${upgradeLine}\n        ` });
    assert.deepEqual(await client.diagnostics(uri), []);
    await client.change(uri, { text: broken });
    assert.deepEqual(
      (await client.diagnostics(uri)).map(({ code }) => code),
      ['missing-upgrade-header'],
    );
    assert.ok((await client.actions(uri, whole)).length > 0);
    await client.change(uri, { text: dump });
    assert.deepEqual(told(await client.diagnostics(uri)), missing());
  });

  test('is sent to clients that do not pull', async () => {
    const client = await serve({ pull: false });
    await client.open(uri, dump);
    assert.deepEqual(told((await client.pushed(uri)).diagnostics), missing());
  });

  test('has lenses, hints and hovers at its own lines', async () => {
    const client = await serve();
    await client.open(uri, dump);
    const lenses = (await client.connection.sendRequest(CodeLensRequest.type, { textDocument: { uri } })) ?? [];
    assert.deepEqual(
      lenses.map(({ range, command }) => [range.start.line, command?.title, String(command?.arguments?.[0])]),
      [
        [lineOf('location /ws'), 'WebSocket: fails: no Upgrade', uri],
        [lineOf('location /good'), 'WebSocket: connects', uri],
      ],
    );
    const position = { line: lineOf('location /good'), character: 6 };
    const hover = await client.connection.sendRequest(HoverRequest.type, { textDocument: { uri }, position });
    const { value } = hover?.contents as { readonly value: string };
    const set = lineOf(upgradeLine) + 1;
    assert.ok(value.includes(`[line ${set}](<${uri}#L${set}>)`), value);
    assert.deepEqual(hover?.range?.start, { line: position.line, character: 4 });
    const inherited = dump.replace('location /good', 'proxy_set_header A b;\n    location /good').replace('nginx:', 'nginx: ');
    await client.change(uri, { text: inherited });
    const hints = await client.connection.sendRequest(InlayHintRequest.type, { textDocument: { uri }, range: whole });
    assert.deepEqual(
      hints?.map((hint) => hint.position.line),
      [lineOf(upgradeLine, inherited)],
    );
  });

  test('where nginx refuses it, lenses say the file', async () => {
    const client = await serve();
    const refused = dump.replace('include more/*;', 'includ more/*;');
    await client.open(uri, refused);
    const found = await client.diagnostics(uri);
    assert.ok(
      told(found).some((it) => JSON.stringify(it) === JSON.stringify(['unknown-directive', lineOf('includ more', refused), 4])),
    );
    const lenses = (await client.connection.sendRequest(CodeLensRequest.type, { textDocument: { uri } })) ?? [];
    assert.match(lenses[0]?.command?.title ?? '', /^nginx refuses: nginx\.conf line \d+$/);
  });

  test('URLs lead into it, and versions of nginx are compared', async () => {
    const client = await serve();
    await client.open(uri, dump);
    const simulated = await client.connection.sendRequest<{ text: string; location: Location }>('nginxHandshake/simulate', {
      uri,
      url: 'ws://good.test/good',
    });
    assert.match(simulated.text, /connects[^]*good:2/);
    assert.deepEqual([simulated.location.uri, simulated.location.range.start.line], [uri, lineOf('location /good')]);
    const newer = dump.replace('location /good', 'http2 on;\n    location /good');
    await client.change(uri, { text: newer });
    const { text } = await client.connection.sendRequest<{ text: string }>('nginxHandshake/compare', {
      ...{ uri, from: '1.28.0', to: '1.22.1' },
    });
    assert.match(text, /unknown directive "http2" in good:2\./);
  });

  test('nothing is offered that would edit it', async () => {
    const client = await serve();
    await client.open(uri, dump);
    assert.deepEqual(await client.actions(uri, whole), []);
    assert.deepEqual(await client.actions(uri, whole, ['source.fixAll']), []);
    assert.equal(await client.connection.sendRequest('nginxHandshake/keepChecking', { uri, url: 'ws://localhost/ws' }), null);
  });

  test('is no main file of others, open or not, and what it names is not told of', async () => {
    const folder = makeFolder({
      'saved/nginx.conf': dump.replaceAll('/etc/nginx', '/nowhere'),
      'conf.d/app.conf': site,
    });
    const client = await serve({ folders: [folder.path] });
    const other = `file://${folder.file('conf.d/app.conf')}`;
    const saved = `file://${folder.file('saved/nginx.conf')}`;
    await client.open(other, site);
    const alone = await client.diagnostics(other);
    await client.open(saved, dump.replaceAll('/etc/nginx/', `${folder.path}/`));
    assert.deepEqual(told(await client.diagnostics(saved)), missing());
    assert.deepEqual(await client.diagnostics(other), alone);
  });

  test('any text below its heads is survived', async () => {
    const client = await serve();
    for (const text of [
      '',
      '{',
      '}',
      '\0',
      '"',
      'include x;',
      head('/etc/nginx/nginx.conf'),
      `${head('/b')}server {`,
      'a '.repeat(999),
    ]) {
      await client.open(uri, `${head('/etc/nginx/nginx.conf')}${text}`);
      await client.diagnostics(uri);
      await client.close(uri);
    }
    assert.deepEqual(client.messages, []);
  });
});
