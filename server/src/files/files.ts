/** The workspace of both shells: what is on disk, covered by what is open and perhaps unsaved. A file keeps its object until it changes. */
import { statementsAfter, statementsIn, weightOf } from '../config/weight.ts';
import { sameStat, type FileStat, type SourceFile, type Unreadable, type Workspace } from '../config/workspace.ts';
import { textOf } from '../syntax/text.ts';
import type { Parser, Text, TextEdit } from '../syntax/tree.ts';
import { largestFile, type Content, type Disk, type Entry } from './disk.ts';

export interface Files extends Workspace {
  /** The text now counts instead of what is on disk. */
  readonly cover: (path: string, text: string | Text) => void;
  /** `edits` lead from the text before to this one, each in the coordinates left by those before it. */
  readonly edit: (path: string, text: string | Text, edits: readonly TextEdit[]) => void;
  readonly uncover: (path: string) => void;
  /** Another number when anything that was answered before may be answered otherwise now. */
  readonly revision: () => number;
  /** Looks at the disk again; true when something read from it is different now. */
  readonly refresh: () => boolean;
  /** Lets go of what was read from disk, but for these files and folders and those that are open. */
  readonly retain: (paths: ReadonlySet<string>) => void;
}

export function createFiles(parser: Parser, disk: Disk): Files {
  const covers = new Map<string, Cover>();
  /** Covered paths by what is behind their links. */
  const covered = new Map<string, string>();
  const onDisk = new Map<string, OnDisk>();
  const folders = new Map<string, { stamp: string; names: readonly string[] }>();
  const realPaths = new Map<string, string>();
  const stats = new Map<string, { readonly stat: FileStat | undefined }>();
  let revision = 0;

  const realPath = (path: string): string => remember(realPaths, path, () => disk.realPath(path));

  const openDisk = (path: string): SourceFile | Unreadable => {
    const entry = remember(onDisk, path, () => {
      const stamp = disk.stamp(path);
      return { stamp, content: disk.read(path), before: undefined, file: undefined };
    });
    return (entry.file ??= read(path, entry, parser));
  };

  /** What is open and not saved yet is a file all the same. */
  const statOf = (path: string): FileStat | undefined =>
    disk.stat(path) ??
    (covers.has(path) ? { kind: 'file', size: undefined, modified: undefined, executable: undefined } : undefined);

  const drop = (path: string): void => {
    revision++;
    covers.delete(path);
    for (const [real, other] of covered) if (other === path) covered.delete(real);
    folders.clear();
    stats.delete(path);
  };

  return {
    open(path) {
      const cover = covers.get(path) ?? covers.get(covered.get(realPath(path)) ?? '');
      return cover === undefined ? openDisk(path) : (cover.file ??= sourceOf(cover, parser));
    },
    list: (folder) =>
      remember(folders, folder, () => ({ stamp: disk.stamp(folder), names: namesIn(folder, disk.list(folder), covers) })).names,
    realPath,
    stat: (path) => remember(stats, path, () => ({ stat: statOf(path) })).stat,
    cover(path, text) {
      drop(path);
      covers.set(path, { path, text: textOf(text), edits: [], before: undefined, file: undefined });
      covered.set(realPath(path), path);
    },
    edit(path, text, edits) {
      revision++;
      const { before, file, edits: pending = [] } = covers.get(path) ?? {};
      const parsed = parsedOf(file);
      const all = parsed === undefined ? [...pending, ...edits] : edits;
      covers.set(path, { path, text: textOf(text), edits: all, before: parsed ?? before, file: undefined });
    },
    uncover: drop,
    revision: () => revision,
    refresh() {
      let changed = false;
      for (const [path, entry] of onDisk) {
        const stamp = disk.stamp(path);
        if (stamp === entry.stamp) continue;
        const content = disk.read(path);
        const same = sameContent(entry.content, content);
        const before = parsedOf(entry.file) ?? entry.before;
        onDisk.set(path, same ? { ...entry, stamp } : { stamp, content, before, file: undefined });
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
      for (const [path, { stat }] of stats) {
        const now = statOf(path);
        if (sameStat(stat, now)) continue;
        stats.set(path, { stat: now });
        changed = true;
      }
      if (changed) revision++;
      return changed;
    },
    retain(paths) {
      revision++;
      for (const kept of [onDisk, folders, realPaths, stats]) {
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

/** A text at a path, and what is known of the one that it was made of. */
interface Edited {
  readonly path: string;
  readonly text: Text;
  /** Not yet seen by the parser; they lead from `before`. */
  readonly edits: readonly TextEdit[];
  readonly before: SourceFile | undefined;
}

interface Cover extends Edited {
  /** Parsed when somebody asks. */
  file: SourceFile | Unreadable | undefined;
}

function sourceOf({ path, text, edits, before }: Edited, parser: Parser): SourceFile | Unreadable {
  // Of several edits, only the first stands in the coordinates of the text before.
  const isOneEdit = before !== undefined && edits.length === 1;
  const statements = isOneEdit ? statementsAfter(before, edits) : statementsIn(text.whole());
  if (weightOf(text, statements) > largestFile) return { path, unreadable: 'too-large' };
  const tree = before === undefined ? parser.parse(text) : parser.parse(text, before.tree, edits);
  return { path, tree, statements };
}

/** What was too large was not parsed: the edits of it still lead from the text before. */
function parsedOf(file: SourceFile | Unreadable | undefined): SourceFile | undefined {
  return file !== undefined && 'tree' in file ? file : undefined;
}

interface OnDisk {
  readonly stamp: string;
  readonly content: Content;
  /** Of another text that stood there: most of it will be the same. */
  readonly before: SourceFile | undefined;
  /** Parsed when somebody asks. */
  file: SourceFile | Unreadable | undefined;
}

function read(path: string, { content, before }: OnDisk, parser: Parser): SourceFile | Unreadable {
  if ('unreadable' in content) return { path, unreadable: content.unreadable };
  const { text, outside } = content;
  const edits = before === undefined ? [] : [difference(before.tree.text, text)];
  const file = sourceOf({ path, text: textOf(text), edits, before }, parser);
  return outside === true && 'tree' in file ? { ...file, outside: true } : file;
}

function sameContent(a: Content, b: Content): boolean {
  if ('unreadable' in a) return 'unreadable' in b && a.unreadable === b.unreadable;
  return 'text' in b && a.text === b.text && a.outside === b.outside;
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
