/** What `auto` stands for: the nginx on the PATH, if there is one that answers. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { after, suite, test } from 'node:test';
import { installedNginx } from '../../server/src/files/nginx-binary.ts';
import { versionIn } from '../../server/src/reference/flavours.ts';
import { formatVersion, writeVersion } from '../../server/src/reference/version.ts';
import { runCli } from '../support/cli.ts';
import { comes } from '../support/until.ts';

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
    assert.deepEqual((await installedNginx(['/nowhere', found].join(delimiter)))?.version, [1, 24, 0]);
  });

  test('says which of the relatives of nginx it is', () => {
    const cases = [
      ['nginx version: openresty/1.27.1.2', 'openresty/1.27.1.2', '1.27.1'],
      ['nginx version: freenginx/1.29.7', 'freenginx/1.29.7', '1.25.4'],
      ['Angie version: Angie/1.11.0', 'angie/1.11.0', '1.29.3'],
      ['Tengine version: Tengine/3.2.0\nnginx version: nginx/1.31.3', 'tengine/3.2.0', '1.31.3'],
      ['nginx version: nginx/1.28.0 (Ubuntu)', '1.28.0', '1.28.0'],
    ] as const;
    for (const [said, written, core] of cases) {
      const version = versionIn(`${said}\n`);
      assert.ok(version !== undefined, said);
      assert.deepEqual([writeVersion(version), formatVersion(version)], [written, core]);
    }
    assert.equal(versionIn('nginx version: house-made/7\n'), undefined);
  });

  test('is looked for under the names of the relatives too', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'nginx-handshake-path-'));
    after(() => {
      rmSync(folder, { recursive: true });
    });
    writeFileSync(join(folder, 'angie'), "#!/bin/sh\necho 'Angie version: Angie/1.12.1' >&2\n", { mode: 0o755 });
    const { version, path } = (await installedNginx(folder)) ?? {};
    assert.deepEqual([version && writeVersion(version), path], ['angie/1.12.1', join(folder, 'angie')]);
  });

  test('is not looked for in folders that depend on where one stands', async () => {
    assert.equal(await installedNginx(['.', 'bin', ''].join(delimiter)), undefined);
  });

  test('that says something else, or fails, counts as none', async () => {
    assert.equal(await installedNginx(folderWith("echo 'openresty' >&2")), undefined);
    assert.equal(await installedNginx(folderWith('exit 3')), undefined);
  });

  test('that will not end is ended, with all that it started', async () => {
    const folder = folderWith('echo $$ >"$0.pid"; trap "" TERM INT HUP; sleep 300 & echo $! >>"$0.pid"; wait; wait');
    const begun = Date.now();
    assert.equal(await installedNginx(folder), undefined);
    // Long before what it started ends by itself.
    assert.ok(Date.now() - begun < 60_000);
    const pids = readFileSync(join(folder, 'nginx.pid'), 'utf8').trim().split('\n').map(Number);
    assert.equal(pids.length, 2);
    await comes(
      () => (pids.some(isRunning) ? undefined : true),
      () => `an end of ${pids.filter(isRunning).join(', ')}`,
    );
  });

  test('is what the command line takes for auto', () => {
    const file = join(found, 'a.conf');
    writeFileSync(file, 'location /ws { proxy_pass http://app; }\n');
    const { stdout } = runCli(['check', '--format', 'json', file], found, { PATH: found });
    assert.equal((JSON.parse(stdout) as { nginxVersion: string }).nginxVersion, '1.24.0');
  });
});
