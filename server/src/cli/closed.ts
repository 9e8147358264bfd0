/** Folders that may not be looked into: to a disk they are empty, and whoever named what is around them is told. */
import type { Disk, Entry, SlowDisk } from '../files/disk.ts';
import { below } from './artifact.ts';
import { mayList, noPermission } from './inputs.ts';

/** Each folder is told of once. */
export interface Closed {
  /** The same disk; one below a folder that was named is a complaint: what is in it was to be judged. */
  readonly walked: (disk: SlowDisk) => SlowDisk;
  /** The same disk; any other is a remark: an include leads there, which nginx may be allowed to follow. */
  readonly read: (disk: Disk) => Disk;
}

export function createClosed(named: readonly string[], complain: (text: string) => void, remark: (text: string) => void): Closed {
  const told = new Set<string>();
  const tell = (folder: string, entries: readonly Entry[], how: (text: string) => void): void => {
    if (entries.length > 0 || told.has(folder) || mayList(folder)) return;
    told.add(folder);
    how(noPermission(folder));
  };
  return {
    walked: (disk) => ({
      ...disk,
      async list(folder) {
        const entries = await disk.list(folder);
        if (named.some((it) => below(it, folder) !== undefined)) tell(folder, entries, complain);
        return entries;
      },
    }),
    read: (disk) => ({
      ...disk,
      list(folder) {
        const entries = disk.list(folder);
        tell(folder, entries, remark);
        return entries;
      },
    }),
  };
}
