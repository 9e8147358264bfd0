/** A virtual folder of an editor: files in memory, from which the server's questions are answered. */
import assert from 'node:assert/strict';
import type { HandlerResult } from 'vscode-languageserver';
import {
  listFolderRequest,
  readFileRequest,
  statFileRequest,
  type ListFolderResult,
  type ReadFileParams,
  type ReadFileResult,
  type StatFileResult,
  type VirtualFileParams,
} from '../../protocol/virtual-files.ts';
import type { LspClient } from './lsp-client.ts';

/** In place of a text: nobody can tell what is there. */
export const unavailable = '\0';

/**
 * `texts` by their paths below `folder`, a URI without a slash at its end; they may change meanwhile. Folders have one stamp for ever.
 * Gives the questions in their order, each as its method and path.
 */
export function answerFiles(
  connection: Pick<LspClient['connection'], 'onRequest'>,
  folder: string,
  texts: ReadonlyMap<string, string | Buffer>,
): readonly string[] {
  const asked: string[] = [];
  const hear = (method: string, uri: string): string => {
    const whole = decodeURIComponent(uri);
    const path = whole.startsWith(folder) ? whole.slice(folder.length + 1) : `elsewhere ${whole}`;
    asked.push(`${method} ${path}`);
    return path;
  };
  const below = (path: string): readonly string[] => {
    const prefix = path === '' ? '' : `${path}/`;
    return [...texts.keys()].filter((it) => it.startsWith(prefix)).map((it) => it.slice(prefix.length));
  };
  connection.onRequest(readFileRequest, ({ uri, most }: ReadFileParams): HandlerResult<ReadFileResult, void> => {
    assert.equal(most, 16 * 1024 * 1024);
    const text = texts.get(hear(readFileRequest, uri));
    if (text === unavailable) return { unreadable: 'unavailable' };
    return text === undefined ? { unreadable: 'missing' } : { bytes: Buffer.from(text).toString('latin1') };
  });
  connection.onRequest(listFolderRequest, ({ uri }: VirtualFileParams): ListFolderResult => {
    const path = hear(listFolderRequest, uri);
    const names = new Set(below(path).map((it) => it.split('/')[0] ?? ''));
    return [...names].map((name) => ({ name, folder: !texts.has(path === '' ? name : `${path}/${name}`) }));
  });
  connection.onRequest(statFileRequest, ({ uri }: VirtualFileParams): HandlerResult<StatFileResult, void> => {
    const path = hear(statFileRequest, uri);
    const text = texts.get(path);
    if (text === unavailable) return { unreadable: 'unavailable' };
    if (text !== undefined) return { kind: 'file', size: text.length, modified: text.length, created: 0 };
    return below(path).length > 0 ? { kind: 'folder', size: 0, modified: 0, created: 0 } : { unreadable: 'missing' };
  });
  return asked;
}
