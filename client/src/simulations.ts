/** "Which location handles this URL?": asks the server, shows the way in the panel, and goes to the line. */
import * as vscode from 'vscode';
import { keepCheckingCommand, keepCheckingRequest, type KeepCheckingResult } from '../../protocol/keep-checking.ts';
import {
  fixUrlCommand,
  fixUrlRequest,
  simulateRequest,
  urlAtRequest,
  type FixUrlParams,
  type FixUrlResult,
  type SimulateParams,
  type SimulateResult,
  type UrlAtResult,
} from '../../protocol/simulate.ts';
import type { BaseLanguageClient } from 'vscode-languageclient';
import { followEdits } from './panel/follow.ts';
import type { Panel } from './panel/panel.ts';
import { goTo, openForServer } from './panel/places.ts';
import { tellNoFile } from './no-file.ts';

/** Registers the commands; what is returned goes away with the extension. */
export function registerSimulations(
  { workspaceState }: Pick<vscode.ExtensionContext, 'workspaceState'>,
  client: BaseLanguageClient,
  panel: Panel,
): readonly vscode.Disposable[] {
  let last: SimulateParams | undefined;

  /** `undefined` where there is nothing to say, or where another question came in between. */
  const simulate = async (question: SimulateParams): Promise<SimulateResult | undefined> => {
    last = question;
    const result = await client.sendRequest<SimulateResult | null>(simulateRequest, question);
    return result === null || question !== last ? undefined : result;
  };

  const show = async (uri: string, url: string): Promise<void> => {
    const question = { uri, url };
    const result = await simulate(question);
    if (result !== undefined) {
      if (result.location !== null) await goTo(result.location, false);
      panel.show('simulation', result.page);
      await workspaceState.update(kept, question);
    } else if (question === last) {
      await tellNoFile();
    }
  };

  /** The URL that somebody types, and the file that it is about; the location under the cursor suggests one. */
  const askUrl = async (title: string): Promise<SimulateParams | undefined> => {
    const editor = vscode.window.activeTextEditor;
    const uri = editor?.document.uri.toString() ?? last?.uri;
    const here = editor === undefined ? undefined : await urlAt(client, editor);
    const url = await vscode.window.showInputBox({
      title,
      prompt: vscode.l10n.t('The URL that a client opens: ws://, wss://, http://, https://, or a path'),
      value: here?.url ?? last?.url ?? 'ws://localhost/',
      validateInput: (typed) =>
        /^(wss?:\/\/|https?:\/\/|\/)\S+$/.test(typed.trim()) ? undefined : vscode.l10n.t('A URL or a path, without blanks'),
    });
    return url === undefined || uri === undefined ? undefined : { uri, url: url.trim() };
  };

  const unanswered = (error: unknown): void => {
    client.error('nginx Handshake: the simulation of before is not there any more', error, false);
  };

  const ask = async (): Promise<void> => {
    const question = await askUrl(vscode.l10n.t('Which location handles this URL?'));
    if (question !== undefined) await show(question.uri, question.url);
  };

  /** The URL that is handed in, or that the panel shows, is meant; where none is, somebody is asked. */
  const keepChecking = async (given?: SimulateParams): Promise<void> => {
    const shown = panel.has('simulation') ? last : undefined;
    const question = given ?? shown ?? (await askUrl(vscode.l10n.t('Which URL shall be checked from now on?')));
    if (question === undefined) return;
    const { uri, url } = question;
    const result = await client.sendRequest<KeepCheckingResult | null>(keepCheckingRequest, { uri, url });
    if (result === null) {
      await vscode.window.showInformationMessage(
        vscode.l10n.t('nginx Handshake: {0} is checked already, or no file here can say so.', url),
      );
      return;
    }
    const edit = new vscode.WorkspaceEdit();
    const target = client.protocol2CodeConverter.asUri(result.uri);
    edit.insert(target, client.protocol2CodeConverter.asPosition(result.position), result.newText);
    await vscode.workspace.applyEdit(edit);
  };

  const fix = async (params: FixUrlParams): Promise<void> => {
    const result = await client.sendRequest<FixUrlResult | null>(fixUrlRequest, params);
    if (result?.applied !== true)
      await vscode.window.showInformationMessage(
        vscode.l10n.t('nginx Handshake: the configuration has changed; the panel shows what is true now.'),
      );
    await follow();
  };

  /** What is shown follows the configuration as it is edited. */
  const follow = async (): Promise<void> => {
    if (last === undefined || !panel.has('simulation')) return;
    const result = await simulate({ ...last });
    if (result !== undefined) panel.update('simulation', result.page);
  };

  const revive = async (): Promise<void> => {
    last ??= workspaceState.get<SimulateParams>(kept);
    if (last === undefined) return;
    await openForServer(last.uri);
    await follow();
  };

  return [
    followEdits(client, follow),
    panel.onDidRestore((pages) => {
      if (pages.has('simulation')) revive().catch(unanswered);
    }),
    vscode.commands.registerCommand('nginxHandshake.whichLocation', ask),
    vscode.commands.registerCommand(keepCheckingCommand, keepChecking),
    vscode.commands.registerCommand(fixUrlCommand, fix),
    vscode.commands.registerCommand('nginxHandshake.showSimulation', show),
  ];
}

/** In the state of the workspace: what the panel shows, for when the window is reloaded. */
const kept = 'panel simulation';

/** What the location under the cursor is reached by; `undefined` outside of servers. */
export async function urlAt(
  client: BaseLanguageClient,
  { document, selection }: vscode.TextEditor,
): Promise<UrlAtResult | undefined> {
  const position = client.code2ProtocolConverter.asPosition(selection.active);
  const params = { uri: document.uri.toString(), position };
  return (await client.sendRequest<UrlAtResult | null>(urlAtRequest, params)) ?? undefined;
}
