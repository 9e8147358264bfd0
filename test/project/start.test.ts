/** `npm start` where VS Code's own `code` is on the PATH: it opens the sources of the extension on the examples. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { after, test } from 'node:test';
import { root } from '../support/parts.ts';

const first = join(root, 'examples/1-missing-headers/nginx.conf');
const line = readFileSync(first, 'utf8')
  .split('\n')
  .findIndex((it) => it.includes('proxy_pass'));
const finding = `${line + 1}:13`;
const place = mkdtempSync(join(tmpdir(), 'nginx-handshake-start-'));
after(() => {
  rmSync(place, { recursive: true });
});

test(
  'npm start hands the extension and the examples to code',
  { skip: process.platform === 'win32' && 'needs a shell script' },
  () => {
    const [code, said] = [join(place, 'code'), join(place, 'said')];
    writeFileSync(code, `#!/bin/sh\nprintf '%s\\n' "$@" > '${said}'\n`);
    chmodSync(code, 0o755);
    const env = { ...process.env, PATH: `${place}${delimiter}${process.env['PATH'] ?? ''}` };
    const { status, stdout, stderr } = spawnSync(process.execPath, ['--import', 'tsx', 'scripts/start.ts'], {
      cwd: root,
      env,
      encoding: 'utf8',
    });
    assert.equal(status, 0, stderr);
    assert.deepEqual(readFileSync(said, 'utf8').trim().split('\n'), [
      `--extensionDevelopmentPath=${root}`,
      '--new-window',
      join(root, 'examples'),
      '--goto',
      `${first}:${finding}`,
    ]);
    assert.match(stdout, /1-missing-headers/);
  },
);
