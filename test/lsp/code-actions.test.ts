/** Quick fixes, “fix all” and ignoring through the bundled server, as an editor carries them out. */
import assert from 'node:assert/strict';
import { after, suite, test } from 'node:test';
import type { CodeAction, Range } from 'vscode-languageserver/node';
import { makeFolder } from '../support/folder.ts';
import { capabilities, changesOf, startServer, type LspClient, type ServerOptions } from '../support/lsp-client.ts';
import { broken, connectionLine, connectionMap, mainFile, upgradeLine, websocketServer, working } from '../support/sites.ts';

async function serve(options: ServerOptions = {}): Promise<LspClient> {
  const client = await startServer(options);
  after(async () => {
    assert.equal(await client.stop(), 0);
  });
  return client;
}

const whole: Range = { start: { line: 0, character: 0 }, end: { line: 10_000, character: 0 } };
const uri = 'file:///nowhere/nginx.conf';

function titles(actions: readonly CodeAction[]): readonly string[] {
  return actions.map(({ title }) => title);
}

function only(actions: readonly CodeAction[], title: RegExp): CodeAction {
  const [action, ...others] = actions.filter((it) => title.test(it.title));
  assert.ok(action !== undefined && others.length === 0, `${String(title)} in ${titles(actions).join(', ')}`);
  return action;
}

