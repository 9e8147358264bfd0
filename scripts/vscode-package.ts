/** Packages the extension as a user gets it, and installs it into an embedded VS Code. */
import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { root } from '../test/support/parts.ts';
import type { EmbeddedVSCode } from './vscode-fetch.ts';

/** Returns the path it was given; what vsce says goes to the error of a failure. */
export function packageExtension(path: string): string {
  mkdirSync(dirname(path), { recursive: true });
  const vsce = createRequire(import.meta.url).resolve('@vscode/vsce/vsce');
  run(process.execPath, [vsce, 'package', '--out', path]);
  return path;
}

export function installExtension({ server, node }: EmbeddedVSCode, vsix: string, extensions: string): void {
  run(node, [server, '--install-extension', vsix, '--force', '--extensions-dir', extensions, '--accept-server-license-terms']);
}

function run(command: string, args: readonly string[]): void {
  const { status, stdout, stderr, error } = spawnSync(command, args, { cwd: root, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${args.join(' ')} failed:\n${stdout}${stderr}`, { cause: error });
}
