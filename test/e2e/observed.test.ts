/** What runs beside what is written, in a real VS Code: an echo backend behind a real nginx, and handshakes watched in its logs. */
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { freePort, nginxForTests, startNginx, type RunningNginx } from '../support/nginx.ts';
import { runInVSCode } from './vscode.ts';

const configuration = (port: number, backend: number, folder: string): string => `events {}
http {
    log_format handshakes '$remote_addr [$time_local] "$request" $status $request_time "$http_upgrade" $connection $host';
    access_log ${folder}/logs/access.log handshakes;
    error_log ${folder}/logs/error.log;
    server {
        listen 127.0.0.1:${port};
        location /chat {
            proxy_pass http://127.0.0.1:${backend};
        }
        location /live {
            proxy_pass http://127.0.0.1:${backend};
            proxy_http_version 1.1;
            proxy_set_header Upgrade $http_upgrade;
            proxy_set_header Connection "upgrade";
            proxy_read_timeout 1s;
        }
    }
}
`;

suite('echo and watch in VS Code', () => {
  const place = mkdtempSync(join(tmpdir(), 'nginx-handshake-'));
  let nginx: RunningNginx | undefined;
  let reports: ReadonlyMap<string, unknown>;
  before(async () => {
    const [binary] = nginxForTests();
    assert.ok(binary, 'a real nginx is needed');
    const [port, backend] = [await freePort(), await freePort()];
    mkdirSync(join(place, '.vscode'));
    mkdirSync(join(place, 'logs'));
    writeFileSync(join(place, 'nginx.conf'), configuration(port, backend, place));
    const settings = { 'nginxHandshake.nginxVersion': binary.version, 'remote.autoForwardPorts': false };
    writeFileSync(join(place, '.vscode/settings.json'), JSON.stringify(settings));
    const running = await startNginx(binary, place, port);
    assert.ok(!('refusal' in running), JSON.stringify(running));
    nginx = running;
    reports = await runInVSCode('observed.ts', place);
  });
  after(async () => {
    await nginx?.stop();
    rmSync(place, { recursive: true });
  });

  test('the echo backend says of each request that it is as predicted', () => {
    const text = String(reports.get('echo'));
    assert.match(text, /#1 GET \/chat: answered 426, as predicted\n {2}There is no Upgrade: it has to be websocket\./);
    assert.match(text, /#5 GET \/live: answered 101, as predicted/);
    assert.match(text, /closed after 1\.\d s by nginx/);
  });

  test('the logs say which location refused them, and what ended the others', () => {
    const text = String(reports.get('watch'));
    assert.match(text, /2 × 426 at location \/chat, .*\n {2}The last: GET \/chat {2}nginx\.conf:8/);
    assert.match(text, /3 WebSockets ended at location \/live, 3 after exactly 1 s\n.*proxy_read_timeout .* {2}nginx\.conf:16/);
  });

  test('both stop with their commands', () => {
    assert.deepEqual(
      ['stopped echo', 'stopped watching', 'after it stopped'].map((name) => reports.get(name)),
      [1, true, 502],
    );
  });
});