suite('quick fixes', () => {
  test('the fix of a finding takes it away', async () => {
    const client = await serve();
    await client.open(uri, broken);
    const [diagnostic] = await client.diagnostics(uri);
    assert.ok(diagnostic);
    const actions = await client.actions(uri, diagnostic.range);
    const fix = actions[0];
    assert.ok(fix);
    assert.deepEqual([fix.kind, fix.isPreferred, fix.diagnostics?.[0]?.code], ['quickfix', true, 'missing-upgrade-header']);
    await client.apply(fix);
    assert.deepEqual(await client.diagnostics(uri), []);
    assert.ok(client.text(uri).includes(`\n            ${upgradeLine}\n`));
  });

  test('there is none where nothing is found', async () => {
    const client = await serve();
    await client.open(uri, broken);
    assert.deepEqual(await client.actions(uri, { start: whole.start, end: whole.start }), []);
  });

  test('a comment silences the line, and the comment is told of when it silences nothing', async () => {
    const client = await serve();
    await client.open(uri, broken);
    await client.apply(only(await client.actions(uri, whole), /^Ignore missing-upgrade-header on this line$/));
    assert.deepEqual(await client.diagnostics(uri), []);
    assert.match(client.text(uri), /\n {12}# nginx-handshake: ignore missing-upgrade-header\n {12}proxy_pass/);
    await client.change(uri, { text: client.text(uri).replace('proxy_pass', `${upgradeLine} proxy_pass`) });
    const [unused] = await client.diagnostics(uri);
    assert.deepEqual([unused?.code, unused?.tags], ['unused-ignore', [1]]);
    await client.apply(only(await client.actions(uri, whole), /Remove/));
    assert.deepEqual(await client.diagnostics(uri), []);
  });

  test('line ends stay as they are', async () => {
    const client = await serve();
    await client.open(uri, broken.replaceAll('\n', '\r\n'));
    await client.apply((await client.actions(uri, whole))[0] ?? { title: 'none' });
    assert.ok(!/[^\r]\n/.test(client.text(uri)));
  });

  test('a client without versioned edits gets plain ones', async () => {
    const { workspace, ...others } = capabilities(true);
    const client = await serve({ capabilities: { ...others, workspace: { ...workspace, workspaceEdit: {} } } });
    await client.open(uri, broken);
    const [fix] = await client.actions(uri, whole);
    assert.equal(fix?.edit?.documentChanges, undefined);
    assert.equal(fix?.edit?.changes?.[uri]?.length, 1);
  });
});

suite('forwarding where nothing is found', () => {
  const plain = mainFile(
    'server {\n    location / {\n        proxy_pass http://127.0.0.1:3000;\n    }\n    location /files/ {\n        root /srv;\n    }\n}',
  );
  const at = (text: string, needle: string): Range => {
    const line = text.split('\n').findIndex((it) => it.includes(needle));
    return { start: { line, character: 12 }, end: { line, character: 12 } };
  };
  const title = /^Forward WebSockets here$/;

  test('a location that passes requests on is made one for WebSockets', async () => {
    const client = await serve();
    await client.open(uri, plain);
    assert.deepEqual(await client.diagnostics(uri), []);
    const action = only(await client.actions(uri, at(plain, 'proxy_pass')), title);
    assert.equal(action.kind, 'refactor.rewrite');
    assert.equal((await client.actions(uri, at(plain, 'location / '), ['refactor'])).length, 1);
    assert.deepEqual(await client.actions(uri, at(plain, 'location / '), ['quickfix']), []);
    await client.apply(action);
    const lines = client
      .text(uri)
      .split('\n')
      .map((line) => line.trim());
    for (const line of [upgradeLine, 'proxy_http_version 1.1;', 'proxy_set_header Host $host;', 'proxy_read_timeout 3600s;'])
      assert.ok(lines.includes(line), line);
    assert.deepEqual(await client.diagnostics(uri), []);
    assert.deepEqual(await client.actions(uri, at(client.text(uri), 'proxy_pass')), []);
  });

  test('while the cursor moves nothing is tried: the edits are made when it is chosen', async () => {
    const client = await serve();
    await client.open(uri, plain);
    const action = only(await client.actions(uri, at(plain, 'proxy_pass'), undefined, true), title);
    assert.equal(action.edit, undefined);
    await client.apply(action);
    assert.ok(client.text(uri).includes(upgradeLine));
  });

  test('one that passes nothing on is left alone, and so is what is outside of locations', async () => {
    const client = await serve();
    await client.open(uri, plain);
    for (const needle of ['root /srv', 'server {']) assert.deepEqual(await client.actions(uri, at(plain, needle)), [], needle);
  });
});

suite('several at once', () => {
  const three = mainFile(
    connectionMap,
    ...['a', 'b', 'c'].map((name) =>
      websocketServer(connectionLine, 'proxy_read_timeout 1h;').replace('server {', `server {\n    server_name ${name};`),
    ),
  );

  test('all of one kind', async () => {
    const client = await serve();
    await client.open(uri, three);
    const found = await client.diagnostics(uri);
    assert.equal(found.length, 3);
    const all = only(await client.actions(uri, found[1]?.range ?? whole), /^Fix all 3 missing-upgrade-header in this file$/);
    assert.equal(all.edit, undefined, 'its edits are made when it is chosen');
    await client.apply(all);
    assert.deepEqual(await client.diagnostics(uri), []);
    assert.equal(client.text(uri).split(upgradeLine).length, 4);
  });

  test('all of every kind, beside the fixes of one, where there are others', async () => {
    const client = await serve();
    const everything = /^Fix all handshake problems that are safe to fix$/;
    await client.open(uri, three);
    assert.ok(!titles(await client.actions(uri, whole)).some((title) => everything.test(title)));
    await client.change(uri, { text: three.replace('events {', '```nginx\nevents {') });
    const [fence] = (await client.diagnostics(uri)).filter(({ code }) => code === 'markdown-fence');
    assert.ok(fence);
    const offered = await client.actions(uri, fence.range);
    assert.deepEqual(titles(offered), ['Remove the line', everything.source.slice(1, -1), 'Ignore markdown-fence on this line']);
    await client.apply(only(offered, everything));
    assert.deepEqual(await client.diagnostics(uri), []);
  });

  test('all that is safe, as on saving', async () => {
    const client = await serve();
    const text = mainFile(
      websocketServer(upgradeLine, connectionLine, 'proxy_read_timeout 1h;'),
      websocketServer(connectionLine).replace('server {', 'server {\n    server_name b;'),
    );
    await client.open(uri, text);
    assert.deepEqual(titles((await client.actions(uri, whole)).filter(({ kind }) => kind?.startsWith('source') === true)), []);
    for (const kind of ['source', 'source.fixAll', 'source.fixAll.nginx-handshake']) {
      assert.equal((await client.actions(uri, whole, [kind])).length, 1, kind);
    }
    assert.deepEqual(await client.actions(uri, whole, ['source.organizeImports']), []);
    const [action] = await client.actions(uri, whole, ['source.fixAll']);
    assert.ok(action);
    await client.apply(action);
    const left = await client.diagnostics(uri);
    assert.deepEqual(
      left.filter(({ severity }) => severity === 1),
      [],
    );
    assert.equal(client.text(uri).split('map $http_upgrade').length, 2, 'one map is enough');
  });

  test('what a user calls information is fixed by hand only', async () => {
    const client = await serve({ settings: { '': { rules: { 'missing-upgrade-header': 'information' } } } });
    await client.open(uri, three);
    assert.deepEqual(await client.actions(uri, whole, ['source.fixAll']), []);
    assert.deepEqual(
      titles(await client.actions(uri, whole)).filter((title) => title.startsWith('Fix all')),
      [],
    );
  });

  test('nothing to fix: no action; a client that cannot resolve gets edits at once', async () => {
    const { textDocument, ...others } = capabilities(true);
    const client = await serve({ capabilities: { ...others, textDocument: { ...textDocument, codeAction: {} } } });
    await client.open(uri, working);
    assert.deepEqual(await client.actions(uri, whole, ['source.fixAll']), []);
    await client.change(uri, { text: three });
    const [action] = await client.actions(uri, whole, ['source.fixAll']);
    assert.equal(changesOf(action?.edit ?? {})[0]?.edits.length, 3, 'a header each');
    const alike = (await client.actions(uri, whole, ['quickfix'])).filter(({ title }) => title.startsWith('Fix all 3 '));
    assert.equal(alike.length, 3, 'each finding offers it');
    for (const { edit } of alike) assert.deepEqual(edit, action?.edit);
  });
});

test('a fix goes into another file where it belongs', async () => {
  const app = websocketServer(upgradeLine, connectionLine, 'proxy_read_timeout 1h;');
  const folder = makeFolder({ 'nginx.conf': mainFile('include conf.d/*.conf;'), 'conf.d/app.conf': app });
  const client = await serve({ folders: [folder.path] });
  await client.open(folder.uri('conf.d/app.conf'), app);
  const [diagnostic] = await client.diagnostics(folder.uri('conf.d/app.conf'));
  assert.equal(diagnostic?.code, 'unknown-variable');
  const [fix] = await client.actions(folder.uri('conf.d/app.conf'), diagnostic.range);
  assert.ok(fix);
  const elsewhere = await client.apply(fix);
  const [change] = elsewhere.get(folder.uri('nginx.conf')) ?? [];
  assert.match(
    change?.edits.map((it) => ('newText' in it ? it.newText : '')).join('') ?? '',
    /map \$http_upgrade \$connection_upgrade \{/,
  );
});

suite('a directive that a module brings', () => {
  const unknown = mainFile('my_zone one;', 'my_block { some thing }', 'Proxy_Read_Timeout 1h;');

  test('our extension adds it to the settings, from where it counts', async () => {
    const client = await serve({ initializationOptions: { addsDirectives: true } });
    await client.open(uri, unknown);
    const said = (await client.actions(uri, whole)).filter(({ title }) => title.startsWith('Say that'));
    assert.deepEqual(
      said.map(({ title, command, edit }) => [title, command?.command, command?.arguments, edit]),
      [
        ['Say that a module brings my_zone', 'nginxHandshake.addDirective', [uri, 'my_zone'], undefined],
        ['Say that a module brings my_block', 'nginxHandshake.addDirective', [uri, 'my_block{}'], undefined],
        ['Say that a module brings Proxy_Read_Timeout', 'nginxHandshake.addDirective', [uri, 'Proxy_Read_Timeout'], undefined],
      ],
    );
  });

  test('other editors have no such command', async () => {
    const client = await serve();
    await client.open(uri, unknown);
    assert.deepEqual(
      (await client.actions(uri, whole)).filter(({ title }) => title.startsWith('Say that')),
      [],
    );
  });
});
