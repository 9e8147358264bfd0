/** Files in memory, for tests. */
import { statementsIn } from '../../server/src/config/weight.ts';
import type { FileStat, SourceFile, Unreadable, Workspace } from '../../server/src/config/workspace.ts';
import type { Parser } from '../../server/src/syntax/tree.ts';

/** What files in memory are beside their texts. */
export interface MemoryOptions {
  /** Folders that may be empty. */
  readonly folders?: readonly string[];
  /** Access modes by path; 644 where none is said. */
  readonly modes?: ReadonlyMap<string, number>;
  /** Absolute paths by those of the links that lead there. */
  readonly links?: ReadonlyMap<string, string>;
  /** Seconds since 1970, of all files. */
  readonly modified?: number;
}

/** Serves texts by their absolute paths; each is parsed once. Folders exist by what is in them. */
export function memoryWorkspace(
  parser: Parser,
  texts: ReadonlyMap<string, string>,
  { folders = [], modes = new Map(), links = new Map(), modified }: MemoryOptions = {},
): Workspace {
  const parsed = new Map<string, SourceFile>();
  const behind = (path: string): string => {
    const link = [...links].find(([name]) => path === name || path.startsWith(`${name}/`));
    return link === undefined ? path : behind(link[1] + path.slice(link[0].length));
  };
  const open = (path: string): SourceFile | Unreadable => {
    const real = behind(path);
    if (real !== path) return { ...open(real), path };
    const known = parsed.get(path);
    if (known !== undefined) return known;
    const text = texts.get(path);
    if (text === undefined) return { path, unreadable: stat(path) === undefined ? 'missing' : 'folder' };
    const file = { path, tree: parser.parse(text), statements: statementsIn(text) };
    parsed.set(path, file);
    return file;
  };
  // Texts may be added later.
  const paths = (): readonly string[] => [...texts.keys(), ...folders, ...links.keys()];
  const stat = (shown: string): FileStat | undefined => {
    const path = behind(shown);
    const text = texts.get(path);
    const isFolder = folders.includes(path) || namesIn(paths(), path).length > 0;
    if (text === undefined)
      return isFolder ? { kind: 'folder', size: undefined, modified: undefined, executable: true } : undefined;
    const executable = ((modes.get(path) ?? 0o644) & 0o100) !== 0;
    return { kind: 'file', size: new TextEncoder().encode(text).length, modified, executable };
  };
  return { open, list: (folder) => namesIn(paths(), behind(folder)), realPath: behind, stat };
}

function namesIn(paths: readonly string[], folder: string): readonly string[] {
  const prefix = folder.endsWith('/') ? folder : `${folder}/`;
  const names = paths.filter((path) => path.startsWith(prefix)).map((path) => path.slice(prefix.length).split('/')[0]);
  return [...new Set(names.filter((name) => name !== undefined))];
}
