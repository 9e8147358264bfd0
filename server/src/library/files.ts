/** The files of a caller as a disk, and their names as the caller wrote them. */
import { folderOf } from '../config/include.ts';
import { isAbsolute, isWindowsPath, modelPath, normalise } from '../config/path.ts';
import { noSlowDisk, type Disk, type SlowDisk } from '../files/disk.ts';
import { dumpDisk } from '../project/dump-disk.ts';
import { filesInDump } from '../project/dump.ts';

/**
 * Texts by path. Relative paths (`conf.d/site.conf`) lie below one folder that has no name; absolute ones are as on a disk
 * (`/etc/nginx/nginx.conf`, `C:\nginx\conf\nginx.conf`). What is not in it is not there.
 */
export type FileMap = Readonly<Record<string, string>>;

/** Reads files when an include needs them, each once. Paths are absolute if `main` is, else relative to its folder. */
export interface FileReader {
  /** The text; `undefined` where there is no such file. */
  readonly read: (path: string) => string | undefined | Promise<string | undefined>;
  /** The names in a folder, for includes with `*`. Without this, what such an include brings counts as unknown. */
  readonly list?: (folder: string) => readonly string[] | Promise<readonly string[]>;
}

/**
 * What is judged: the text of one file, of which the surroundings are unknown (a whole `nginx.conf`, a fragment such as a
 * `server`, or what `nginx -T` prints); several files; or a reader.
 */
export type Configuration = string | FileMap | FileReader;

/** A configuration as the core reads it. */
export interface Opened {
  /** Files that are in it, where that is known. */
  readonly paths: readonly string[];
  /** Below which folder main files are looked for. */
  readonly folder: string;
  /** What is asked for and not known is `pending` here. */
  readonly disk: SlowDisk;
  /** The same for those who do not wait; `undefined` where somebody has to. */
  readonly now: Disk | undefined;
  /** Where main files may be looked for. */
  readonly searched: SlowDisk;
  readonly pathOf: (name: string) => string;
  readonly nameOf: (path: string) => string;
}

/** Relative names lie here: a folder that no configuration names. */
const home = '/.nginx-handshake';

/** The name of a text that has none. */
export const nameless = 'nginx.conf';

export function openConfiguration(configuration: Configuration): Opened {
  if (typeof configuration === 'string') return openText(configuration);
  return isReader(configuration) ? openReader(configuration) : openMap(configuration);
}

/** `c:/nginx/conf/nginx.conf` for `C:\\nginx\\conf\\nginx.conf`. */
export function pathOf(name: string): string {
  const path = modelPath(name.replaceAll('\\', '/'));
  return normalise(isAbsolute(path) ? path : `${home}/${path}`, isWindowsPath(path));
}

/** An answer with the names of files as the caller has them, in sentences too. */
export function inOwnWords<T>(answer: T): T {
  return JSON.parse(JSON.stringify(answer).replaceAll(`${home}/`, '')) as T;
}

function nameOf(path: string): string {
  return path.startsWith(`${home}/`) ? path.slice(home.length + 1) : path;
}

function isReader(configuration: FileMap | FileReader): configuration is FileReader {
  return typeof configuration.read === 'function';
}

function openText(text: string): Opened {
  const dumped = filesInDump(text).map(({ path, text: own }) => [path, own] as const);
  const texts = new Map(dumped.length > 0 ? dumped : [[pathOf(nameless), text] as const]);
  const disk = dumpDisk(() => texts);
  const [main = nameless] = texts.keys();
  const around = { disk: slowly(disk), now: disk, searched: noSlowDisk };
  return { paths: [main], folder: folderOf(main), ...around, pathOf, nameOf };
}

function openMap(map: FileMap): Opened {
  const names = new Map(Object.keys(map).map((name) => [pathOf(name), name]));
  const texts = new Map([...names].map(([path, name]) => [path, map[name] ?? '']));
  const known = dumpDisk(() => texts);
  const isFolder = (path: string): boolean => known.list(path).length > 0;
  const disk: Disk = {
    ...known,
    read(path) {
      const text = texts.get(path);
      return text === undefined ? { unreadable: isFolder(path) ? 'folder' : 'missing' } : { text };
    },
    stat(path) {
      const kind = texts.has(path) ? 'file' : isFolder(path) ? 'folder' : undefined;
      return kind && { kind, size: undefined, modified: undefined, executable: undefined };
    },
  };
  const paths = [...texts.keys()];
  const around = { disk: slowly(disk), now: disk, searched: slowly(disk) };
  return { paths, folder: commonFolder(paths), ...around, pathOf, nameOf: (path) => names.get(path) ?? nameOf(path) };
}

function openReader({ read, list }: FileReader): Opened {
  const disk: SlowDisk = {
    ...noSlowDisk,
    async read(path) {
      const text = await read(nameOf(path));
      return text === undefined ? { unreadable: 'missing' } : { text };
    },
    async list(folder) {
      const names = (await list?.(nameOf(folder))) ?? [];
      return [...names].sort().map((name) => ({ name, folder: false }));
    },
  };
  return { paths: [], folder: home, disk, now: undefined, searched: noSlowDisk, pathOf, nameOf };
}

function slowly(disk: Disk): SlowDisk {
  return {
    read: (path) => Promise.resolve(disk.read(path)),
    list: (path) => Promise.resolve(disk.list(path)),
    realPath: (path) => Promise.resolve(disk.realPath(path)),
    stat: (path) => Promise.resolve(disk.stat(path)),
    stamp: (path) => Promise.resolve(disk.stamp(path)),
  };
}

/** The deepest folder that all of them are in. */
function commonFolder(paths: readonly string[]): string {
  const [first = '', ...others] = paths.map((path) => folderOf(path).split('/'));
  const shared = [...first].filter((_, index) => {
    const start = [...first].slice(0, index + 1).join('/');
    return others.every((other) => other.slice(0, index + 1).join('/') === start);
  });
  return shared.join('/') || '/';
}
