/** "Watch handshakes": the server follows the logs, the panel shows what they say. Ends with the command, and with the panel. */
import * as vscode from 'vscode';
import { DidChangeTextDocumentNotification, type BaseLanguageClient } from 'vscode-languageclient';
import type { PanelPage } from '../../../protocol/panel.ts';
import {
  startWatchCommand,
  startWatchRequest,
  stopWatchCommand,
  stopWatchRequest,
  watchedNotification,
  watchPageRequest,
  type StartWatchResult,
  type StopWatchResult,
  type WatchedParams,
} from '../../../protocol/watch.ts';
import type { Panel } from '../panel/panel.ts';
import { openForServer } from '../panel/places.ts';
import { revived } from '../panel/restored.ts';
import { tellNoFile } from '../no-file.ts';

/** Registers the commands; what is returned goes away with the extension. */
export function registerWatch(
  { workspaceState }: Pick<vscode.ExtensionContext, 'workspaceState'>,
  client: BaseLanguageClient,
  panel: Panel,
): readonly vscode.Disposable[] {
  /** The document from which it was started. */
  let watching: string | undefined;

  /** A button names the document; a command means the one in front. */
  const start = async (named?: unknown): Promise<boolean> => {
    const uri = typeof named === 'string' ? named : vscode.window.activeTextEditor?.document.uri.toString();
    if (uri === undefined) {
      await tellNoFile();
      return false;
    }
    if (typeof named === 'string') await openForServer(named);
    if (watching === uri && (await reveal())) return true;
    const result = await client.sendRequest<StartWatchResult>(startWatchRequest, { uri });
    if ('complaint' in result) {
      void vscode.window.showWarningMessage(`nginx Handshake: ${result.complaint}`);
      return false;
    }
    watching = uri;
    await workspaceState.update(kept, uri);
    panel.show('watch', result.page);
    return true;
  };

  /** Shows what is watched already, with all that was counted. */
  const reveal = async (): Promise<boolean> => {
    const page = await client.sendRequest<PanelPage | null>(watchPageRequest);
    if (page !== null) panel.show('watch', page);
    return page !== null;
  };

  const stop = async (): Promise<boolean> => {
    watching = undefined;
    const { stopped, page } = await client.sendRequest<StopWatchResult>(stopWatchRequest);
    if (page !== null) panel.update('watch', page);
    if (!stopped) void vscode.window.showInformationMessage(vscode.l10n.t('nginx Handshake: nothing is watched.'));
    return stopped;
  };

  /** Places move as the configuration is edited. */
  const follow = async (): Promise<void> => {
    if (!panel.has('watch')) return;
    const page = await client.sendRequest<PanelPage | null>(watchPageRequest);
    if (page !== null) panel.update('watch', page);
  };

  return [
    client.onNotification(watchedNotification, ({ page }: WatchedParams) => {
      panel.update('watch', page);
    }),
    client.getFeature(DidChangeTextDocumentNotification.method).onNotificationSent(() => void follow()),
    panel.onDidRestore((pages) => {
      const page = pages.get('watch');
      const uri = workspaceState.get<string>(kept);
      if (page === undefined || uri === undefined) return;
      const again = { title: vscode.l10n.t('Watch again'), command: startWatchCommand, arguments: [uri] };
      panel.update('watch', revived(page, vscode.l10n.t('The window was reloaded: nothing is watched any more.'), [again]));
    }),
    panel.onDidClose(() => {
      if (watching !== undefined) void stop();
    }),
    vscode.commands.registerCommand(startWatchCommand, start),
    vscode.commands.registerCommand(stopWatchCommand, stop),
  ];
}

/** In the state of the workspace: the document from which it was started last, for when the window is reloaded. */
const kept = 'panel watch';
