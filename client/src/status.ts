/** The language status items of the document in front: the version that it is judged for, and the main file that it is read in. */
import * as vscode from 'vscode';
import { State, type BaseLanguageClient } from 'vscode-languageclient';
import { statusChanged, statusRequest, type StatusChanged, type StatusResult } from '../../protocol/status.ts';
import { registerChoices } from './status-choices.ts';
import { isNginx } from './verify/target-files.ts';

/** Follows the document in front, the settings, and what the server finds; what is returned goes away with the extension. */
export function registerStatus(client: BaseLanguageClient): vscode.Disposable {
  const version = itemOf('version', vscode.l10n.t('nginx version'), 'nginxHandshake.chooseVersion');
  const main = itemOf('mainFile', vscode.l10n.t('Main file'), 'nginxHandshake.chooseMainFile');

  const show = (uri: vscode.Uri, status: StatusResult): void => {
    version.text = status.version;
    version.detail = status.source;
    const [first, ...others] = status.mains;
    main.text =
      first === undefined
        ? vscode.l10n.t('Main file: none')
        : vscode.l10n.t('Main file: {0}', vscode.workspace.asRelativePath(vscode.Uri.parse(first)).replaceAll('$(', '$ ('));
    main.detail = detailOf(uri, first, others.length, status.isMainSet);
  };

  const ask = async (): Promise<void> => {
    const document = vscode.window.activeTextEditor?.document;
    if (document === undefined || !isNginx(document) || !client.isRunning()) return;
    const status = await statusOf(client, document.uri);
    if (status !== null && vscode.window.activeTextEditor?.document === document) show(document.uri, status);
  };
  const update = (): void => {
    ask().catch((error: unknown) => {
      client.error('nginx Handshake: the status is not known', error, false);
    });
  };

  update();
  return vscode.Disposable.from(
    version,
    main,
    ...registerChoices(client, (uri) => statusOf(client, uri)),
    client.onNotification(statusChanged, (status: StatusChanged) => {
      const uri = vscode.window.activeTextEditor?.document.uri;
      if (uri?.toString() === vscode.Uri.parse(status.uri).toString()) show(uri, status);
    }),
    vscode.window.onDidChangeActiveTextEditor(update),
    vscode.workspace.onDidOpenTextDocument(update),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration('nginxHandshake')) update();
    }),
    client.onDidChangeState(({ newState }) => {
      if (newState === State.Running) update();
    }),
  );
}

/** `null` for what the server does not have open. */
function statusOf(client: BaseLanguageClient, uri: vscode.Uri): Promise<StatusResult | null> {
  return client.sendRequest<StatusResult | null>(statusRequest, { uri: uri.toString() });
}

function itemOf(id: string, name: string, command: string): vscode.LanguageStatusItem {
  const selector = [{ language: 'nginx' }, { language: 'NGINX' }];
  const item = vscode.languages.createLanguageStatusItem(`nginxHandshake.${id}`, selector);
  item.name = name;
  item.text = name;
  item.command = { command, title: vscode.l10n.t('Change') };
  return item;
}

function detailOf(uri: vscode.Uri, main: string | undefined, others: number, isSet: boolean): string {
  if (main === undefined) return vscode.l10n.t('no main file includes this one: it is judged by itself');
  if (isSet) return vscode.l10n.t('as the setting says');
  if (others > 0) return vscode.l10n.t('and {0} more, each of which includes this file', others);
  return vscode.Uri.parse(main).toString() === uri.toString()
    ? vscode.l10n.t('this file')
    : vscode.l10n.t('which includes this file');
}
