/** What the start of the packaged extension costs by VS Code's own report, and that there is one server, loaded once. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { runInVSCode } from './vscode.ts';

/** Of processor time, in milliseconds. */
const allowed = 150;

/** Where other programs run too and the extension was active before we looked, only the time that passed is known: once more. */
const tries = 3;

suite('the start of the extension', () => {
  const folder = mkdtempSync(join(tmpdir(), 'nginx-handshake-'));
  let reports: ReadonlyMap<string, unknown> = new Map();
  before(async () => {
    for (const name of ['nginx.conf', 'other.nginx']) writeFileSync(join(folder, name), 'http { prox_pass; }\n');
    for (let left = tries; left > 0 && !(costOf(reports) < allowed); left--) reports = await runInVSCode('activation.ts', folder);
  });
  after(() => {
    rmSync(folder, { recursive: true });
  });

  test(`takes under ${allowed} ms to load and to run`, (context) => {
    context.diagnostic(`${passedIn(reports)} ms passed, ${String(reports.get('work'))} ms of work`);
    assert.ok(costOf(reports) > 0 && costOf(reports) < allowed, String(rowOf(reports)));
  });

  test('one server is there, whatever was asked of it', () => {
    const servers = reports.get('servers') as readonly string[];
    assert.equal(servers.length, 1, servers.join('\n'));
  });

  test('it loads each of its bundles once, whatever was asked of it', () => {
    assert.deepEqual([...(reports.get('loaded') as readonly string[])].sort(), [
      'core.js',
      'documentation.js',
      'editor.js',
      'server.js',
    ]);
  });
});

/** The work as measured in the process, or the time that passed by VS Code's report, which is no less. */
function costOf(reports: ReadonlyMap<string, unknown>): number {
  return Math.min(passedIn(reports), Number(reports.get('work') ?? Infinity));
}

/** The time that passed while the code was loaded and `activate` was called; NaN where nothing is reported. */
function passedIn(reports: ReadonlyMap<string, unknown>): number {
  // Extension, eager or not, load code, call activate, finish activate.
  const [, , , load, call] =
    rowOf(reports)
      ?.split('|')
      .map((cell) => cell.trim()) ?? [];
  return Number(load ?? NaN) + Number(call ?? NaN);
}

function rowOf(reports: ReadonlyMap<string, unknown>): string | undefined {
  return String(reports.get('startup'))
    .split('\n')
    .find((line) => line.includes('nginx-handshake.nginx-handshake'));
}
