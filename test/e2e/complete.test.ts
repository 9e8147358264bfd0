/** Completion, documentation and signatures of the packaged extension in a real VS Code. */
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { runInVSCode } from './vscode.ts';

const configuration = `events {}

http {
    map $http_upgrade $connection_upgrade {
        default upgrade;
        ''      close;
    }

    include snippets/;  # path

    server {
        listen 80;

        location /chat {
            proxy_pass http://127.0.0.1:3000;
            proxy_http_version 1.1;
            proxy_set_header Upgrade $http_upgrade;
            proxy_read_timeout 1h;
            # here
        }
    }
}
`;

suite('completion in VS Code', () => {
  const place = mkdtempSync(join(tmpdir(), 'nginx-handshake-'));
  let reports: ReadonlyMap<string, unknown>;
  before(async () => {
    mkdirSync(join(place, '.vscode'));
    mkdirSync(join(place, 'snippets'));
    writeFileSync(join(place, 'snippets/headers.conf'), 'proxy_set_header Host $host;\n');
    writeFileSync(join(place, 'nginx.conf'), configuration);
    const settings = { 'nginxHandshake.nginxVersion': '1.28.0', 'remote.autoForwardPorts': false };
    writeFileSync(join(place, '.vscode/settings.json'), JSON.stringify(settings));
    reports = await runInVSCode('complete.ts', place);
  });
  after(() => {
    rmSync(place, { recursive: true });
  });

  test('the line that a location lacks comes first', () => {
    assert.deepEqual(reports.get('lines'), ['proxy_set_header Connection $connection_upgrade;']);
  });

  test('an include is told what lies in the folder, a comment nothing', () => {
    assert.deepEqual(reports.get('paths'), ['snippets/*.conf', 'snippets/headers.conf']);
    assert.equal(reports.get('comment'), 0);
  });

  test('a value is completed by values, not by snippets', () => {
    assert.deepEqual(reports.get('value'), ['60s', '1h', '1d']);
  });

  test('a directive has its documentation, and the argument that is written its name', () => {
    assert.match(String(reports.get('hover')), /ngx_http_proxy_module\.html#proxy_read_timeout/);
    assert.deepEqual(reports.get('signature'), ['proxy_set_header field value', 1]);
  });

  test('what is typed is completed', { skip: process.env['VSCODE'] && 'nobody types in this VS Code' }, () => {
    assert.equal(reports.get('taken'), 'proxy_set_header Connection $connection_upgrade;');
  });
});
