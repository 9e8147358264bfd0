/** A window that is reloaded: the panel of the packaged extension comes back in a real VS Code, and goes on. */
import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { startEchoBackend, type Backend } from '../support/backends.ts';
import { freePort, makeNginxFolder, nginxForTests, startNginx, type RunningNginx } from '../support/nginx.ts';
import { runInVSCode } from './vscode.ts';

const configuration = (port: number, backend: number): string => `error_log logs/error.log;
events {}
http {
    access_log logs/access.log;
    server {
        listen 127.0.0.1:${port};
        location /ws {
            proxy_pass http://127.0.0.1:${backend};
        }
    }
}
`;

suite('a window that is reloaded', { skip: process.env['VSCODE'] && 'nobody types in this VS Code' }, () => {
  const folder = makeNginxFolder();
  const [nginx] = nginxForTests();
  assert.ok(nginx);
  let backend: Backend;
  let running: RunningNginx;
  let reports: ReadonlyMap<string, unknown>;
  before(async () => {
    backend = await startEchoBackend();
    const port = await freePort();
    folder.write('nginx.conf', configuration(port, backend.port));
    const started = await startNginx(nginx, folder.path, port);
    assert.ok(!('refusal' in started), JSON.stringify(started));
    running = started;
    mkdirSync(join(folder.path, '.vscode'));
    const target = { kind: 'local', path: nginx.path, prefix: folder.path };
    const settings = { 'nginxHandshake.target': target, 'remote.autoForwardPorts': false };
    writeFileSync(join(folder.path, '.vscode/settings.json'), JSON.stringify(settings));
    reports = await runInVSCode('reload.ts', folder.path);
  });
  after(async () => {
    await running.stop();
    await backend.stop();
    folder.remove();
  });
  const reported = (name: string): string => String(reports.get(name));

  test('what the probe found is there still, and says from when it is', () => {
    assert.match(reported('before'), /Refused \(426\)\n/);
    assert.match(reported('after'), /This came back before the window was reloaded\.[^]*Refused \(426\)\n[^]*HTTP\/1\.1 426/);
    assert.equal(reports.get('panels'), 1);
  });

  test('its button tests again', () => {
    assert.match(reported('tested again'), /Refused \(426\)\n[^]*As the file says/);
  });

  test('the simulation is that of the file, and follows it', () => {
    assert.match(reported('simulation'), /Fails/);
    assert.match(reported('it follows'), /Connects \(101\)/);
  });

  test('nothing is watched any more, until somebody wants it again', () => {
    assert.match(reported('watch'), /The window was reloaded: nothing is watched any more\./);
    assert.match(reported('watched again'), /Access log \S*access\.log: followed/);
  });
});
