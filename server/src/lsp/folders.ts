/** The settings of each workspace folder, asked of the editor once and again when they change. */
import { MessageType, ShowMessageNotification, type Connection } from 'vscode-languageserver';
import type { Client } from './client.ts';
import type { NginxVersion } from '../reference/version.ts';
import type { FolderSettings } from '../project/projects.ts';
import { readSettings, type Settings } from './settings.ts';
import { pathOf, uriOf } from './uris.ts';

/** The settings that hold for a document. */
export type DocumentSettings = FolderSettings & Omit<Settings, 'complaints'>;

export interface Folders {
  /** Asks the editor; true when some setting or folder is different now. `pushed` is what a client sends of its own. */
  readonly load: (pushed?: unknown) => Promise<boolean>;
  readonly changeFolders: (added: readonly string[], removed: readonly string[]) => void;
  readonly of: (path: string) => DocumentSettings;
}

/** `folders` are URIs; `installed` is the version of the nginx that was found. */
export function createFolders(
  connection: Connection,
  client: Client,
  folders: readonly string[],
  installed: NginxVersion | undefined,
): Folders {
  const paths = new Set(folders.map(pathOf));
  const known = new Map<string, { readonly raw: string; readonly scope: DocumentSettings }>();
  const told = new Set<string>();
  let settings = client.initialSettings;

  const ask = async (folder: string): Promise<unknown> => {
    if (!client.configuration) return settings;
    const section = 'nginxHandshake';
    return connection.workspace.getConfiguration(folder === '' ? { section } : { section, scopeUri: uriOf(folder) });
  };

  const set = (folder: string, raw: unknown): boolean => {
    const text = JSON.stringify(raw ?? {});
    if (known.get(folder)?.raw === text) return false;
    const { complaints, ...rest } = readSettings(raw, folder === '' ? undefined : folder, installed);
    known.set(folder, { raw: text, scope: { folder: folder === '' ? undefined : folder, ...rest } });
    for (const complaint of complaints.filter((it) => !told.has(it))) {
      told.add(complaint);
      void connection.sendNotification(ShowMessageNotification.type, { type: MessageType.Warning, message: complaint });
    }
    return true;
  };

  set('', settings);
  return {
    async load(pushed) {
      settings = pushed ?? settings;
      const answers = await Promise.all(['', ...paths].map(async (folder) => set(folder, await ask(folder))));
      return answers.includes(true);
    },
    changeFolders(added, removed) {
      for (const path of removed.map(pathOf)) {
        paths.delete(path);
        known.delete(path);
      }
      for (const path of added.map(pathOf)) paths.add(path);
    },
    of(path) {
      const folder = [...known.keys()].filter((it) => path.startsWith(`${it}/`)).sort((a, b) => b.length - a.length)[0] ?? '';
      return known.get(folder)?.scope ?? { folder: undefined, ...readSettings({}, undefined, installed) };
    },
  };
}
