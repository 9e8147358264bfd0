/** From a handshake that fails to one that connects, by commands alone, in a real VS Code with a real nginx: find, fix, test, reload, probe, echo, watch. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { freePort, nginxForTests } from '../support/nginx.ts';
import { root } from '../support/parts.ts';
import { pictures, runInVSCode } from './vscode.ts';

const configuration = (port: number, backend: number): string => `pid logs/nginx.pid;
error_log logs/error.log;
events {}

http {
    log_format handshakes '$remote_addr "$request" $status $request_time "$http_upgrade" $host';
    access_log logs/access.log handshakes;

    server {
        listen 127.0.0.1:${port};

        location /ws {
            proxy_pass http://127.0.0.1:${backend};
        }
    }
}
`;

suite('the whole way in VS Code', () => {
  const [nginx] = nginxForTests();
  assert.ok(nginx);
  const place = mkdtempSync(join(tmpdir(), 'nginx-handshake-'));
  const file = join(place, 'nginx.conf');
  const runNginx = (...more: readonly string[]): void => {
    const { status, stderr } = spawnSync(nginx.path, ['-p', place, '-c', file, ...more], { encoding: 'utf8' });
    assert.equal(status, 0, stderr);
  };
  let reports: ReadonlyMap<string, unknown>;
  before(async () => {
    mkdirSync(join(place, '.vscode'));
    mkdirSync(join(place, 'logs'));
    writeFileSync(file, configuration(await freePort(), await freePort()));
    const target = { kind: 'local', path: nginx.path, configuration: file, prefix: place };
    const settings = { 'nginxHandshake.target': target, 'remote.autoForwardPorts': false };
    writeFileSync(join(place, '.vscode/settings.json'), JSON.stringify(settings));
    runNginx();
    reports = await runInVSCode('story.ts', place);
  });
  after(() => {
    // The pictures of README.md: `UPDATE=1 npm run test:e2e` renews them.
    if (process.env['UPDATE'] !== undefined)
      for (const name of ['story-refused.png', 'story-connected.png', 'story-watch.png'])
        cpSync(join(pictures, name), join(root, 'docs/images', name));
    runNginx('-s', 'stop');
    rmSync(place, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  });
  const reported = (name: string): string => String(reports.get(name));

  test('the finding is there, and the probe is refused as the file says', () => {
    assert.deepEqual(reports.get('finding'), ['missing-websocket-headers']);
    assert.match(reported('before'), /Refused \(426\)\n[^]*As the file says[^]*By the configuration: Fails/);
  });

  test('behind the fix, the page says that nginx runs an older configuration', () => {
    assert.match(reported('not reloaded'), /Refused \(426\)\n[^]*older configuration[^]*By the configuration: Connects \(101\)/);
  });

  test('nginx accepts the file, and is reloaded', () => {
    const outcome = (name: string): unknown[] => {
      const { outcome: it, reloaded } = reports.get(name) as { readonly outcome: string; readonly reloaded: boolean };
      return [it, reloaded];
    };
    assert.deepEqual(
      [outcome('test'), outcome('reload')],
      [
        ['passed', false],
        ['passed', true],
      ],
    );
  });

  test('then it connects; the backend got what was predicted, and the logs have both', () => {
    assert.match(reported('after'), /Connected \(101\)\n[^]*By the configuration: Connects/);
    assert.match(reported('echo'), /GET \/ws: answered 101, as predicted[^]*GET \/ws: answered 426, as predicted/);
    assert.match(reported('watch'), /\d × 426 at location \/ws/);
    assert.match(reported('watch'), /1 WebSocket ended at location \/ws/);
  });
});
