/** Which files the editor is asked to watch: those that may be main files or name images, and the folders of all that was read. */
import {
  DidChangeWatchedFilesNotification,
  type Connection,
  type Disposable,
  type FileSystemWatcher,
} from 'vscode-languageserver';
import { endings } from '../project/search.ts';
import type { Client } from './client.ts';
import { uriOf } from './uris.ts';

/** Dockerfiles and compose files: the nginx that is judged for may hang on them. */
export const mayNameImages = `**/{${['Dockerfile', 'dockerfile', 'Containerfile', 'containerfile'].flatMap((it) => [`${it}*`, `*.${it}`]).join(',')},*compose*.yml,*compose*.yaml}`;

export interface Watching {
  /** Watches these folders too, and no more those of the last time. */
  readonly folders: (paths: ReadonlySet<string>) => void;
}

export function createWatching(connection: Connection, client: Client): Watching {
  let watched: string | undefined;
  let registered: Promise<Disposable | undefined> = Promise.resolve(undefined);

  const register = async (
    watchers: FileSystemWatcher[],
    before: Promise<Disposable | undefined>,
  ): Promise<Disposable | undefined> => {
    try {
      const now = await connection.client.register(DidChangeWatchedFilesNotification.type, { watchers });
      (await before)?.dispose();
      return now;
    } catch (error) {
      connection.console.error(`The editor cannot watch files: ${String(error)}`);
      return before;
    }
  };

  return {
    folders(paths) {
      if (!client.watchesFiles) return;
      const folders = [...paths].sort().slice(0, mostFolders);
      const key = client.watchesFolders ? folders.join('\n') : '';
      if (key === watched) return;
      watched = key;
      const own = client.watchesFolders
        ? folders.map((folder) => ({ globPattern: { baseUri: uriOf(folder), pattern: '*' } }))
        : [{ globPattern: '**/*' }];
      registered = register([{ globPattern: mayBeMain }, { globPattern: mayNameImages }, ...own], registered);
    },
  };
}

const mayBeMain = `**/{nginx.*,*.{${endings.join(',')}}}`;

/** A watched folder is a handle of the system. */
const mostFolders = 200;
