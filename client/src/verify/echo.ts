/** "Start an echo backend here": the server listens, the panel shows what arrives. */
import * as vscode from 'vscode';
import { DidChangeTextDocumentNotification, type BaseLanguageClient } from 'vscode-languageclient';
import {
  echoedNotification,
  echoPageRequest,
  startEchoCommand,
  startEchoRequest,
  stopEchoCommand,
  stopEchoRequest,
  type EchoedParams,
  type StartEchoParams,
  type StartEchoResult,
  type StopEchoResult,
} from '../../../protocol/echo.ts';
import type { PanelPage } from '../../../protocol/panel.ts';
import type { Panel } from '../panel/panel.ts';
import { openForServer } from '../panel/places.ts';
import { revived } from '../panel/restored.ts';
import { tellNoFile } from '../no-file.ts';

/** Registers the commands; what is returned goes away with the extension. Nothing listens before a command. */
export function registerEcho(
  { workspaceState }: Pick<vscode.ExtensionContext, 'workspaceState'>,
  client: BaseLanguageClient,
  panel: Panel,
): readonly vscode.Disposable[] {
  const start = async (uri?: unknown, port?: unknown): Promise<number | undefined> => {
    const question = questionOf(uri, port);
    if (question === undefined) {
      await tellNoFile();
      return undefined;
    }
    if (typeof uri === 'string') await openForServer(uri);
    const result = await client.sendRequest<StartEchoResult>(startEchoRequest, question);
    if ('complaint' in result) {
      void vscode.window.showWarningMessage(`nginx Handshake: ${result.complaint}`);
      return undefined;
    }
    if ('ports' in result) {
      const picked = await vscode.window.showQuickPick(result.ports.map(String), {
        title: vscode.l10n.t('Start an echo backend on which port?'),
      });
      return picked === undefined ? undefined : start(question.uri, Number(picked));
    }
    await workspaceState.update(kept, { uri: question.uri, port: result.port } satisfies StartEchoParams);
    panel.show('echo', result.page);
    return result.port;
  };

  const stop = async (): Promise<number> => {
    const { stopped, page } = await client.sendRequest<StopEchoResult>(stopEchoRequest);
    panel.update('echo', page);
    if (stopped === 0) void vscode.window.showInformationMessage(vscode.l10n.t('nginx Handshake: no echo backend runs.'));
    return stopped;
  };

  /** Places move as the configuration is edited. */
  const follow = async (): Promise<void> => {
    if (!panel.has('echo')) return;
    const page = await client.sendRequest<PanelPage | null>(echoPageRequest);
    if (page !== null) panel.update('echo', page);
  };

  return [
    client.onNotification(echoedNotification, ({ page }: EchoedParams) => {
      panel.update('echo', page);
    }),
    client.getFeature(DidChangeTextDocumentNotification.method).onNotificationSent(() => void follow()),
    panel.onDidRestore((pages) => {
      const page = pages.get('echo');
      const last = workspaceState.get<StartEchoParams>(kept);
      if (page === undefined || last?.port === undefined) return;
      const again = {
        title: vscode.l10n.t('Start again on port {0}', last.port),
        command: startEchoCommand,
        arguments: [last.uri, last.port],
      };
      panel.update('echo', revived(page, vscode.l10n.t('The window was reloaded: no echo backend runs any more.'), [again]));
    }),
    vscode.commands.registerCommand(startEchoCommand, start),
    vscode.commands.registerCommand(stopEchoCommand, stop),
  ];
}

/** What a code action names, else the place of the cursor. */
function questionOf(uri: unknown, port: unknown): StartEchoParams | undefined {
  if (typeof uri === 'string') return typeof port === 'number' ? { uri, port } : { uri };
  const editor = vscode.window.activeTextEditor;
  if (editor === undefined) return undefined;
  const { line, character } = editor.selection.active;
  return { uri: editor.document.uri.toString(), position: { line, character } };
}

/** In the state of the workspace: what was started last, for when the window is reloaded. */
const kept = 'panel echo';
