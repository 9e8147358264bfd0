/** What `auto` stands for: the nginx on the PATH, if there is one that answers. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { after, suite, test } from 'node:test';
import { installedVersion } from '../../server/src/files/nginx-binary.ts';
import { runCli } from '../support/cli.ts';

/** One that has ended and that nobody asked for its exit code is none. */
function isRunning(pid: number): boolean {
  const { stdout } = spawnSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' });
  return stdout.trim() !== '' && !stdout.trim().startsWith('Z');
}

function folderWith(script: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'nginx-handshake-path-'));
  after(() => {
    rmSync(folder, { recursive: true });
  });
  writeFileSync(join(folder, 'nginx'), `#!/bin/sh\n${script}\n`);
  chmodSync(join(folder, 'nginx'), 0o755);
  return folder;
}

suite('the installed nginx', { skip: process.platform === 'win32' }, () => {
  const found = folderWith("echo 'nginx version: nginx/1.24.0 (Ubuntu)' >&2");

  test('says its version', async () => {
    assert.deepEqual(await installedVersion(['/nowhere', found].join(delimiter)), [1, 24, 0]);
  });

  test('is not looked for in folders that depend on where one stands', async () => {
    assert.equal(await installedVersion(['.', 'bin', ''].join(delimiter)), undefined);
  });

  test('that says something else, or fails, counts as none', async () => {
    assert.equal(await installedVersion(folderWith("echo 'openresty' >&2")), undefined);
    assert.equal(await installedVersion(folderWith('exit 3')), undefined);
  });

  test('that will not end is ended, with all that it started', async () => {
    const folder = folderWith('echo $$ >"$0.pid"; trap "" TERM INT HUP; sleep 300 & echo $! >>"$0.pid"; wait; wait');
    const begun = Date.now();
    assert.equal(await installedVersion(folder), undefined);
    assert.ok(Date.now() - begun < 3000);
    await new Promise((resolve) => setTimeout(resolve, 100));
    const pids = readFileSync(join(folder, 'nginx.pid'), 'utf8').trim().split('\n').map(Number);
    assert.equal(pids.length, 2);
    assert.deepEqual(pids.filter(isRunning), []);
  });

  test('is what the command line takes for auto', () => {
    const file = join(found, 'a.conf');
    writeFileSync(file, 'location /ws { proxy_pass http://app; }\n');
    const { stdout } = runCli(['check', '--format', 'json', file], found, { PATH: found });
    assert.equal((JSON.parse(stdout) as { nginxVersion: string }).nginxVersion, '1.24.0');
  });
});
