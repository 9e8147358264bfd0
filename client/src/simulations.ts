/** "Which location handles this URL?": asks the server, shows the way in a read-only document, and goes to the line. */
import * as vscode from 'vscode';
import { keepCheckingRequest, type KeepCheckingResult } from '../../protocol/keep-checking.ts';
import { simulateRequest, type Place, type SimulateParams, type SimulateResult } from '../../protocol/simulate.ts';
import { DidChangeTextDocumentNotification, type LanguageClient } from 'vscode-languageclient/node';

/** There is one read-only document, for the last question; its name is the title of the tab. */
const scheme = 'nginx-handshake';
const simulation = vscode.Uri.from({ scheme, path: '/Simulated request' });

/** Registers the commands and the document; what is returned goes away with the extension. */
export function registerSimulations(client: LanguageClient): readonly vscode.Disposable[] {
  const changed = new vscode.EventEmitter<vscode.Uri>();
  let last: SimulateParams = { uri: '', url: 'ws://localhost/' };
  let text = '';

  /** `undefined` where there is nothing to say, or where another question came in between. */
  const simulate = async (question: SimulateParams): Promise<SimulateResult | undefined> => {
    last = question;
    const result = await client.sendRequest<SimulateResult | null>(simulateRequest, question);
    if (result === null || question !== last) return undefined;
    text = result.text;
    changed.fire(simulation);
    return result;
  };

  const show = async (uri: string, url: string): Promise<void> => {
    const question = { uri, url };
    const result = await simulate(question);
    if (result !== undefined) {
      await reveal(client, result.location);
      await vscode.window.showTextDocument(simulation, { viewColumn: columnBeside(), preview: true, preserveFocus: true });
    } else if (question === last) {
      await vscode.window.showWarningMessage('nginx Handshake: open a file of the configuration first.');
    }
  };

  /** The URL that somebody types, and the file that it is about. */
  const askUrl = async (title: string): Promise<SimulateParams | undefined> => {
    const active = vscode.window.activeTextEditor?.document.uri;
    const url = await vscode.window.showInputBox({
      title,
      prompt: 'The URL that a client opens: ws://, wss://, http://, https://, or a path',
      value: last.url,
      validateInput: (typed) =>
        /^(wss?:\/\/|https?:\/\/|\/)\S+$/.test(typed.trim()) ? undefined : 'A URL or a path, without blanks',
    });
    if (url === undefined) return undefined;
    return { uri: active === undefined || active.scheme.startsWith(scheme) ? last.uri : active.toString(), url: url.trim() };
  };

  const ask = async (): Promise<void> => {
    const question = await askUrl('Which location handles this URL?');
    if (question !== undefined) await show(question.uri, question.url);
  };

  /** The URL that is shown is meant; where none is, somebody is asked. */
  const keepChecking = async (): Promise<void> => {
    const isShown = vscode.window.visibleTextEditors.some(showsSimulation) && last.uri !== '';
    const question = isShown ? last : await askUrl('Which URL shall be checked from now on?');
    if (question === undefined) return;
    const { uri, url } = question;
    const result = await client.sendRequest<KeepCheckingResult | null>(keepCheckingRequest, { uri, url });
    if (result === null) {
      await vscode.window.showInformationMessage(`nginx Handshake: ${url} is checked already, or no file here can say so.`);
      return;
    }
    const edit = new vscode.WorkspaceEdit();
    const target = client.protocol2CodeConverter.asUri(result.uri);
    edit.insert(target, client.protocol2CodeConverter.asPosition(result.position), result.newText);
    await vscode.workspace.applyEdit(edit);
  };

  /** What is shown follows the configuration as it is edited. */
  const follow = async (): Promise<void> => {
    if (vscode.window.visibleTextEditors.some(showsSimulation)) await simulate({ ...last });
  };

  return [
    vscode.Disposable.from(changed),
    client.getFeature(DidChangeTextDocumentNotification.method).onNotificationSent(() => void follow()),
    vscode.workspace.registerTextDocumentContentProvider(scheme, {
      onDidChange: changed.event,
      provideTextDocumentContent: () => text,
    }),
    vscode.commands.registerCommand('nginxHandshake.whichLocation', ask),
    vscode.commands.registerCommand('nginxHandshake.keepChecking', keepChecking),
    vscode.commands.registerCommand('nginxHandshake.showSimulation', show),
  ];
}

/** Shows the place in the editor that has its file already, if there is one. */
async function reveal(client: LanguageClient, location: Place | null): Promise<void> {
  if (location === null) return;
  const uri = client.protocol2CodeConverter.asUri(location.uri);
  const { start } = client.protocol2CodeConverter.asRange(location.range);
  const open = vscode.window.visibleTextEditors.find(({ document }) => document.uri.toString() === uri.toString());
  const editor = await vscode.window.showTextDocument(uri, {
    selection: new vscode.Range(start, start),
    viewColumn: open?.viewColumn ?? vscode.ViewColumn.One,
  });
  editor.revealRange(new vscode.Range(start, start), vscode.TextEditorRevealType.InCenterIfOutsideViewport);
}

/** Where the document is shown already; else beside the configuration. */
function columnBeside(): vscode.ViewColumn {
  return vscode.window.visibleTextEditors.find(showsSimulation)?.viewColumn ?? vscode.ViewColumn.Beside;
}

function showsSimulation({ document }: vscode.TextEditor): boolean {
  return document.uri.scheme === scheme;
}
