/** Files that only the editor reaches: each look is a question to it. */
import type { Connection } from 'vscode-languageserver';
import {
  listFolderRequest,
  readFileRequest,
  statFileRequest,
  type ListFolderResult,
  type ReadFileParams,
  type ReadFileResult,
  type StatFileResult,
  type VirtualFileParams,
} from '../../../protocol/virtual-files.ts';
import { decode } from '../files/bytes.ts';
import { largestFile, noSlowDisk, type Content, type SlowDisk } from '../files/disk.ts';
import type { Client } from './client.ts';
import { isForeign, uriOf } from './uris.ts';

type Asking = Pick<Connection, 'sendRequest'>;

/**
 * The disk of this machine with the files of other schemes from the editor, or all from the editor where this machine has
 * none. What an editor cannot be asked for stays unknown.
 */
export function diskOf(own: SlowDisk | undefined, client: Pick<Client, 'readsFiles'>, connection: Asking): SlowDisk {
  const other = client.readsFiles ? clientDisk(connection) : noSlowDisk;
  if (own === undefined) return other;
  const at = (path: string): SlowDisk => (isForeign(path) ? other : own);
  return {
    read: (path) => at(path).read(path),
    list: (folder) => at(folder).list(folder),
    realPath: (path) => at(path).realPath(path),
    stat: (path) => at(path).stat(path),
    stamp: (path) => at(path).stamp(path),
    isFar: isForeign,
  };
}

/** A question that fails is answered as one about a file that nobody can tell of. */
function clientDisk(connection: Asking): SlowDisk {
  const unavailable = { unreadable: 'unavailable' } as const;
  const statOf = (path: string): Promise<StatFileResult> =>
    connection
      .sendRequest<StatFileResult>(statFileRequest, { uri: uriOf(path) } satisfies VirtualFileParams)
      .catch(() => unavailable);
  return {
    async read(path) {
      const asked: ReadFileParams = { uri: uriOf(path), most: largestFile };
      return contentOf(await connection.sendRequest<ReadFileResult>(readFileRequest, asked).catch(() => unavailable));
    },
    async list(folder) {
      const asked: VirtualFileParams = { uri: uriOf(folder) };
      const entries = await connection.sendRequest<ListFolderResult>(listFolderRequest, asked).catch(() => []);
      return [...entries].sort((a, b) => (a.name < b.name ? -1 : 1));
    },
    realPath: (path) => Promise.resolve(path),
    isFar: () => true,
    async stat(path) {
      const stat = await statOf(path);
      if ('unreadable' in stat) return undefined;
      return { kind: stat.kind, size: stat.size, modified: Math.floor(stat.modified / 1000), executable: undefined };
    },
    async stamp(path) {
      const stat = await statOf(path);
      return 'unreadable' in stat ? stat.unreadable : `${stat.kind} ${stat.size} ${stat.modified} ${stat.created}`;
    },
  };
}

function contentOf(read: ReadFileResult): Content {
  if ('bytes' in read) return { text: decode(Uint8Array.from(read.bytes, (byte) => byte.charCodeAt(0))) };
  return { unreadable: read.unreadable === 'unavailable' ? 'pending' : read.unreadable };
}
