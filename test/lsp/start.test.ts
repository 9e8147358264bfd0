/** The server answers at once, whatever the nginx of this machine does, and says what its answers stand on. */
import assert from 'node:assert/strict';
import { chmodSync, rmSync, writeFileSync } from 'node:fs';
import { after, suite, test } from 'node:test';
import { DidChangeWatchedFilesNotification, FileChangeType } from 'vscode-languageserver/node';
import { mayNameImages } from '../../server/src/lsp/watching.ts';
import { holdsImages } from '../../server/src/project/image-tags.ts';
import { makeFolder } from '../support/folder.ts';
import { matcherOf } from '../support/kept/glob.ts';
import { startServer, type LspClient, type ServerOptions } from '../support/lsp-client.ts';
import { connectionLine, connectionMap, mainFile, upgradeLine, websocketServer } from '../support/sites.ts';
import { worldWith } from '../support/world.ts';

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
  test('that ignores every polite request is not waited for', async () => {
    const { client, uri } = await serveBeside("trap '' TERM INT HUP\nwhile :; do sleep 20; done");
    assert.deepEqual(codesOf(await client.diagnostics(uri)), ['missing-http-version']);
  });

  test('that never says anything keeps nobody waiting', async () => {
    const folder = makeFolder({ 'nginx.conf': text });
    const world = worldWith({ installedNginx: () => new Promise(() => undefined) });
    const client = await serve({ folders: [folder.path], initializationOptions: { trusted: true }, world });
    await client.open(folder.uri('nginx.conf'), text);
    assert.deepEqual(codesOf(await client.diagnostics(folder.uri('nginx.conf'))), ['missing-http-version']);
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

test('another tag, and a Dockerfile that goes, are heard of', async () => {
  const folder = makeFolder({ 'nginx.conf': text, 'docker/Dockerfile': 'FROM nginx:1.29.8-alpine\n' });
  const uri = folder.uri('nginx.conf');
  const client = await serve({ folders: [folder.path] });
  await client.open(uri, text);
  const until = async (isThere: (codes: readonly unknown[]) => boolean): Promise<void> => {
    while (!isThere(codesOf(await client.diagnostics(uri)))) await client.refreshed();
  };
  const heard = (type: FileChangeType): Promise<void> =>
    client.connection.sendNotification(DidChangeWatchedFilesNotification.type, {
      changes: [{ uri: folder.uri('docker/Dockerfile'), type }],
    });
  const isTold = (codes: readonly unknown[]): boolean => codes.includes('missing-http-version');
  await until((codes) => !isTold(codes));
  folder.write('docker/Dockerfile', 'FROM nginx:1.24-alpine\n');
  await heard(FileChangeType.Changed);
  await until(isTold);
  folder.write('docker/Dockerfile', 'FROM nginx:1.30.1\n');
  await heard(FileChangeType.Changed);
  await until((codes) => !isTold(codes));
  rmSync(folder.file('docker/Dockerfile'));
  await heard(FileChangeType.Deleted);
  await until(isTold);
});

test('the editor is asked to watch the files that name images', () => {
  const isWatched = matcherOf([mayNameImages]);
  const named = ['Dockerfile', 'a/Dockerfile.dev', 'a/b/web.Dockerfile', 'dockerfile', 'Containerfile', 'x.containerfile'];
  for (const path of [...named, 'compose.yaml', 'docker-compose.yml', 'a/docker-compose.prod.yml', 'compose.override.yaml'])
    assert.ok(isWatched(path) && holdsImages(path), path);
  for (const path of ['nginx.conf', 'a/docker.md', 'compose.json', 'values.yaml'])
    assert.ok(!isWatched(path) && !holdsImages(path), path);
});
