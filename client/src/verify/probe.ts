/** "Test this WebSocket": asks for the URL, lets the server open it, and shows in the panel what came back. */
import * as vscode from 'vscode';
import type { BaseLanguageClient } from 'vscode-languageclient';
import type { PanelPage } from '../../../protocol/panel.ts';
import {
  probeCommand,
  probePageRequest,
  probeRequest,
  probingNotification,
  stopProbeCommand,
  type ProbeCommandArgument,
  type ProbeParams,
  type ProbeResult,
  type ProbingParams,
} from '../../../protocol/probe.ts';
import { followEdits } from '../panel/follow.ts';
import type { Panel } from '../panel/panel.ts';
import { openForServer } from '../panel/places.ts';
import { revived } from '../panel/restored.ts';
import { urlAt } from '../simulations.ts';
import { askOptions } from './probe-options.ts';
import { tellNoFile } from '../no-file.ts';

/** Registers the commands; what is returned goes away with the extension. Nothing is sent before somebody has seen the URL. */
export function registerProbe(
  { workspaceState }: Pick<vscode.ExtensionContext, 'workspaceState'>,
  client: BaseLanguageClient,
  panel: Panel,
): readonly vscode.Disposable[] {
  let running: vscode.CancellationTokenSource | undefined;
  let isShown = false;
  let last: ProbeCommandArgument | undefined;

  /** The URL that was used last for the location, else the one that its server and path give. */
  const askUrl = async (asked: ProbeCommandArgument): Promise<string | undefined> => {
    const remembered = asked.key === undefined ? undefined : workspaceState.get<string>(`probe ${asked.key}`);
    const url = await vscode.window.showInputBox({
      title: vscode.l10n.t('Test this WebSocket'),
      prompt: vscode.l10n.t('Nothing has been sent yet. The URL to open, as a browser does:'),
      value: remembered ?? asked.url,
      validateInput: (typed) =>
        /^(wss?|https?):\/\/\S+$/.test(typed.trim()) ? undefined : vscode.l10n.t('A URL such as wss://example.com/ws'),
    });
    if (url === undefined) return undefined;
    if (asked.key !== undefined) await workspaceState.update(`probe ${asked.key}`, url.trim());
    return url.trim();
  };

  /** What a lens or a button names; else the location under the cursor, else what was tested last. */
  const questionOf = async (given: ProbeCommandArgument | undefined): Promise<ProbeCommandArgument | undefined> => {
    if (given !== undefined) return given;
    const editor = vscode.window.activeTextEditor;
    if (editor === undefined) return last;
    const here = await urlAt(client, editor);
    return { uri: editor.document.uri.toString(), url: here?.url ?? 'ws://localhost/', ...(here && { key: here.key }) };
  };

  const test = async (given?: ProbeCommandArgument): Promise<boolean | undefined> => {
    if (!vscode.workspace.isTrusted) {
      void vscode.window.showWarningMessage(
        vscode.l10n.t('nginx Handshake: nothing is sent from a workspace that is not trusted.'),
      );
      return undefined;
    }
    const asked = await questionOf(given);
    if (asked === undefined) {
      void tellNoFile();
      return undefined;
    }
    if (given !== undefined) await openForServer(given.uri);
    const question = await askOptions(asked);
    if (question === undefined) return undefined;
    const url = question.sure === true ? question.url : await askUrl(question);
    if (url === undefined) return undefined;
    last = { ...question, url };
    await workspaceState.update(kept, last);
    return run({ ...question, url });
  };

  const run = async (params: ProbeParams): Promise<boolean | undefined> => {
    running?.cancel();
    const source = new vscode.CancellationTokenSource();
    running = source;
    isShown = false;
    await vscode.commands.executeCommand('setContext', 'nginxHandshake.isProbing', true);
    const options = {
      location: vscode.ProgressLocation.Notification,
      cancellable: true,
      title: vscode.l10n.t('Opens {0}', params.url),
    };
    try {
      const result = await vscode.window.withProgress(options, (_progress, token) => {
        token.onCancellationRequested(() => {
          source.cancel();
        });
        return client.sendRequest<ProbeResult>(probeRequest, params, source.token);
      });
      if (running !== source) return undefined;
      if ('complaint' in result) {
        void vscode.window.showWarningMessage(`nginx Handshake: ${result.complaint}`);
        return undefined;
      }
      panel.show('probe', result.page);
      return result.connected;
    } finally {
      source.dispose();
      if (running === source) {
        running = undefined;
        await vscode.commands.executeCommand('setContext', 'nginxHandshake.isProbing', false);
      }
    }
  };

  /** A panel that was closed meanwhile stays closed until the end. */
  const probing = ({ page }: ProbingParams): void => {
    if (running === undefined) return;
    if (isShown) panel.update('probe', page);
    else panel.show('probe', page);
    isShown = true;
  };

  const isAsking = (): boolean => running !== undefined;

  /** What came back stays as it is; what the configuration makes of it follows the edits. */
  const follow = async (): Promise<void> => {
    if (isAsking() || !panel.has('probe')) return;
    const page = await client.sendRequest<PanelPage | null>(probePageRequest);
    if (page !== null && !isAsking()) panel.update('probe', page);
  };

  return [
    new vscode.Disposable(() => {
      running?.cancel();
    }),
    client.onNotification(probingNotification, probing),
    panel.onDidRestore((pages) => {
      const page = pages.get('probe');
      last ??= workspaceState.get<ProbeCommandArgument>(kept);
      if (page === undefined || last === undefined) return;
      const again = { title: vscode.l10n.t('Test again'), command: probeCommand, arguments: [{ ...last, sure: true }] };
      panel.update('probe', revived(page, vscode.l10n.t('This came back before the window was reloaded.'), [again]));
    }),
    followEdits(client, follow),
    vscode.commands.registerCommand(probeCommand, test),
    vscode.commands.registerCommand(stopProbeCommand, () => {
      running?.cancel();
    }),
  ];
}

/** In the state of the workspace: what was tested last, for when the window is reloaded. */
const kept = 'panel probe';
