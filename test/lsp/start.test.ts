/** The server answers at once, whatever the nginx of this machine does, and says what its answers stand on. */
import assert from 'node:assert/strict';
import { chmodSync, writeFileSync } from 'node:fs';
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

const site = websocketServer(upgradeLine, connectionLine, 'proxy_read_timeout 1h;');
const text = mainFile(connectionMap, site.replace('proxy_http_version 1.1;', ''));

interface Installed {
  readonly nginx: string;
  readonly client: LspClient;
  /** Of the one document, which is open. */
  readonly uri: string;
}

/** A server of a trusted workspace whose machine has this script for its nginx. */
async function serveBeside(script: string): Promise<Installed> {
  const machine = makeFolder({ nginx: `#!/bin/sh\n${script}\n` });
  chmodSync(machine.file('nginx'), 0o755);
  const folder = makeFolder({ 'nginx.conf': text });
  const uri = folder.uri('nginx.conf');
  const client = await serve({
    folders: [folder.path],
    initializationOptions: { trusted: true },
    environment: { PATH: `${machine.path}:${process.env['PATH'] ?? ''}` },
  });
  await client.open(uri, text);
  return { nginx: machine.file('nginx'), client, uri };
}

function codesOf(diagnostics: Awaited<ReturnType<LspClient['diagnostics']>>): readonly unknown[] {
  return diagnostics.map(({ code }) => code);
}

suite('the installed nginx', { skip: process.platform === 'win32' }, () => {
  test('that ignores every polite request keeps nobody waiting', async () => {
    const begun = Date.now();
    const { client, uri } = await serveBeside("trap '' TERM INT HUP\nwhile :; do sleep 20; done");
    assert.deepEqual(codesOf(await client.diagnostics(uri)), ['missing-http-version']);
    assert.ok(Date.now() - begun < 2000, `${Date.now() - begun} ms`);
  });

  test('that answers late is heard', async () => {
    const { nginx, client, uri } = await serveBeside(
      'until [ -e "$0.asked" ]; do sleep 0.05; done\necho \'nginx version: nginx/1.30.1\' >&2',
    );
    // Until it is heard, it may be one that speaks HTTP/1.0 to upstreams.
    let codes = codesOf(await client.diagnostics(uri));
    assert.deepEqual(codes, ['missing-http-version']);
    writeFileSync(`${nginx}.asked`, '');
    while (codes.length > 0) {
      await client.refreshed();
      codes = codesOf(await client.diagnostics(uri));
    }
    assert.match(client.output.join('\n'), new RegExp(`nginx 1\\.30\\.1 \\(${nginx}\\)`));
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

test('the tag of an image in the workspace says the version, where no nginx does', async () => {
  const folder = makeFolder({ 'nginx.conf': text, 'compose.yaml': 'services:\n  web:\n    image: nginx:1.29.8-alpine\n' });
  const uri = folder.uri('nginx.conf');
  const client = await serve({ folders: [folder.path] });
  await client.open(uri, text);
  let codes = codesOf(await client.diagnostics(uri));
  while (codes.length > 0) {
    await client.refreshed();
    codes = codesOf(await client.diagnostics(uri));
  }
  assert.match(client.output.join('\n'), /is judged for nginx 1\.29\.8 \(nginx:1\.29\.8-alpine in .*compose\.yaml\)/);
});
