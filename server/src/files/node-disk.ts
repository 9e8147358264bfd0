/** The disk as Node sees it, for those who wait (the command line) and for those who do not (the editor). */
import {
  closeSync,
  constants,
  fstatSync,
  openSync,
  promises,
  readdirSync,
  readSync,
  realpathSync,
  statSync,
  type Dirent,
  type Stats,
} from 'node:fs';
import { modelPath } from '../config/path.ts';
import type { FileStat } from '../config/workspace.ts';
import { decode } from './bytes.ts';
import { largestFile, type Content, type Disk, type Entry, type Reason, type SlowDisk } from './disk.ts';

export const nodeDisk: Disk = {
  read(path) {
    try {
      const refused = refusal(statSync(path), slashes(realpathSync.native(path)));
      if (refused !== undefined) return refused;
      const file = openSync(path, readOnly);
      try {
        return (
          refusal(fstatSync(file), path) ??
          readWhole((buffer, offset) => readSync(file, buffer, offset, buffer.length - offset, null))
        );
      } finally {
        closeSync(file);
      }
    } catch (error) {
      return { unreadable: reasonOf(error) };
    }
  },
  list: (folder) => otherwise([], () => entriesOf(readdirSync(folder, { withFileTypes: true }))),
  realPath: (path) => otherwise(path, () => slashes(realpathSync.native(path))),
  stat: (path) => otherwise(undefined, () => factsOf(statSync(path))),
  stamp(path) {
    try {
      return stampOf(statSync(path, { bigint: true }));
    } catch (error) {
      return reasonOf(error);
    }
  },
};

export const slowNodeDisk: SlowDisk = {
  async read(path) {
    try {
      const refused = refusal(await promises.stat(path), slashes(await promises.realpath(path)));
      if (refused !== undefined) return refused;
      const file = await promises.open(path, readOnly);
      try {
        return (
          refusal(await file.stat(), path) ??
          (await readWholeSlowly(async (buffer, offset) => (await file.read(buffer, offset)).bytesRead))
        );
      } finally {
        await file.close();
      }
    } catch (error) {
      return { unreadable: reasonOf(error) };
    }
  },
  list: (folder) => promises.readdir(folder, { withFileTypes: true }).then(entriesOf, () => []),
  realPath: (path) => promises.realpath(path).then(slashes, () => path),
  stat: (path) => promises.stat(path).then(factsOf, () => undefined),
  stamp: (path) => promises.stat(path, { bigint: true }).then(stampOf, reasonOf),
};

/** A path of this system as the model writes it: `c:\nginx` → `c:/nginx`. */
export function slashes(path: string): string {
  return process.platform === 'win32' ? modelPath(path.replaceAll('\\', '/')) : path;
}

/** A pipe or a terminal that took the place of a file in between must not block. Windows has neither flag. */
const { O_RDONLY, O_NONBLOCK = 0, O_NOCTTY = 0 } = constants as Partial<typeof constants> & { readonly O_RDONLY: number };
const readOnly = O_RDONLY | O_NONBLOCK | O_NOCTTY;

interface Kind {
  readonly size: number;
  readonly isDirectory: () => boolean;
  readonly isFile: () => boolean;
}

/** Why a file is not read; `undefined` where it may be. What the system makes up as it is read calls itself a regular file. */
function refusal(kind: Kind, real: string): Content | undefined {
  if (kind.isDirectory()) return { unreadable: 'folder' };
  if (!kind.isFile() || /^\/(proc|sys|dev)(\/|$)/.test(real)) return { unreadable: 'special' };
  return kind.size > largestFile ? tooLarge : undefined;
}

const tooLarge: Content = { unreadable: 'too-large' };

/** The size that a file says is not believed: it may grow, and some say 0. `read` gives the number of bytes put there. */
function readWhole(read: (buffer: Uint8Array, offset: number) => number): Content {
  let buffer = new Uint8Array(firstRead);
  let filled = 0;
  for (;;) {
    const count = read(buffer, filled);
    if (count === 0) return { text: decode(buffer.subarray(0, filled)) };
    filled += count;
    if (filled > largestFile) return tooLarge;
    if (filled === buffer.length) buffer = grown(buffer);
  }
}

async function readWholeSlowly(read: (buffer: Uint8Array, offset: number) => Promise<number>): Promise<Content> {
  let buffer = new Uint8Array(firstRead);
  let filled = 0;
  for (;;) {
    const count = await read(buffer, filled);
    if (count === 0) return { text: decode(buffer.subarray(0, filled)) };
    filled += count;
    if (filled > largestFile) return tooLarge;
    if (filled === buffer.length) buffer = grown(buffer);
  }
}

const firstRead = 64 * 1024;

function grown(buffer: Uint8Array): Uint8Array<ArrayBuffer> {
  const larger = new Uint8Array(Math.min(buffer.length * 4, largestFile + 1));
  larger.set(buffer);
  return larger;
}

/** The system's order is no order. */
function entriesOf(found: readonly Dirent[]): readonly Entry[] {
  return found.map((it) => ({ name: it.name, folder: it.isDirectory() })).sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Windows knows no executable files. */
function factsOf(it: Stats): FileStat {
  return {
    kind: it.isDirectory() ? 'folder' : it.isFile() ? 'file' : 'other',
    size: it.size,
    modified: Math.floor(it.mtimeMs / 1000),
    executable: process.platform === 'win32' ? undefined : (it.mode & constants.S_IXUSR) !== 0,
  };
}

interface Stat {
  readonly ino: bigint;
  readonly size: bigint;
  readonly mtimeNs: bigint;
  readonly ctimeNs: bigint;
}

function stampOf({ ino, size, mtimeNs, ctimeNs }: Stat): string {
  return [ino, size, mtimeNs, ctimeNs].join(' ');
}

function otherwise<T>(fallback: T, ask: () => T): T {
  try {
    return ask();
  } catch {
    return fallback;
  }
}

function reasonOf(error: unknown): Reason {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ELOOP') return 'loop';
  if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'ENAMETOOLONG' || code === 'ERR_INVALID_ARG_VALUE') return 'missing';
  return code === 'EISDIR' ? 'folder' : 'permission';
}
