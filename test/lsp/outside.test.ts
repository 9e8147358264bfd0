/** What the editor shows: nothing of files outside of the folder that was opened, and no text that is more than text. */
import assert from 'node:assert/strict';
import { symlinkSync } from 'node:fs';
import { suite, test } from 'node:test';
import { CodeLensRequest, HoverRequest, InlayHintRequest, MarkupContent } from 'vscode-languageserver/node';
import { simulateRequest } from '../../protocol/simulate.ts';
import { makeFolder, type Folder } from '../support/folder.ts';
import { commanding } from '../support/hostile.ts';
import { startServer } from '../support/lsp-client.ts';
import { connectionLine, connectionMap, mainFile, upgradeLine, websocketServer } from '../support/sites.ts';

/** All texts that the server gives about a document, whoever asks, with the surface that shows them. */
async function shownOf(folder: Folder, name: string, text: string, environment: Record<string, string> = {}) {
  const settings = { '': { lenses: 'everywhere', inlayHints: true } };
  const client = await startServer({ folders: [folder.path], settings, environment });
  const uri = folder.uri(name);
  await client.open(uri, text);
  const shown: (readonly [surface: string, text: string])[] = [];
  for (const { message, relatedInformation = [] } of await client.diagnostics(uri)) {
    for (const it of [message, ...relatedInformation.map((related) => related.message)]) shown.push(['diagnostic', plain(it)]);
  }
  const lines = text.split('\n');
  const range = { start: { line: 0, character: 0 }, end: { line: lines.length, character: 0 } };
  const textDocument = { uri };
  for (const action of await client.actions(uri, range)) {
    shown.push(['action', action.title]);
    const resolved = await client.connection.sendRequest('codeAction/resolve', action);
    shown.push(['edit', JSON.stringify(resolved)]);
  }
  for (const { command } of (await client.connection.sendRequest(CodeLensRequest.type, { textDocument })) ?? [])
    shown.push(['lens', command?.title ?? '']);
  for (const { label, tooltip } of (await client.connection.sendRequest(InlayHintRequest.type, { textDocument, range })) ?? [])
    shown.push(['hint', plain(label)], ['hint', plain(tooltip)]);
  for (const [line, written] of lines.entries()) {
    for (const word of written.matchAll(/\S+/g)) {
      const hover = await client.connection.sendRequest(HoverRequest.type, {
        textDocument,
        position: { line, character: word.index + 1 },
      });
      if (MarkupContent.is(hover?.contents)) shown.push(['hover', hover.contents.value]);
    }
  }
  for (const url of ['ws://app.example.com/ws', '/', 'ws://a:81/ws'])
    shown.push(['simulation', JSON.stringify(await client.connection.sendRequest(simulateRequest, { uri, url }))]);
  for (const line of client.output) shown.push(['output', line]);
  await client.stop();
  return shown;
}

/** A text as it is; of what has more than one, each. */
function plain(it: unknown): string {
  if (typeof it === 'string') return it;
  return typeof it === 'object' && it !== null ? Object.values(it).map(plain).join(' ') : '';
}

