/** Runs tests in a real VS Code that has the packaged extension: the one that VSCODE names, else the embedded one. */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runTests } from '@vscode/test-electron';
import { build } from 'esbuild';
import { executable, installedExtensions } from '../support/packaged.ts';
import { root } from '../support/parts.ts';

/** Where the pictures of the last run are. */
export const pictures = join(root, '.vscode-test/pictures');

/**
 * Opens `workspace` and calls `run` of `host` (a file of test/e2e/host) in the extension host.
 * Gives what it reported; rejects when it failed.
 */
export async function runInVSCode(host: string, workspace: string): Promise<ReadonlyMap<string, unknown>> {
  const place = mkdtempSync(join(tmpdir(), 'nginx-handshake-vscode-'));
  const reports = join(place, 'reports.jsonl');
  mkdirSync(pictures, { recursive: true });
  try {
    const profile = ['--user-data-dir', join(place, 'data'), '--extensions-dir', installedExtensions(place)];
    await runTests({
      vscodeExecutablePath: executable,
      extensionDevelopmentPath: otherExtension(join(place, 'under-test')),
      extensionTestsPath: await bundle(host, join(place, 'host.cjs')),
      extensionTestsEnv: { NGINX_HANDSHAKE_REPORT: reports, NGINX_HANDSHAKE_PICTURES: pictures },
      launchArgs: [...profile, workspace],
    });
    return new Map(readReports(reports));
  } catch (error) {
    throw new Error(`It had reported so far: ${JSON.stringify(readReports(reports))}`, { cause: error });
  } finally {
    rmSync(place, { recursive: true, force: true, maxRetries: 5 });
  }
}

function readReports(file: string): readonly [name: string, value: unknown][] {
  if (!existsSync(file)) return [];
  return readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as [string, unknown]);
}

/**
 * VS Code runs tests only along with an extension under development; ours is installed as users have it.
 * This one plays another nginx extension: it has a language id of its own.
 */
function otherExtension(folder: string): string {
  mkdirSync(folder);
  const manifest = {
    name: 'under-test',
    publisher: 'test',
    version: '0.0.0',
    engines: { vscode: '*' },
    contributes: { languages: [{ id: 'NGINX' }] },
  };
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest));
  return folder;
}

async function bundle(host: string, outfile: string): Promise<string> {
  const entry = join(root, 'test/e2e/host', host);
  await build({
    entryPoints: [entry],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    external: ['vscode'],
  });
  return outfile;
}
