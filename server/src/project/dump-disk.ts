/** The files of a dump as a disk: what is not in it, is not known. */
import type { Disk, SlowDisk } from '../files/disk.ts';

/** `texts` are by path, those of this moment. */
export function dumpDisk(texts: () => ReadonlyMap<string, string>): Disk {
  const namesIn = (folder: string): readonly string[] => {
    const prefix = folder.endsWith('/') ? folder : `${folder}/`;
    return [...texts().keys()].filter((path) => path.startsWith(prefix)).map((path) => path.slice(prefix.length));
  };
  return {
    read(path) {
      const text = texts().get(path);
      return text === undefined ? { unreadable: 'pending' } : { text };
    },
    list(folder) {
      const below = namesIn(folder);
      const names = new Set(below.map((rest) => rest.split('/', 1)[0] ?? rest));
      return [...names].sort().map((name) => ({ name, folder: below.some((rest) => rest.startsWith(`${name}/`)) }));
    },
    realPath: (path) => path,
    stat: () => undefined,
    stamp: (path) => texts().get(path) ?? `\0${namesIn(path).join('\0')}`,
  };
}

/** For a search: nothing lies around a dump. */
export function dumpSlowDisk(disk: Disk): SlowDisk {
  return {
    read: (path) => Promise.resolve(disk.read(path)),
    list: () => Promise.resolve([]),
    realPath: (path) => Promise.resolve(path),
    stat: () => Promise.resolve(undefined),
    stamp: () => Promise.resolve(''),
  };
}
