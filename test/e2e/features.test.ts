/** What the packaged extension shows in a real VS Code: hovers, code lenses, inlay hints, and the way of a URL. */
import assert from 'node:assert/strict';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { root } from '../support/parts.ts';
import { pictures, runInVSCode } from './vscode.ts';

const configuration = `events {}

http {
    map $http_upgrade $connection_upgrade {
        default upgrade;
        ''      close;
    }

    server {
        listen 80;
        server_name example.com;

        proxy_http_version 1.1;
        proxy_set_header Host $http_host;
        proxy_set_header Upgrade $http_upgrade;
        proxy_set_header Connection $connection_upgrade;
        proxy_read_timeout 1h;

        location /chat {
            proxy_pass http://127.0.0.1:3000;
        }

        location /ws {
            proxy_pass http://127.0.0.1:4000;
            proxy_set_header X-Real-IP $remote_addr;
        }

        location ~ ^/api/(\\d+)$ {
            proxy_pass http://127.0.0.1:5000/room/$1;
        }
    }
}
`;

/** The version of neither nginx that may be here; no list of what else listens on this machine in the pictures. */
const settings = { 'nginxHandshake.nginxVersion': '1.28.0', 'remote.autoForwardPorts': false };

/** A 1-based line of the configuration. */
const lineOf = (text: string): number => configuration.split('\n').findIndex((line) => line.includes(text)) + 1;

suite('features in VS Code', () => {
  const place = mkdtempSync(join(tmpdir(), 'nginx-handshake-'));
  const workspace = join(place, 'example');
  let reports: ReadonlyMap<string, unknown>;
  before(async () => {
    mkdirSync(workspace);
    writeFileSync(join(workspace, 'nginx.conf'), configuration);
    mkdirSync(join(workspace, '.vscode'));
    writeFileSync(join(workspace, '.vscode/settings.json'), JSON.stringify(settings));
    reports = await runInVSCode('features.ts', workspace);
  });
  after(() => {
    // The pictures of README.md: `UPDATE=1 npm run test:e2e` renews them.
    if (process.env['UPDATE'] !== undefined)
      for (const name of ['hover.png', 'lens.png', 'which-location.png'])
        cpSync(join(pictures, name), join(root, 'docs/images', name));
    rmSync(place, { recursive: true });
  });
  const reported = (name: string): string => String(reports.get(name));

  test('a hover on proxy_pass gives the verdict, and each header with its origin', () => {
    assert.match(reported('hover'), /\*\*WebSocket connects\*\*/);
    assert.match(reported('hover'), new RegExp(`\`Upgrade: websocket\` \\|.*line ${lineOf('Upgrade $http_upgrade')}\\b`));
    assert.match(
      reported('hover'),
      new RegExp(`\`Connection: upgrade\` \\|.*line ${lineOf('Connection $connection_upgrade')}\\b`),
    );
  });

  test('a lens over each location gives the verdict', () => {
    assert.deepEqual(reports.get('lenses'), [
      `${lineOf('location /chat')} WebSocket: connects`,
      `${lineOf('location /ws')} WebSocket: fails: Connection: close`,
      `${lineOf('location ~')} WebSocket: connects`,
    ]);
  });

  test('a change of the setting takes the lenses away', () => {
    assert.deepEqual(reports.get('lenses when off'), []);
  });

  test('inlay hints are off until the setting says otherwise', () => {
    assert.deepEqual(reports.get('hints at first'), []);
    assert.deepEqual(reports.get('hints'), [
      `${lineOf('http://127.0.0.1:3000')} ⇠ Host, Upgrade, Connection from server`,
      `${lineOf('X-Real-IP')} ✂ cuts off Host, Upgrade, Connection`,
      `${lineOf('http://127.0.0.1:5000')} ⇠ Host, Upgrade, Connection from server`,
    ]);
  });

  test('the command behind a lens shows the request head beside, and goes to the location', () => {
    assert.match(reported('simulation'), /^ws:\/\/example\.com\/ws\n\nFails\n[^]*\n {2}GET \/ws HTTP\/1\.1 /);
    assert.equal(reports.get('line of the simulation'), lineOf('location /ws'));
  });

  test('the shown simulation follows the configuration', () => {
    assert.match(reported('simulation after the fix'), /^ws:\/\/example\.com\/ws\n\nConnects/);
  });

  test('a typed URL is answered in the same panel', { skip: process.env['VSCODE'] && 'nobody types in this VS Code' }, () => {
    assert.match(reported('typed URL'), /^ws:\/\/example\.com\/api\/42\n\nConnects[^]*\n {2}GET \/room\/42 HTTP\/1\.1 /);
    assert.equal(reports.get('line of the typed URL'), lineOf('location ~'));
    assert.equal(reports.get('panels open'), 1);
  });
});
