/** The nginx of this machine: the version that `auto` stands for. */
import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, isAbsolute, join } from 'node:path';
import { versionIn } from '../reference/flavours.ts';
import type { NginxVersion } from '../reference/version.ts';

export interface InstalledNginx {
  readonly version: NginxVersion;
  /** The program that said so. */
  readonly path: string;
}

/**
 * What `-v` says, of the first nginx on the PATH, else of the first of its relatives; `undefined` where there is none, or it says nothing of use within
 * two seconds. Only absolute folders of the PATH count: nothing in a workspace is ever started. Nothing is left running.
 */
export async function installedNginx(path = process.env['PATH'] ?? ''): Promise<InstalledNginx | undefined> {
  const folders = path.split(delimiter).filter((folder) => isAbsolute(folder));
  const binary = programs
    .flatMap((program) => folders.map((folder) => join(folder, onWindows ? `${program}.exe` : program)))
    .find((file) => existsSync(file));
  const version = binary === undefined ? undefined : versionIn(await saidBy(binary));
  return binary === undefined || version === undefined ? undefined : { version, path: binary };
}

const programs = ['nginx', 'openresty', 'angie', 'freenginx', 'tengine'];

/** In ms. */
const patience = 2000;

/** No version is longer. */
const mostSaid = 10_000;

/** What the program writes to stderr until it closes it, or patience is at its end. */
function saidBy(binary: string): Promise<string> {
  return new Promise((resolve) => {
    let said = '';
    // A group of its own: what a script starts goes with it.
    const child = spawn(binary, ['-v'], { stdio: ['ignore', 'ignore', 'pipe'], windowsHide: true, detached: !onWindows });
    const end = (): void => {
      clearTimeout(timer);
      const ended = child.exitCode !== null || child.signalCode !== null;
      if (!ended || !child.stderr.closed) kill(child);
      child.stderr.destroy();
      child.unref();
      resolve(said);
    };
    const timer = setTimeout(end, patience);
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      said += text;
      if (said.length > mostSaid) end();
    });
    child.stderr.once('close', end);
    child.once('error', end);
  });
}

const onWindows = process.platform === 'win32';

/** For good: a program may ignore what asks it to stop. */
function kill(child: ChildProcess): void {
  try {
    if (onWindows || child.pid === undefined) child.kill('SIGKILL');
    else process.kill(-child.pid, 'SIGKILL');
  } catch {
    // It has ended.
  }
}
