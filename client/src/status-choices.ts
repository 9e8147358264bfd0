/** What a click on a status item does: another version, another main file. The choice becomes a setting. */
import * as vscode from 'vscode';
import type { BaseLanguageClient } from 'vscode-languageclient';
import { versionsRequest, type VersionsResult } from '../../protocol/compare.ts';
import type { StatusResult } from '../../protocol/status.ts';
import { tellNoFile } from './no-file.ts';
import { pickVersion } from './pick-version.ts';
import { isNginx } from './verify/target-files.ts';

type Ask = (uri: vscode.Uri) => Promise<StatusResult | null>;

/** The two commands, about the document in front. */
export function registerChoices(client: BaseLanguageClient, ask: Ask): readonly vscode.Disposable[] {
  const chooseVersion = async (): Promise<void> => {
    const uri = activeDocument();
    const suggested = uri && (await client.sendRequest<VersionsResult | null>(versionsRequest, { uri: uri.toString() }));
    if (uri === undefined || !suggested) {
      void tellNoFile();
      return;
    }
    const found = { version: auto, why: vscode.l10n.t('the nginx that runs it, an image, or all that are in use') };
    const all = [found, ...suggested.from, ...suggested.to];
    const each = new Map(all.toReversed().map((it) => [it.version, it]));
    const chosen = await pickVersion(vscode.l10n.t('Which nginx runs this configuration?'), [...each.values()].toReversed());
    if (chosen !== undefined) await write(uri, 'nginxVersion', chosen === auto ? undefined : chosen, auto);
  };

  const chooseMainFile = async (): Promise<void> => {
    const uri = activeDocument();
    const status = uri && (await ask(uri));
    if (uri === undefined || !status) {
      void tellNoFile();
      return;
    }
    const folder = vscode.workspace.getWorkspaceFolder(uri);
    if (folder === undefined) return openSetting();
    const items = [
      { label: vscode.l10n.t('Found by itself'), description: vscode.l10n.t('the main files that include this file'), path: '' },
      ...status.choices.map((uri) => {
        const path = pathIn(folder, vscode.Uri.parse(uri));
        return { label: path, path };
      }),
      { label: vscode.l10n.t('Another File…'), path: another },
    ];
    const title = vscode.l10n.t('Which file does nginx start with?');
    const picked = await vscode.window.showQuickPick(items, { title, matchOnDescription: true });
    if (picked === undefined) return;
    const path = picked.path === another ? await browse(folder) : picked.path;
    if (path !== undefined) await write(uri, 'mainFile', path === '' ? undefined : path, '');
  };

  return [
    vscode.commands.registerCommand('nginxHandshake.chooseVersion', chooseVersion),
    vscode.commands.registerCommand('nginxHandshake.chooseMainFile', chooseMainFile),
  ];
}

const auto = 'auto';
/** Stands for a file that is yet to be chosen; no path is so. */
const another = '\0';

function activeDocument(): vscode.Uri | undefined {
  const document = vscode.window.activeTextEditor?.document;
  return document !== undefined && isNginx(document) ? document.uri : undefined;
}

async function openSetting(): Promise<void> {
  await vscode.commands.executeCommand('workbench.action.openSettings', 'nginxHandshake.mainFile');
}

async function browse(folder: vscode.WorkspaceFolder): Promise<string | undefined> {
  const [file] = (await vscode.window.showOpenDialog({ defaultUri: folder.uri, openLabel: vscode.l10n.t('Choose') })) ?? [];
  return file === undefined ? undefined : pathIn(folder, file);
}

/** As the setting has it: relative to the folder, or else absolute. */
function pathIn(folder: vscode.WorkspaceFolder, file: vscode.Uri): string {
  const prefix = `${folder.uri.path}/`;
  return file.path.startsWith(prefix) ? file.path.slice(prefix.length) : file.fsPath;
}

/** `undefined` takes what was written away; where the user has a value for all workspaces, the default is written over it. */
async function write(uri: vscode.Uri, name: string, value: string | undefined, byDefault: string): Promise<void> {
  const settings = vscode.workspace.getConfiguration('nginxHandshake', uri);
  const { Global, Workspace, WorkspaceFolder } = vscode.ConfigurationTarget;
  const folders = vscode.workspace.workspaceFolders?.length ?? 0;
  const scope = vscode.workspace.getWorkspaceFolder(uri) === undefined ? Global : folders > 1 ? WorkspaceFolder : Workspace;
  const isOverridden = scope !== Global && settings.inspect(name)?.globalValue !== undefined;
  await settings.update(name, value ?? (isOverridden ? byDefault : undefined), scope);
}
