/** A file system of VS Code in memory, as github.dev has one in a repository. */
import * as vscode from 'vscode';

export interface MemoryFiles extends vscode.FileSystemProvider {
  /** The paths that were read, each once. */
  readonly wasRead: () => readonly string[];
}

/** `texts` by their paths, which begin with a slash; folders are there as far as there are files in them. */
export function createMemoryFiles(texts: Readonly<Record<string, string>>): MemoryFiles {
  const changed = new vscode.EventEmitter<vscode.FileChangeEvent[]>();
  const files = new Map<string, { readonly bytes: Uint8Array<ArrayBuffer>; readonly at: number }>(
    Object.entries(texts).map(([path, text]) => [path, { bytes: Uint8Array.from(new TextEncoder().encode(text)), at: 1 }]),
  );
  const read = new Set<string>();
  const namesIn = (folder: string): ReadonlySet<string> => {
    const prefix = folder === '/' ? folder : `${folder}/`;
    const below = [...files.keys()].filter((path) => path.startsWith(prefix)).map((path) => path.slice(prefix.length));
    return new Set(below.map((path) => path.split('/')[0] ?? ''));
  };
  const pathOf = ({ path }: vscode.Uri): string => (path.length > 1 ? path.replace(/\/$/, '') : path);
  const nothing = (): void => undefined;

  return {
    onDidChangeFile: changed.event,
    wasRead: () => [...read].sort(),
    watch: () => new vscode.Disposable(nothing),
    stat(uri) {
      const file = files.get(pathOf(uri));
      if (file !== undefined) return { type: vscode.FileType.File, ctime: 0, mtime: file.at, size: file.bytes.length };
      if (namesIn(pathOf(uri)).size === 0) throw vscode.FileSystemError.FileNotFound(uri);
      return { type: vscode.FileType.Directory, ctime: 0, mtime: 0, size: 0 };
    },
    readDirectory(uri) {
      const folder = pathOf(uri);
      return [...namesIn(folder)].map((name) => [
        name,
        files.has(`${folder === '/' ? '' : folder}/${name}`) ? vscode.FileType.File : vscode.FileType.Directory,
      ]);
    },
    readFile(uri) {
      const file = files.get(pathOf(uri));
      if (file === undefined) throw vscode.FileSystemError.FileNotFound(uri);
      read.add(pathOf(uri));
      return file.bytes;
    },
    writeFile(uri, bytes) {
      const at = (files.get(pathOf(uri))?.at ?? 0) + 1;
      files.set(pathOf(uri), { bytes: Uint8Array.from(bytes), at });
      changed.fire([{ type: at === 1 ? vscode.FileChangeType.Created : vscode.FileChangeType.Changed, uri }]);
    },
    createDirectory: nothing,
    delete(uri) {
      files.delete(pathOf(uri));
      changed.fire([{ type: vscode.FileChangeType.Deleted, uri }]);
    },
    rename() {
      throw vscode.FileSystemError.NoPermissions();
    },
  };
}
