/** The server answers at once, whatever the nginx of this machine does, and says what its answers stand on. */
import assert from 'node:assert/strict';
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, suite, test } from 'node:test';
import { makeFolder } from '../support/folder.ts';
import { startServer, type LspClient, type ServerOptions } from '../support/lsp-client.ts';
import { connectionLine, connectionMap, mainFile, upgradeLine, websocketServer } from '../support/sites.ts';

async function serve(options: ServerOptions): Promise<LspClient> {
  const client = await startServer(options);
  after(async () => {
    assert.equal(await client.stop(), 0);
  });
  return client;
}

function folderWithNginx(script: string): string {
  const folder = makeFolder({ nginx: `#!/bin/sh\n${script}\n` });
  chmodSync(folder.file('nginx'), 0o755);
  return folder.path;
}

const text = mainFile(connectionMap, websocketServer(upgradeLine, connectionLine, 'proxy_read_timeout 1h;'));
const trusted = { trusted: true };

suite('the installed nginx', { skip: process.platform === 'win32' }, () => {
  test('that ignores every polite request keeps nobody waiting', async () => {
    const path = folderWithNginx("trap '' TERM INT HUP\nwhile :; do sleep 20; done");
    const folder = makeFolder({ 'nginx.conf': text });
    const begun = Date.now();
    const client = await serve({
      folders: [folder.path],
      initializationOptions: trusted,
      environment: { PATH: `${path}:${process.env['PATH'] ?? ''}` },
    });
    await client.open(folder.uri('nginx.conf'), text);
    assert.deepEqual(await client.diagnostics(folder.uri('nginx.conf')), []);
    assert.ok(Date.now() - begun < 2000, `${Date.now() - begun} ms`);
  });

  test('that answers late is heard', async () => {
    const path = folderWithNginx('until [ -e "$0.asked" ]; do sleep 0.05; done\necho \'nginx version: nginx/1.22.1\' >&2');
    const folder = makeFolder({ 'nginx.conf': text });
    const client = await serve({
      folders: [folder.path],
      initializationOptions: trusted,
      environment: { PATH: `${path}:${process.env['PATH'] ?? ''}` },
    });
    await client.open(folder.uri('nginx.conf'), text);
    assert.deepEqual(await client.diagnostics(folder.uri('nginx.conf')), []);
    writeFileSync(join(path, 'nginx.asked'), '');
    let codes: readonly unknown[] = [];
    while (codes.length === 0) {
      await client.refreshed();
      codes = (await client.diagnostics(folder.uri('nginx.conf'))).map(({ code }) => code);
    }
    assert.deepEqual(codes, ['missing-http-version']);
    assert.match(client.output.join('\n'), new RegExp(`nginx 1\\.22\\.1 \\(${path}/nginx\\)`));
  });
});

test('the output says which version this is, which nginx there is, and which main files', async () => {
  const folder = makeFolder({ 'nginx.conf': text, 'staging/proxy.conf': text });
  const client = await serve({ folders: [folder.path] });
  await client.open(folder.uri('nginx.conf'), text);
  await client.diagnostics(folder.uri('nginx.conf'));
  const output = client.output.join('\n');
  assert.match(output, /^nginx Handshake \d+\.\d+\.\d+; the installed nginx is not asked/m);
  assert.match(output, /2 main files in .*: nginx\.conf, staging\/proxy\.conf/);
});
