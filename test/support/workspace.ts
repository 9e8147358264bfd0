/** Files in memory, for tests. */
import { statementsIn } from '../../server/src/config/weight.ts';
import type { SourceFile, Unreadable, Workspace } from '../../server/src/config/workspace.ts';
import type { Parser } from '../../server/src/syntax/tree.ts';

/** Serves texts by their absolute paths; each is parsed once. Folders exist by what is in them. */
export function memoryWorkspace(parser: Parser, texts: ReadonlyMap<string, string>): Workspace {
  const parsed = new Map<string, SourceFile>();
  const open = (path: string): SourceFile | Unreadable => {
    const known = parsed.get(path);
    if (known !== undefined) return known;
    const text = texts.get(path);
    if (text === undefined) return { path, unreadable: namesIn(texts, path).length > 0 ? 'folder' : 'missing' };
    const file = { path, tree: parser.parse(text), statements: statementsIn(text) };
    parsed.set(path, file);
    return file;
  };
  return { open, list: (folder) => namesIn(texts, folder), realPath: (path) => path };
}

function namesIn(texts: ReadonlyMap<string, string>, folder: string): readonly string[] {
  const prefix = folder.endsWith('/') ? folder : `${folder}/`;
  const names = [...texts.keys()]
    .filter((path) => path.startsWith(prefix))
    .map((path) => path.slice(prefix.length).split('/')[0]);
  return [...new Set(names.filter((name) => name !== undefined))];
}
