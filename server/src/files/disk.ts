/** What the shells need of a disk. Nothing here throws: a file that cannot be read says why. */
import type { Unreadable } from '../config/workspace.ts';

/** Configurations of 100,000 lines have 4 MB; what is larger than this is no configuration. */
export const largestFile = 16 * 1024 * 1024;

export type Reason = Unreadable['unreadable'];

export interface Entry {
  readonly name: string;
  /** A folder itself; a link to one is none. */
  readonly folder: boolean;
}

/** Paths are absolute, with `/` between their parts. */
export interface Disk {
  readonly read: (path: string) => { readonly text: string } | { readonly unreadable: Reason };
  /** What a folder holds; a folder that cannot be read is empty. */
  readonly list: (folder: string) => readonly Entry[];
  /** Behind all links; the path itself where that cannot be known. */
  readonly realPath: (path: string) => string;
  /** Differs from the one before when the file or folder was changed, replaced, made or removed. */
  readonly stamp: (path: string) => string;
}

/** Where there is no disk (a web worker, a virtual workspace): whatever is not open is not known. */
export const noDisk: Disk = {
  read: () => ({ unreadable: 'pending' }),
  list: () => [],
  realPath: (path) => path,
  stamp: () => '',
};

/** A disk of which some paths are none of its own. */
export function without(disk: Disk, isForeign: (path: string) => boolean): Disk {
  const of = (path: string): Disk => (isForeign(path) ? noDisk : disk);
  return {
    read: (path) => of(path).read(path),
    list: (folder) => of(folder).list(folder),
    realPath: (path) => of(path).realPath(path),
    stamp: (path) => of(path).stamp(path),
  };
}
