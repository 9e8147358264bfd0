/** Configurations that took version 0.1.0 down, through the bundles: each is answered, and the files beside it too. */
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { HoverRequest } from 'vscode-languageserver/node';
import { simulateRequest } from '../../protocol/simulate.ts';
import { runCli } from '../support/cli.ts';
import { makeFolder } from '../support/folder.ts';
import { draw, startServer } from '../support/lsp-client.ts';
import { broken, connectionLine, connectionMap, mainFile, upgradeLine } from '../support/sites.ts';

const pass = `proxy_pass http://127.0.0.1:3000; ${upgradeLine} ${connectionLine}`;
const many = (count: number, line: (at: number) => string): string =>
  Array.from({ length: count }, (_, at) => line(at)).join('\n');
const inLocation = (...lines: readonly string[]): string =>
  mainFile(connectionMap, `server { location /ws { ${pass}\n${lines.join('\n')} } }`);

const texts: Readonly<Record<string, string>> = {
  '1,500 nested blocks': mainFile(connectionMap, `server { ${'location /ws {\n'.repeat(1500)} ${pass} ${'}'.repeat(1500)} }`),
  '2,000 braces': `events {}\nhttp {\n${'{'.repeat(2000)}`,
  '1 MB of braces': '{'.repeat(1_000_000),
  'a map that repeats its source': mainFile(
    connectionMap,
    `map $uri $m { default "${'$uri'.repeat(20)}"; }`,
    many(20, (at) => `map $m${at || ''} $m${at + 1} { default "${`$m${at || ''} `.repeat(20)}"; }`),
    `server { location /ws { ${pass} proxy_set_header X $m20; } }`,
  ),
  'set that doubles': inLocation('set $a x;', 'set $a "$a$a";\n'.repeat(30), 'proxy_set_header X $a;'),
  'rewrites that double': inLocation('rewrite ^(.*)$ $1$1;\n'.repeat(30)),
  'a chain of includes': inLocation('include c/0.conf;'),
  'what no file is': inLocation(
    'include /proc/kmsg;',
    'include /proc/self/pagemap;',
    'include /dev/zero;',
    'include /dev/stdin;',
  ),
};
const included = Object.fromEntries(Array.from({ length: 3000 }, (_, at) => [`c/${at}.conf`, `include c/${at + 1}.conf;\n`]));

suite('a hostile main file costs itself', () => {
  for (const pull of [true, false]) {
    test(`in the editor, where diagnostics are ${pull ? 'pulled' : 'pushed'}`, async () => {
      const names = Object.keys(texts).map((name, at) => ({ name, file: `${at}.conf`, text: texts[name] ?? '' }));
      const folder = makeFolder({ ...included, ...Object.fromEntries(names.map(({ file, text }) => [file, text])) });
      const client = await startServer({ folders: [folder.path], pull });
      const healthy = folder.uri('healthy/nginx.conf');
      for (const { name, file, text } of names) {
        const uri = folder.uri(file);
        await client.open(uri, text);
        const found = pull ? await client.diagnostics(uri) : (await client.pushed(uri)).diagnostics;
        assert.ok(Array.isArray(found), name);
        await client.connection.sendRequest(HoverRequest.type, { textDocument: { uri }, position: { line: 1, character: 2 } });
        const simulated: unknown = await client.connection.sendRequest(simulateRequest, { uri, url: 'ws://a/ws' });
        assert.ok(simulated !== null, name);
        await client.open(healthy, broken);
        const now = pull ? await client.diagnostics(healthy) : (await client.pushed(healthy)).diagnostics;
        assert.deepEqual(draw(now), ['9:13-9:23 error missing-upgrade-header'], name);
        await client.close(healthy);
        if (!pull) await client.pushed(healthy);
      }
      assert.deepEqual(
        client.output.filter((line) => /failed|RangeError/i.test(line)),
        [],
      );
      assert.equal(await client.stop(), 0);
    });
  }

  for (const [name, text] of Object.entries(texts)) {
    test(`in the command line: ${name}`, () => {
      const folder = makeFolder({ 'nginx.conf': text, 'other/nginx.conf': broken, ...(name.includes('chain') ? included : {}) });
      const start = performance.now();
      const { status, stdout, stderr } = runCli(['check', 'nginx.conf', 'other/nginx.conf'], folder.path);
      assert.equal(status, 1, stderr);
      assert.match(stdout, /other\/nginx\.conf:9:13: error: .*missing-upgrade-header/);
      assert.doesNotMatch(stderr, /RangeError|Failed|^ +at /m);
      const simulated = runCli(['simulate', '--url', 'ws://app.example.com/ws', 'nginx.conf'], folder.path);
      assert.equal(simulated.status, 0);
      assert.doesNotMatch(simulated.stderr, /Error/);
      assert.ok(performance.now() - start < 30_000);
    });
  }

  test('in the command line: 200,000 blanks within a header of the request', () => {
    const folder = makeFolder({
      'nginx.conf': inLocation(),
      head: `GET /ws HTTP/1.1\r\nHost: a\r\nX: a${' '.repeat(200_000)}b\r\n\r\n`,
    });
    const start = performance.now();
    assert.equal(runCli(['simulate', '--request', 'head', 'nginx.conf'], folder.path).status, 0);
    assert.ok(performance.now() - start < 10_000);
  });
});
