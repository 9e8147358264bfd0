/** The nginx of this machine: the version that `auto` stands for. */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, isAbsolute, join } from 'node:path';
import { parseVersion, type NginxVersion } from '../reference/version.ts';

/** How long, in ms, a binary may take to say its version. */
const patience = 2000;

/**
 * What `nginx -v` says, of the first nginx on the PATH; `undefined` where there is none, or it says nothing of use.
 * Only absolute folders of the PATH count: nothing in a workspace is ever started.
 */
export async function installedVersion(path = process.env['PATH'] ?? ''): Promise<NginxVersion | undefined> {
  const name = process.platform === 'win32' ? 'nginx.exe' : 'nginx';
  const binary = path
    .split(delimiter)
    .filter((folder) => isAbsolute(folder))
    .map((folder) => join(folder, name))
    .find((file) => existsSync(file));
  if (binary === undefined) return undefined;
  return new Promise((resolve) => {
    execFile(binary, ['-v'], { timeout: patience, windowsHide: true }, (_error, _stdout, stderr) => {
      resolve(parseVersion(/nginx\/\d+\.\d+\.\d+/.exec(stderr)?.[0] ?? ''));
    });
  });
}