suite('files outside', () => {
  const secret = 'sk_live_4242';
  const world = makeFolder({
    'secret.conf': `proxy_set_header Upgrade "${secret}";\nproxy_set_header Connection ${secret}; # ${secret}\n`,
    'words.conf': `${secret} on;\nproxy_set_headr ${secret} a;\n`,
    passwords: `root:${secret}:19000:0:99999:7:::\n`,
    'server.conf': `server { listen 81; server_name ${secret}; ssl_certificate_key "data:${secret}"; location /${secret}/ws { proxy_pass http://${secret}; ${upgradeLine} } }`,
    'map.conf': `map $http_upgrade $leaked { default "${secret}"; ${secret} close; }\nupstream app { server ${secret}:80; }\n`,
  });
  const folder: Folder = {
    ...world,
    path: world.file('site/nginx'),
    file: (name) => world.file(`site/nginx/${name}`),
    uri: (name) => world.uri(`site/nginx/${name}`),
  };
  world.write('site/nginx/.keep', '');
  for (const name of ['secret.conf', 'words.conf', 'passwords', 'server.conf', 'map.conf'])
    symlinkSync(`../../${name}`, folder.file(`link-${name}`));

  const inLocation = (...lines: readonly string[]): string =>
    mainFile(connectionMap, `server { location /ws {\nproxy_pass http://127.0.0.1:3000;\n${lines.join('\n')}\n} }`);
  const cases: Readonly<Record<string, string>> = {
    'the environment of the server': inLocation('include /proc/self/environ;', 'include /proc/1/environ;'),
    'passwords of the system': inLocation('include /etc/shadow;', 'include /etc/passwd;', 'include link-passwords;'),
    'a link within the folder': inLocation('include link-secret.conf;', 'include link-words.conf;'),
    'a way up': inLocation('include ../../secret.conf;', 'include ../../words.conf;', 'include ../../passwords;'),
    'servers and maps': mainFile(
      'include ../../server.conf;',
      'include link-map.conf;',
      websocketServer(upgradeLine, 'proxy_set_header Connection $leaked;', 'proxy_set_header X $leaked;'),
    ),
    'entries of a map': mainFile(
      'map $uri $x {\ninclude ../../words.conf;\ninclude link-passwords;\n}',
      websocketServer(upgradeLine, 'proxy_set_header Connection $x;'),
    ),
  };
  for (const [name, text] of Object.entries(cases)) {
    test(`${name}: no word of them is shown`, async () => {
      world.write('site/nginx/nginx.conf', text);
      const shown = await shownOf(folder, 'nginx.conf', text, { LEAK_TOKEN: secret });
      assert.ok(
        shown.some(([surface]) => surface === 'hover'),
        'hovers were asked for',
      );
      for (const [surface, it] of shown) assert.doesNotMatch(it, /4242|root:[x*!$:]/, surface);
    });
  }
});

suite('words that want to be more', () => {
  const words = [
    '\u001b[31m\u0007\u009b1m\u202e',
    '\n\n# Heading\n::error::x',
    '[link](http://evil.example/)',
    '![image](http://evil.example/a.png)',
    '`` ` ``` <img src=x onerror=y> `',
    '$(icon) [x](command:evil)',
    '|a|b|',
  ];
  const quoted = words.map((it) => `'${it}'`);
  const site = mainFile(
    connectionMap,
    ...quoted.map((it, at) => `map $uri $m${at} { default ${it}; ${it} ${it}; }`),
    ...quoted.map(
      (it, at) =>
        `upstream ${it} { server 127.0.0.1:${9000 + at}; }\nserver { listen 81; server_name ${it}; location ${it} { proxy_pass http://${it}; } location /ws${at} { proxy_pass http://127.0.0.1:3000;\nproxy_set_header Upgrade ${it};\nproxy_set_header ${it} ${it};\nproxy_set_header Connection $m${at}; }\nlocation / { return 301 ${it}; } }`,
    ),
    ...quoted.map((it) => `${it} ${it};\nset ${it} $nothing;\ninclude ${it};`),
    websocketServer(upgradeLine, connectionLine),
  );

  test('stay text on every surface', async () => {
    const folder = makeFolder({ 'nginx.conf': site });
    const shown = await shownOf(folder, 'nginx.conf', site);
    for (const surface of ['diagnostic', 'hover', 'lens', 'simulation', 'action'])
      assert.ok(
        shown.some(([it]) => it === surface),
        surface,
      );
    for (const [surface, text] of shown) {
      if (surface === 'edit') continue;
      assert.doesNotMatch(text, commanding, surface);
      if (surface !== 'hover' && surface !== 'simulation') assert.doesNotMatch(text, /[\n\r]/, surface);
      if (surface !== 'hover') continue;
      // Without code, and without what is escaped.
      const outside = text.replace(/(?<!`)(`+)(?!`)[^]*?(?<!`)\1(?!`)/g, '').replace(/\\[!-\/:-@[-`{-~]/g, '');
      assert.doesNotMatch(outside, /\]\([^)]*(?:evil|command:)|<img|https?:\/\/evil|^# Heading|^::/m, text);
    }
  });
});
