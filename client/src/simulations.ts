/** "Which location handles this URL?": asks the server, shows the way in a read-only document, and goes to the line. */
import * as vscode from 'vscode';
import type { LanguageClient, Location } from 'vscode-languageclient/node';

/** Scheme of the read-only documents: what a simulation said, until the next one. */
const scheme = 'nginx-handshake';

interface Result {
  readonly text: string;
  readonly location: Location | null;
}

/** Registers the commands and the documents; what is returned goes away with the extension. */
export function registerSimulations(client: LanguageClient): readonly vscode.Disposable[] {
  const texts = new Map<string, string>();
  const changed = new vscode.EventEmitter<vscode.Uri>();
  let lastUrl = 'ws://localhost/';

  const show = async (uri: string, url: string): Promise<void> => {
    const result = await client.sendRequest<Result | null>('nginxHandshake/simulate', { uri, url });
    if (result === null) {
      await vscode.window.showWarningMessage('nginx Handshake: open a file of the configuration first.');
      return;
    }
    const document = vscode.Uri.from({ scheme, path: '/simulation.txt' });
    texts.set(document.toString(), result.text);
    changed.fire(document);
    await reveal(client, result.location);
    await vscode.window.showTextDocument(document, { viewColumn: vscode.ViewColumn.Beside, preview: true, preserveFocus: true });
  };

  const ask = async (): Promise<void> => {
    const editor = vscode.window.activeTextEditor;
    if (editor === undefined) {
      await vscode.window.showWarningMessage('nginx Handshake: open a file of the configuration first.');
      return;
    }
    const url = await vscode.window.showInputBox({
      title: 'Which location handles this URL?',
      prompt: 'The URL that a client opens: ws://, wss://, http://, https://, or a path',
      value: lastUrl,
      validateInput: (text) =>
        /^(wss?:\/\/|https?:\/\/|\/)\S+$/.test(text.trim()) ? undefined : 'A URL or a path, without blanks',
    });
    if (url === undefined) return;
    lastUrl = url.trim();
    await show(editor.document.uri.toString(), lastUrl);
  };

  return [
    vscode.Disposable.from(changed),
    vscode.workspace.registerTextDocumentContentProvider(scheme, {
      onDidChange: changed.event,
      provideTextDocumentContent: (uri) => texts.get(uri.toString()) ?? '',
    }),
    vscode.commands.registerCommand('nginxHandshake.whichLocation', ask),
    vscode.commands.registerCommand('nginxHandshake.showSimulation', show),
  ];
}

async function reveal(client: LanguageClient, location: Location | null): Promise<void> {
  if (location === null) return;
  const uri = client.protocol2CodeConverter.asUri(location.uri);
  const selection = client.protocol2CodeConverter.asRange(location.range);
  await vscode.window.showTextDocument(uri, { selection, viewColumn: vscode.ViewColumn.One });
}
