/** Programs are run as they are, within bounds, and nothing of them is left. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, suite, test } from 'node:test';
import { programFile, run } from '../../server/src/target/run.ts';
import { root } from '../support/parts.ts';
import { comes } from '../support/until.ts';

suite('a program that is run', () => {
  const place = mkdtempSync(join(tmpdir(), 'nginx-handshake-'));
  after(() => {
    rmSync(place, { recursive: true });
  });
  const node = (script: string): readonly string[] => [process.execPath, '-e', script];

  test('gets its arguments as they are, and says what it says', async () => {
    const words = ['a b', '$HOME', '*', "it's", ''];
    const { ended, code, stdout, stderr } = await run([
      ...node('console.log(JSON.stringify(process.argv.slice(1))); console.error("to the side"); process.exitCode = 3;'),
      '--',
      ...words,
    ]);
    assert.deepEqual([ended, code, stderr], ['exited', 3, 'to the side\n']);
    assert.deepEqual(JSON.parse(stdout), words);
  });

  test('ends with the process that started it', async () => {
    const here = join(root, 'server/src/target/run.ts');
    const script = join(place, 'started.mts');
    const inner = `['-e', 'console.log(process.pid); setTimeout(() => undefined, 600_000);']`;
    writeFileSync(
      script,
      `import { run } from ${JSON.stringify(here)};
       await run([process.execPath, ...${inner}], { heard: (text) => { console.log(text.trim()); process.exit(); } });`,
    );
    const { stdout, stderr } = spawnSync(process.execPath, ['--import', 'tsx', script], { cwd: root, encoding: 'utf8' });
    const pid = Number(stdout);
    assert.ok(pid > 0, stderr);
    await comes(() => (isRunning(pid) ? undefined : true));
  });

  test('is ended when its time is over, with what it started', async () => {
    const file = join(place, 'child');
    const started = Date.now();
    const ran = await run(
      node(
        `const child = require('child_process').spawn(process.execPath, ['-e', 'setInterval(() => {}, 1e3)'], { stdio: 'inherit' });
         require('fs').writeFileSync(${JSON.stringify(file)}, String(child.pid)); process.on('SIGTERM', () => {}); setInterval(() => {}, 1e3);`,
      ),
      { timeout: 3000 },
    );
    assert.deepEqual([ran.ended, ran.code], ['timed-out', null]);
    assert.ok(Date.now() - started < 60_000);
    assert.equal(await isGone(Number(readFileSync(file, 'utf8'))), true);
  });

  test('is ended by whoever asked', async () => {
    const stop = new AbortController();
    const running = run(node('console.log("begun"); setInterval(() => {}, 1e3)'), {
      signal: stop.signal,
      heard: () => {
        stop.abort();
      },
    });
    assert.equal((await running).ended, 'cancelled');
    assert.equal((await run(node(''), { signal: stop.signal })).ended, 'cancelled');
  });

  test('is ended when it says too much', async () => {
    const { ended, stdout } = await run(node('for (;;) require("fs").writeSync(1, "x".repeat(1000))'), { limit: 10_000 });
    assert.deepEqual([ended, stdout.length], ['too-much', 10_000]);
  });

  test('is heard while it speaks', async () => {
    const heard: string[] = [];
    const { ended, stdout } = await run(node('console.log("one"); console.error("two")'), {
      heard: (text, stream) => {
        heard.push(`${stream}: ${text}`);
      },
    });
    assert.deepEqual([ended, stdout], ['exited', '']);
    assert.deepEqual(heard.sort(), ['stderr: two\n', 'stdout: one\n']);
  });

  test('has to be there', async () => {
    assert.equal((await run(['no-such-program-here'])).ended, 'not-found');
    assert.equal((await run(['/no/such/file'])).ended, 'not-found');
    assert.equal((await run([])).ended, 'not-found');
  });

  test('has to be a program', async () => {
    const file = join(place, 'text');
    writeFileSync(file, 'no program');
    const { ended, problem } = await run([file]);
    assert.equal(ended, 'not-started');
    assert.match(problem ?? '', /EACCES/);
    assert.equal((await run([process.execPath, 'a\0b'])).ended, 'not-started');
  });

  test('is not taken from where somebody happens to be', () => {
    writeFileSync(join(place, 'nginx'), '#!/bin/sh\n');
    chmodSync(join(place, 'nginx'), 0o755);
    assert.equal(programFile('nginx', `.:bin:${place}`), join(place, 'nginx'));
    assert.equal(programFile('nginx', '.:bin'), undefined);
    assert.equal(programFile('bin/nginx', place), undefined);
  });
});

async function isGone(pid: number): Promise<boolean> {
  for (const end = performance.now() + 30_000; performance.now() < end;) {
    try {
      process.kill(pid, 0);
      // One that has ended and that nobody looked after yet is a zombie.
      if (existsSync('/proc') && readFileSync(`/proc/${pid}/stat`, 'utf8').split(' ')[2] === 'Z') return true;
    } catch {
      return true;
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return false;
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
