/** The settings of each workspace folder, asked of the editor once and again when they change. */
import { MessageType, ShowMessageNotification, type Connection } from 'vscode-languageserver';
import { dumpScheme, dumpSuffix } from '../../../protocol/target.ts';
import type { AnalyzeOptions } from '../analysis/analyze.ts';
import type { Client } from './client.ts';
import { isSameVersion, type NginxVersion } from '../reference/version.ts';
import type { InstalledNginx } from '../files/nginx-binary.ts';
import type { FoundImage } from '../project/image-search.ts';
import type { FolderSettings } from '../project/projects.ts';
import { keyOf, type Target } from '../target/model.ts';
import { readSettings, type Settings } from './settings.ts';
import { pathOf, uriOf } from './uris.ts';

/** The settings that hold for a document. */
export type DocumentSettings = FolderSettings & Settings;

export interface Folders {
  /** Asks the editor; true when some setting or folder is different now. `pushed` is what a client sends of its own. */
  readonly load: (pushed?: unknown) => Promise<boolean>;
  /** The nginx that was found on the machine: what `auto` stands for from now on; true when some setting is different now. */
  readonly foundNginx: (installed: InstalledNginx) => boolean;
  /** The images that were found in a folder: what `auto` stands for where no nginx is; true when some setting is different now. */
  readonly foundImages: (folder: string, images: readonly FoundImage[]) => boolean;
  /** What nginx of a target said of itself: what `auto` stands for where the setting names it; true when some setting is different now. */
  readonly foundTarget: (target: Target, version: NginxVersion | undefined) => boolean;
  /** The targets that the settings name. */
  readonly targets: () => readonly Target[];
  readonly all: () => readonly string[];
  readonly changeFolders: (added: readonly string[], removed: readonly string[]) => void;
  readonly of: (path: string) => DocumentSettings;
}

/** `folders` are URIs. */
export function createFolders(connection: Connection, client: Client, folders: readonly string[]): Folders {
  let installed: InstalledNginx | undefined;
  const images = new Map<string, readonly FoundImage[]>();
  const versions = new Map<string, NginxVersion | undefined>();
  const versionOf = (target: Target): NginxVersion | undefined => versions.get(keyOf(target));
  const paths = new Set(folders.map(pathOf));
  const known = new Map<string, { readonly raw: string; readonly scope: DocumentSettings }>();
  const told = new Set<string>();
  let sent = client.initialSettings;

  const ask = async (folder: string): Promise<unknown> => {
    if (!client.configuration) return sent;
    const section = 'nginxHandshake';
    return connection.workspace.getConfiguration(folder === '' ? { section } : { section, scopeUri: uriOf(folder) });
  };

  const read = (folder: string, raw: unknown): Settings =>
    readSettings(raw, folder === '' ? undefined : folder, { installed, images: images.get(folder) ?? [], versionOf });

  const set = (folder: string, raw: unknown): boolean => {
    const text = JSON.stringify(raw ?? {});
    if (known.get(folder)?.raw === text) return false;
    const settings = read(folder, raw);
    known.set(folder, { raw: text, scope: { folder: folder === '' ? undefined : folder, ...settings } });
    for (const complaint of settings.complaints.filter((it) => !told.has(it))) {
      told.add(complaint);
      void connection.sendNotification(ShowMessageNotification.type, { type: MessageType.Warning, message: complaint });
    }
    return true;
  };

  /** The settings again, after something was found. */
  const readAgain = (): boolean => {
    let changed = false;
    for (const [folder, { raw, scope }] of known) {
      const rest = read(folder, JSON.parse(raw));
      if (sameVersion(rest.options, scope.options)) continue;
      known.set(folder, { raw, scope: { folder: scope.folder, ...rest } });
      changed = true;
    }
    return changed;
  };

  set('', sent);
  return {
    async load(pushed) {
      sent = pushed ?? sent;
      const answers = await Promise.all(['', ...paths].map(async (folder) => set(folder, await ask(folder))));
      return answers.includes(true);
    },
    foundNginx(found) {
      installed = found;
      return readAgain();
    },
    foundImages(folder, found) {
      images.set(folder, found);
      return readAgain();
    },
    foundTarget(target, version) {
      versions.set(keyOf(target), version);
      return readAgain();
    },
    targets: () => [...known.values()].flatMap(({ scope }) => (scope.target === undefined ? [] : [scope.target])),
    all: () => [...paths],
    changeFolders(added, removed) {
      for (const path of removed.map(pathOf)) {
        paths.delete(path);
        known.delete(path);
      }
      for (const path of added.map(pathOf)) paths.add(path);
    },
    of(asked) {
      const path = aboutPath(asked);
      const folder = [...known.keys()].filter((it) => path.startsWith(`${it}/`)).sort((a, b) => b.length - a.length)[0] ?? '';
      return known.get(folder)?.scope ?? { folder: undefined, ...read('', {}) };
    },
  };
}

/** The file that the document of a dump was asked about; of any other path, the path itself. */
export function aboutPath(path: string): string {
  const prefix = `/${dumpScheme}:`;
  return path.startsWith(prefix) ? path.slice(prefix.length).replace(dumpSuffix, '') : path;
}

function sameVersion(a: AnalyzeOptions, b: AnalyzeOptions): boolean {
  const same = (one: NginxVersion | undefined, other: NginxVersion | undefined): boolean =>
    one === undefined || other === undefined ? one === other : isSameVersion(one, other);
  return same(a.nginx, b.nginx) && same(a.nginxUpTo, b.nginxUpTo);
}
