/** "Test Configuration", "Test and Reload" and the effective configuration, by the packaged extension in a real VS Code, with a real nginx. */
import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { freePort, makeNginxFolder, nginxForTests } from '../support/nginx.ts';
import { runInVSCode } from './vscode.ts';

suite('the nginx that runs the configuration, in VS Code', () => {
  const folder = makeNginxFolder();
  const nginx = nginxForTests().at(-1);
  let running: ChildProcess;
  let reports: ReadonlyMap<string, unknown>;

  before(async () => {
    assert.ok(nginx);
    const port = await freePort();
    const answer = (text: string): string => `pid nginx.pid;
events {}
http {
    access_log off;
    server {
        listen 127.0.0.1:${port};
        location / {
            return 200 "${text}";
        }
    }
}
`;
    folder.write('nginx.conf', answer('first'));
    const configuration = join(folder.path, 'nginx.conf');
    const args = ['-p', folder.path, '-c', configuration, '-g', 'daemon off;'];
    running = spawn(nginx.path, args, { stdio: 'ignore' });
    mkdirSync(join(folder.path, '.vscode'));
    const settings = {
      'nginxHandshake.target': { kind: 'local', path: nginx.path, configuration, prefix: folder.path },
      'remote.autoForwardPorts': false,
      port,
    };
    writeFileSync(join(folder.path, '.vscode/settings.json'), JSON.stringify(settings));
    reports = await runInVSCode('target.ts', folder.path);
  });
  after(() => {
    running.kill('SIGTERM');
    folder.remove();
  });

  test('what only nginx knows becomes a problem, until its line is edited', () => {
    assert.deepEqual(reports.get('refused'), ['refused', false]);
    assert.match(String(reports.get('problem')), /^0 nginx -t dlopen\(\) "\/no\/such\/module\.so" failed/);
    assert.equal(reports.get('problems after the edit'), 0);
    assert.equal(reports.get('answer then'), 'first');
  });

  test('a test that passes is followed by the reload', () => {
    assert.deepEqual(reports.get('reloaded'), ['passed', true]);
    assert.equal(reports.get('answer after it'), 'second');
  });

  test('the effective configuration is a document of nginx with links', () => {
    assert.deepEqual(reports.get('effective'), ['nginx', true, [join(folder.path, 'nginx.conf')]]);
  });

  test('a task does the same', () => {
    assert.equal(reports.get('tasks'), 3);
    assert.equal(reports.get('exit code'), 0);
  });
});
