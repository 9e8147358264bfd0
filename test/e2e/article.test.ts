/** The whole way through: the packaged extension in a real VS Code, then a real nginx, backend and client. */
import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { startEchoBackend, type Backend } from '../support/backends.ts';
import { handshakeBehindNginx } from '../support/behind-nginx.ts';
import { nginxBinaries, root, type NginxBinary } from '../support/parts.ts';
import { pictures, runInVSCode } from './vscode.ts';

suite('the article’s configuration in VS Code', () => {
  const place = mkdtempSync(join(tmpdir(), 'nginx-handshake-'));
  const workspace = join(place, 'article');
  const file = join(workspace, 'nginx.conf');
  let backend: Backend;
  let reports: ReadonlyMap<string, unknown>;
  before(async () => {
    backend = await startEchoBackend();
    cpSync(join(root, 'examples/article'), workspace, { recursive: true });
    for (const nginx of nginxBinaries) assert.equal(await handshake(nginx), 426, 'it is broken before');
    reports = await runInVSCode('article.ts', workspace);
  });
  after(async () => {
    // The pictures of README.md: `UPDATE=1 npm run test:e2e` renews them.
    if (process.env['UPDATE'] !== undefined)
      for (const name of ['squiggle.png', 'fixed.png']) cpSync(join(pictures, name), join(root, 'docs/images', name));
    rmSync(place, { recursive: true });
    await backend.stop();
  });
  const handshake = (nginx: NginxBinary) => handshakeBehindNginx(nginx, readFileSync(file, 'utf8'), backend, '/ws');

  test('its mistakes are reported where they stand', () => {
    assert.deepEqual(reports.get('found'), ['7 typographic-quotes', '30 dropped-inherited-headers']);
  });

  test('nothing is left after the fixes', () => {
    assert.deepEqual(reports.get('left'), []);
  });

  test('the file is what examples/fixed shows', () => {
    assert.equal(readFileSync(file, 'utf8'), readFileSync(join(root, 'examples/fixed/article/nginx.conf'), 'utf8'));
  });

  for (const nginx of nginxBinaries) {
    test(`nginx ${nginx.version} accepts it, and a WebSocket client connects through it`, async () => {
      assert.equal(await handshake(nginx), 101);
    });
  }
});
