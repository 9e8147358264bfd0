/** The packaged extension in a real VS Code: which files are nginx's, and what their diagnostics follow. */
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { runInVSCode } from './vscode.ts';

const files: Readonly<Record<string, [language: string, text: string]>> = {
  'nginx/nginx.conf': ['nginx', 'events {}\nhttp {\n    include conf.d/*.conf;\n}\n'],
  'nginx/conf.d/site.conf': [
    'nginx',
    'server { location /ws/ { proxy_pass http://a; proxy_set_header Upgrade $http_upgrade; } }\n',
  ],
  'nginx/templates/default.conf.template': ['nginx', 'server {}\n'],
  'nginx/mime.types': ['plaintext', 'types {}\n'],
  'sites-enabled/example.com': ['nginx', 'server {}\n'],
  'sites-available/example.com': ['nginx', 'server {}\n'],
  'proxy.nginx': ['nginx', 'server {}\n'],
  'app/redis.conf': ['properties', 'port 6379\n'],
  'app/default.conf.template': ['plaintext', 'x\n'],
};

suite('documents in VS Code', () => {
  const workspace = mkdtempSync(join(tmpdir(), 'nginx-handshake-documents-'));
  let reports: ReadonlyMap<string, unknown>;
  before(async () => {
    for (const [file, [, text]] of Object.entries(files)) {
      mkdirSync(dirname(join(workspace, file)), { recursive: true });
      writeFileSync(join(workspace, file), text);
    }
    reports = await runInVSCode('documents.ts', workspace);
  });
  after(() => {
    rmSync(workspace, { recursive: true });
  });

  test('nginx’s files are nginx, and no other .conf is', () => {
    assert.deepEqual(
      reports.get('languages'),
      Object.fromEntries(Object.entries(files).map(([file, [language]]) => [file, language])),
    );
  });

  for (const [what, outcome] of [
    ['unsaved file', 'reported'],
    ['file of another extension', 'reported'],
    ['file that is on no disk', 'reported'],
    ['severity setting', 'off and on again'],
    ['change of the main file', 'seen'],
    ['restart', 'reports again'],
  ] as const) {
    test(`${what}: ${outcome}`, () => {
      assert.equal(reports.get(what), outcome);
    });
  }
});
