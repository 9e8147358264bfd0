/** The command line as a user runs it: the bundle, as a process of its own. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { root } from './parts.ts';

export interface CliResult {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export function runCli(args: readonly string[], cwd = root, env: Readonly<Record<string, string>> = {}, input = ''): CliResult {
  // Without a PATH there is no installed nginx that `auto` could stand for.
  const plain = { ...process.env, PATH: '', NO_COLOR: undefined, FORCE_COLOR: undefined };
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(root, 'dist/cli.js'), ...args], {
    cwd,
    input,
    encoding: 'utf8',
    env: { ...plain, ...env },
    maxBuffer: 64 * 1024 * 1024,
  });
  return { status, stdout, stderr };
}
