/** What the shells need of a disk. Nothing here throws or rejects: a file that cannot be read says why. */
import type { FileStat, Unreadable } from '../config/workspace.ts';

/** In bytes. Configurations of 100,000 lines have 4 MB; what is larger than this is no configuration. */
export const largestFile = 16 * 1024 * 1024;

export type Reason = Unreadable['unreadable'];

export type Content =
  /** `outside`: words of the text are kept back, so that nothing can be edited in it. */
  { readonly text: string; readonly outside?: true } | { readonly unreadable: Reason };

export interface Entry {
  readonly name: string;
  /** A folder itself; a link to one is none. */
  readonly folder: boolean;
}

/** Paths are absolute, with `/` between their parts. */
export interface Disk {
  /** Only of a regular file, and at most `largestFile` of it: `/proc`, devices, pipes and sockets are `special`. */
  readonly read: (path: string) => Content;
  /** What a folder holds, sorted; a folder that cannot be read is empty. */
  readonly list: (folder: string) => readonly Entry[];
  /** Behind all links; the path itself where that cannot be known. */
  readonly realPath: (path: string) => string;
  /** What a path leads to, links followed; `undefined` when nothing is there or it cannot be told. */
  readonly stat: (path: string) => FileStat | undefined;
  /** Differs from the one before when the file or folder was changed, replaced, made or removed. */
  readonly stamp: (path: string) => string;
}

/** The same disk, which nobody waits for. */
export type SlowDisk = { readonly [Question in keyof Disk]: (path: string) => Promise<ReturnType<Disk[Question]>> } & {
  /** Is this path on another machine, at which each look costs? What is far is not searched to its end. Without it, all is near. */
  readonly isFar?: (path: string) => boolean;
};

/** Of what is far, a search looks into so many folders, those nearest to the top. */
export const mostFarFolders = 200;

/** Where there is no disk (a web worker, a virtual workspace): whatever is not open is not known. */
export const noDisk: Disk = {
  read: () => ({ unreadable: 'pending' }),
  list: () => [],
  realPath: (path) => path,
  stat: () => undefined,
  stamp: () => '',
};

/** The same for those who do not wait. */
export const noSlowDisk: SlowDisk = {
  read: (path) => Promise.resolve(noDisk.read(path)),
  list: (folder) => Promise.resolve(noDisk.list(folder)),
  realPath: (path) => Promise.resolve(noDisk.realPath(path)),
  stat: (path) => Promise.resolve(noDisk.stat(path)),
  stamp: (path) => Promise.resolve(noDisk.stamp(path)),
};
