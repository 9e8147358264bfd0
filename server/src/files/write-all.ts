/** Writes files whole or not at all: each to a temporary file beside it first, and only when all are there, over the old ones. */
import {
  closeSync,
  copyFileSync,
  fchmodSync,
  fchownSync,
  fsyncSync,
  linkSync,
  openSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';

export interface NewContent {
  readonly path: string;
  /** What the new bytes were made from: a file that is otherwise by now is not written. */
  readonly before: Uint8Array;
  readonly after: Uint8Array;
}

/** The file that could not be written, and why: a clause for messages. Nothing was changed then. */
export interface WriteFailure {
  readonly path: string;
  readonly why: string;
}

/**
 * All or none; behind symbolic links the file that they lead to. Mode and owner stay, where the system lets them. Where an old
 * text cannot be brought back, it is left beside its file, and the failure says so. `rename` is the system's.
 */
export function writeAll(files: readonly NewContent[], rename = renameSync): WriteFailure | undefined {
  const made: Staged[] = [];
  const replaced: Staged[] = [];
  const left: Staged[] = [];
  let current = '';
  try {
    for (const file of files) {
      current = file.path;
      made.push(stage(file));
    }
    for (const staged of made) {
      current = staged.path;
      rename(staged.temporary, staged.target);
      replaced.push(staged);
    }
    return undefined;
  } catch (error) {
    for (const staged of replaced.reverse()) if (!bringBack(staged, rename)) left.push(staged);
    return { path: current, why: [reasonOf(error), ...left.map(({ path, kept }) => `${path} is now in ${kept}`)].join('; ') };
  } finally {
    for (const staged of made) {
      rmSync(staged.temporary, { force: true });
      if (!left.includes(staged)) rmSync(staged.kept, { force: true });
    }
  }
}

function bringBack({ kept, target }: Staged, rename: typeof renameSync): boolean {
  try {
    rename(kept, target);
    return true;
  } catch {
    return false;
  }
}

interface Staged {
  readonly path: string;
  /** Behind all links. */
  readonly target: string;
  readonly temporary: string;
  /** The old file under another name. */
  readonly kept: string;
}

function stage({ path, before, after }: NewContent): Staged {
  const target = realpathSync(path);
  const { mode, uid, gid } = statSync(target);
  if ((mode & 0o222) === 0) throw new Unwritable('it is read-only');
  if (!Buffer.from(before).equals(readFileSync(target))) throw new Unwritable('it was changed meanwhile');
  // Whoever may replace a file in its folder need not be allowed to write it.
  closeSync(openSync(target, 'r+'));
  const name = `.${basename(target)}.${process.pid}-${Math.random().toString(36).slice(2, 8)}`;
  const staged = { path, target, temporary: join(dirname(target), `${name}.new`), kept: join(dirname(target), `${name}.old`) };
  const file = openSync(staged.temporary, 'wx', mode & 0o777);
  try {
    for (let at = 0; at < after.length;) at += writeSync(file, after, at);
    fchmodSync(file, mode & 0o7777);
    attempt(() => {
      fchownSync(file, uid, gid);
    });
    fsyncSync(file);
    keep(target, staged.kept);
    return staged;
  } catch (error) {
    rmSync(staged.temporary, { force: true });
    throw error;
  } finally {
    closeSync(file);
  }
}

/** By a second name where the file system has such, else as a copy. */
function keep(target: string, kept: string): void {
  try {
    linkSync(target, kept);
  } catch {
    copyFileSync(target, kept);
  }
}

/** Only some may give files away; the one who runs this owns the new file then. */
function attempt(work: () => void): void {
  try {
    work();
  } catch {
    // As it is.
  }
}

class Unwritable extends Error {}

const reasons: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EROFS: 'its file system is read-only',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  EISDIR: 'a folder took its place',
  EFBIG: 'files may not get that large here',
  ENOENT: 'it is not there any more',
  EEXIST: 'a file is where a folder must be',
  ENOTDIR: 'a file is where a folder must be',
};

/** Why the system did not let a file be written, as a clause. */
export function reasonOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return reasons[code] ?? (error instanceof Error ? error.message : String(error));
}
