/** Where nginx runs: what the setting `nginxHandshake.target` says, as arrays of arguments. Nothing here is ever a shell's. */

import { folderOf } from '../config/include.ts';
import { isWindowsPath, modelPath } from '../config/path.ts';

export type TargetKind = 'local' | 'docker' | 'podman' | 'compose' | 'ssh' | 'wsl' | 'command';

export interface Target {
  readonly kind: TargetKind;
  /** Run in front of a program, it runs that program where nginx is: `docker exec web`. Empty on this machine. */
  readonly reach: readonly string[];
  /** What is between a program and its rights: `sudo -n`. */
  readonly rights: readonly string[];
  /** The program: a name for the PATH there, or an absolute path. */
  readonly nginx: string;
  /** What reach hands on goes through a shell there, which takes words apart: each is quoted for it. */
  readonly quoted: boolean;
  /** What nginx is started with there (`-c`, `-p`); `undefined` where it knows by itself, or the open file says. */
  readonly configuration: string | undefined;
  readonly prefix: string | undefined;
  /** Follows what a container prints, where it is one. */
  readonly logs: readonly string[] | undefined;
  /** The name of the container, where `inspect` can tell of it. */
  readonly container: string | undefined;
  /** What prints the id of the container, where its name is not known. */
  readonly find: readonly string[] | undefined;
  /** The folder in which it all runs; `undefined`: it does not matter. */
  readonly folder: string | undefined;
  /** For people: `docker container web`. */
  readonly words: string;
}

/** nginx of this machine as the PATH has it: where the setting says nothing. */
export const localTarget: Target = localNginx('nginx', []);

/** A program with its arguments, to be run where nginx is: `argvOf(target, ['tail', '-F', '/var/log/nginx/access.log'])`. */
export function argvOf({ reach, rights, quoted }: Target, program: readonly string[]): readonly string[] {
  const there = [...rights, ...program];
  return [...reach, ...(quoted ? there.map(quotedForShell) : there)];
}

/** nginx of the target with arguments of its own: `['-t']`. */
export function nginxArgv(target: Target, args: readonly string[]): readonly string[] {
  return argvOf(target, [target.nginx, ...args]);
}

/** The same for targets that are the same. */
export function keyOf(target: Target): string {
  return JSON.stringify(target);
}

/** One argument as a POSIX shell hands it on unchanged. */
export function quotedForShell(argument: string): string {
  return /^[A-Za-z0-9_@%+=:,./-]+$/.test(argument) ? argument : `'${argument.replaceAll("'", "'\\''")}'`;
}

/** A command for people to read and to paste. */
export function shown(argv: readonly string[]): string {
  return argv.map(quotedForShell).join(' ');
}

/** A program of this machine, and what stands in front of it. */
export function localNginx(nginx: string, rights: readonly string[]): Target {
  return {
    kind: 'local',
    reach: [],
    rights,
    nginx,
    quoted: false,
    configuration: undefined,
    prefix: undefined,
    logs: undefined,
    container: undefined,
    find: undefined,
    // nginx for Windows has no prefix of its own: it counts from the folder that it is started in (nginx.c, ngx_process_options).
    folder: isWindowsPath(nginx) ? folderOf(modelPath(nginx)) : undefined,
    words: `${nginx} on this machine`,
  };
}
