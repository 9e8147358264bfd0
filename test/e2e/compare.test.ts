/** "Compare nginx versions" of the packaged extension in a real VS Code. */
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { runInVSCode } from './vscode.ts';

const configuration = `events {}
http {
    server {
        listen 80;
        ssl off;
        location /ws {
            proxy_pass http://127.0.0.1:3000;
            proxy_set_header Upgrade $http_upgrade;
            proxy_set_header Connection "upgrade";
        }
    }
}
`;

suite('comparing versions in VS Code', () => {
  const place = mkdtempSync(join(tmpdir(), 'nginx-handshake-'));
  let reports: ReadonlyMap<string, unknown>;
  before(async () => {
    mkdirSync(join(place, '.vscode'));
    writeFileSync(join(place, 'nginx.conf'), configuration);
    const settings = { 'nginxHandshake.nginxVersion': '1.31.3', 'remote.autoForwardPorts': false };
    writeFileSync(join(place, '.vscode/settings.json'), JSON.stringify(settings));
    reports = await runInVSCode('compare.ts', place);
  });
  after(() => {
    rmSync(place, { recursive: true });
  });

  test('the first line says what breaks', () => {
    assert.match(
      String(reports.get('breaks')),
      /^Breaks from nginx 1\.22\.1 to nginx 1\.31\.3: nginx 1\.31\.3 does not start: unknown directive "ssl" in nginx\.conf:5\. /,
    );
  });

  test('it follows what is saved', () => {
    assert.match(
      String(reports.get('after it was saved')),
      /^Nothing breaks from nginx 1\.22\.1 to nginx 1\.31\.3; 1 handshake gets/,
    );
  });

  test('versions are picked, or typed', { skip: process.env['VSCODE'] && 'nobody types in this VS Code' }, () => {
    assert.match(
      String(reports.get('typed')),
      /^Breaks from nginx 1\.31\.3 to freenginx 1\.29\.7: a WebSocket to \/ws \(nginx\.conf:5\) connects → depends\. /,
    );
  });
});
