/** The workspace of both shells: what is on disk, covered by what is open and perhaps unsaved. A file keeps its object until it changes. */
import type { SourceFile, Unreadable, Workspace } from '../config/workspace.ts';
import type { Parser, SyntaxTree, TextEdit } from '../syntax/tree.ts';
import { largestFile, type Disk, type Entry } from './disk.ts';

export interface Files extends Workspace {
  /** The text now counts instead of what is on disk. */
  readonly cover: (path: string, text: string) => void;
  /** `edits` lead from the text before to this one, each in the coordinates left by those before it. */
  readonly edit: (path: string, text: string, edits: readonly TextEdit[]) => void;
  readonly uncover: (path: string) => void;
  /** Looks at the disk again; true when something read from it is different now. */
  readonly refresh: () => boolean;
  /** Lets go of what was read from disk, but for these files and folders and those that are open. */
  readonly retain: (paths: ReadonlySet<string>) => void;
}

export function createFiles(parser: Parser, disk: Disk): Files {
  const covers = new Map<string, Cover>();
  /** Covered paths by what is behind their links. */
  const covered = new Map<string, string>();
  const onDisk = new Map<string, { stamp: string; file: SourceFile | Unreadable }>();
  const folders = new Map<string, { stamp: string; names: readonly string[] }>();
  const realPaths = new Map<string, string>();

  const realPath = (path: string): string => remember(realPaths, path, () => disk.realPath(path));

  const openDisk = (path: string): SourceFile | Unreadable => {
    const stamp = disk.stamp(path);
    return remember(onDisk, path, () => ({ stamp, file: readFile(path, undefined) })).file;
  };

  const readFile = (path: string, before: SyntaxTree | undefined): SourceFile | Unreadable => {
    const read = disk.read(path);
    if ('unreadable' in read) return { path, unreadable: read.unreadable };
    const tree =
      before === undefined ? parser.parse(read.text) : parser.parse(read.text, before, [difference(before.text, read.text)]);
    return read.outside === true ? { path, tree, outside: true } : { path, tree };
  };

  const drop = (path: string): void => {
    covers.delete(path);
    for (const [real, other] of covered) if (other === path) covered.delete(real);
    folders.clear();
  };

  return {
    open(path) {
      const cover = covers.get(path) ?? covers.get(covered.get(realPath(path)) ?? '');
      return cover === undefined ? (onDisk.get(path)?.file ?? openDisk(path)) : parsed(cover, parser);
    },
    list: (folder) =>
      remember(folders, folder, () => ({ stamp: disk.stamp(folder), names: namesIn(folder, disk.list(folder), covers) })).names,
    realPath,
    cover(path, text) {
      drop(path);
      covers.set(path, { path, text, edits: [], before: undefined, file: undefined });
      covered.set(realPath(path), path);
    },
    edit(path, text, edits) {
      const { before, file, edits: pending = [] } = covers.get(path) ?? {};
      const tree = file?.tree ?? before;
      covers.set(path, { path, text, edits: file === undefined ? [...pending, ...edits] : edits, before: tree, file: undefined });
    },
    uncover: drop,
    refresh() {
      let changed = false;
      for (const [path, { stamp, file }] of onDisk) {
        const now = disk.stamp(path);
        if (now === stamp) continue;
        const read = readFile(path, 'unreadable' in file ? undefined : file.tree);
        const same = 'unreadable' in file ? 'unreadable' in read && read.unreadable === file.unreadable : sameText(file, read);
        onDisk.set(path, { stamp: now, file: same ? file : read });
        changed ||= !same;
      }
      for (const [folder, { stamp, names }] of folders) {
        const now = disk.stamp(folder);
        if (now === stamp) continue;
        const read = namesIn(folder, disk.list(folder), covers);
        const same = read.length === names.length && read.every((name, index) => name === names[index]);
        folders.set(folder, { stamp: now, names: same ? names : read });
        changed ||= !same;
      }
      for (const [path, real] of realPaths) {
        const now = disk.realPath(path);
        if (now === real) continue;
        realPaths.set(path, now);
        if (covers.has(path)) covered.set(now, path);
        changed = true;
      }
      return changed;
    },
    retain(paths) {
      for (const kept of [onDisk, folders, realPaths]) {
        for (const path of kept.keys()) if (!paths.has(path) && !covers.has(path)) kept.delete(path);
      }
    },
  };
}

/** An edit that turns one text into the other: what stands between their common ends. */
export function difference(before: string, after: string): TextEdit {
  const most = Math.min(before.length, after.length);
  let start = 0;
  while (start < most && before.charCodeAt(start) === after.charCodeAt(start)) start++;
  let tail = 0;
  while (tail < most - start && before.charCodeAt(before.length - 1 - tail) === after.charCodeAt(after.length - 1 - tail)) tail++;
  return { start, end: before.length - tail, newText: after.slice(start, after.length - tail) };
}

interface Cover {
  readonly path: string;
  readonly text: string;
  /** Not yet seen by the parser; they lead from `before`. */
  readonly edits: readonly TextEdit[];
  readonly before: SyntaxTree | undefined;
  /** Parsed when somebody asks. */
  file: SourceFile | undefined;
  tooLarge?: Unreadable;
}

function parsed(cover: Cover, parser: Parser): SourceFile | Unreadable {
  const { path, text, before, edits } = cover;
  if (text.length > largestFile) return (cover.tooLarge ??= { path, unreadable: 'too-large' });
  cover.file ??= { path, tree: before === undefined ? parser.parse(text) : parser.parse(text, before, edits) };
  return cover.file;
}

function sameText(a: SourceFile, b: SourceFile | Unreadable): boolean {
  return !('unreadable' in b) && a.tree.text === b.tree.text && a.outside === b.outside;
}

function namesIn(folder: string, entries: readonly Entry[], covers: ReadonlyMap<string, unknown>): readonly string[] {
  const prefix = folder.endsWith('/') ? folder : `${folder}/`;
  const open = [...covers.keys()]
    .filter((path) => path.startsWith(prefix) && !path.includes('/', prefix.length))
    .map((path) => path.slice(prefix.length));
  return [...new Set([...entries.map(({ name }) => name), ...open])].sort();
}

function remember<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}
