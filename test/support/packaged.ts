/** The extension as a user gets it: packaged and installed once for all files of a run of the tests, or by a file that runs alone. */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packageExtension } from '../../scripts/vscode-package.ts';
import { root } from './parts.ts';

/** The VS Code of the tests: the one that VSCODE names, else the embedded one. */
export const executable = process.env['VSCODE'] ?? join(root, 'scripts/vscode-launch.ts');

/** The variable that names the folder that `packageForTests` made. */
export const packagedIn = 'NGINX_HANDSHAKE_PACKAGED';

/** Leaves the bundles in dist/ as they are packaged. Gives a new folder of the temporary ones. */
export function packageForTests(): string {
  const folder = mkdtempSync(join(tmpdir(), 'nginx-handshake-packaged-'));
  install(packageExtension(vsixIn(folder)), extensionsIn(folder));
  return folder;
}

/** The path of the package; it is made in `place` where none was made for this run. */
export function packagedExtension(place: string): string {
  const made = process.env[packagedIn];
  return made === undefined ? packageExtension(vsixIn(place)) : vsixIn(made);
}

/** A folder of extensions in `place`, for one VS Code to write to, that holds the installed one. */
export function installedExtensions(place: string): string {
  const made = process.env[packagedIn];
  if (made === undefined) install(packageExtension(vsixIn(place)), extensionsIn(place));
  else cpSync(extensionsIn(made), extensionsIn(place), { recursive: true });
  return extensionsIn(place);
}

function vsixIn(folder: string): string {
  return join(folder, 'nginx-handshake.vsix');
}

function extensionsIn(folder: string): string {
  return join(folder, 'extensions');
}

function install(vsix: string, extensions: string): void {
  const args = ['--user-data-dir', `${extensions}-data`, '--extensions-dir', extensions, '--install-extension', vsix];
  const { status, stdout, stderr } = spawnSync(executable, args, { cwd: root, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${vsix} was not installed:\n${stdout}${stderr}`);
}
