/** Files of nginx that no name tells, in a real VS Code: what main files include, templates, and what only looks like nginx. */
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { connectionLine, connectionMap, mainFile, websocketServer } from '../support/sites.ts';
import { runInVSCode } from './vscode.ts';

const site = websocketServer(connectionLine, 'proxy_read_timeout 1h;');
const files: Readonly<Record<string, string>> = {
  '.vscode/settings.json': JSON.stringify({ 'nginxHandshake.nginxVersion': '1.28.0', 'remote.autoForwardPorts': false }),
  'docker/nginx.conf': mainFile(connectionMap, 'include snippets/*.inc;'),
  'docker/snippets/ws.inc': site,
  'roles/nginx/templates/site.j2': 'server {\n    listen {{ port }};\n    root /srv;\n}\n',
  'httpd/conf.d/ssl.conf': '<VirtualHost *:443>\n    ServerName a\n    SSLEngine on\n</VirtualHost>\n',
  'redis.conf': 'bind 127.0.0.1\nport 6379\n',
  'deploy/site.conf': site,
  'deploy/other.conf': site,
  'stack/other.conf': site,
  'other/third.conf': site,
};

suite('files that no name tells, in VS Code', () => {
  const workspace = mkdtempSync(join(tmpdir(), 'nginx-handshake-recognition-'));
  let reports: ReadonlyMap<string, unknown>;
  before(async () => {
    for (const [file, text] of Object.entries(files)) {
      mkdirSync(dirname(join(workspace, file)), { recursive: true });
      writeFileSync(join(workspace, file), text);
    }
    reports = await runInVSCode('recognition.ts', workspace);
  });
  after(() => {
    rmSync(workspace, { recursive: true });
  });

  test('a file that a main file includes is nginx, and judged in it', () => {
    assert.equal(reports.get('language when opened'), 'plaintext');
    assert.deepEqual(reports.get('findings in what is included'), ['missing-upgrade-header']);
  });

  test('what the user chose stays', () => {
    assert.equal(reports.get('language that the user chose'), 'plaintext');
  });

  test('another program’s stay what they are', () => {
    assert.deepEqual(reports.get('languages of others'), ['properties', 'properties']);
  });

  test('a yes is written to the settings of the workspace', () => {
    assert.deepEqual(reports.get('associations'), { '**/deploy/site.conf': 'nginx' });
    assert.equal(reports.get('language after a yes'), 'nginx');
  });

  test('another file of the same folder is nginx then, and nobody asks', () => {
    assert.deepEqual(reports.get('associations after another of the folder'), { '**/deploy/site.conf': 'nginx' });
  });

  test('never is written, too, and nobody asks again', { skip: process.env['VSCODE'] && 'nobody sees this VS Code' }, () => {
    assert.deepEqual(reports.get('after never'), ['properties', 'never']);
    const settings = JSON.parse(readFileSync(join(workspace, '.vscode/settings.json'), 'utf8')) as Record<string, unknown>;
    assert.equal(settings['nginxHandshake.otherConfFiles'], 'never');
  });
});
