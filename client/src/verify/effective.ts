/** "Show Effective Configuration (nginx -T)": a read-only document of nginx, which the server judges as any other. */
import * as vscode from 'vscode';
import { dumpRequest, dumpScheme, dumpSuffix, type DumpResult } from '../../../protocol/target.ts';
import type { BaseLanguageClient } from 'vscode-languageclient';
import { activeFile, saveFiles } from './target-files.ts';
import { tellNoFile } from '../no-file.ts';

/** Registers the command and its documents; what is returned goes away with the extension. */
export function registerEffective(client: BaseLanguageClient, output: vscode.LogOutputChannel): readonly vscode.Disposable[] {
  const changed = new vscode.EventEmitter<vscode.Uri>();
  const texts = new Map<string, string>();

  const show = async (about = activeFile()): Promise<vscode.TextDocument | undefined> => {
    if (about === undefined) {
      void tellNoFile();
      return undefined;
    }
    await saveFiles();
    const progress = { location: vscode.ProgressLocation.Notification, title: 'nginx Handshake: nginx -T', cancellable: true };
    const result = await vscode.window.withProgress(progress, (_progress, token) =>
      client.sendRequest<DumpResult>(dumpRequest, { uri: about.toString() }, token),
    );
    if (result.text === null) {
      if (result.outcome !== 'cancelled') void complain(result.sentence);
      return undefined;
    }
    const uri = dumpOf(about);
    texts.set(uri.toString(), result.text);
    changed.fire(uri);
    const document = await vscode.workspace.openTextDocument(uri);
    await vscode.languages.setTextDocumentLanguage(document, 'nginx');
    await vscode.window.showTextDocument(document, { preview: false });
    return document;
  };

  const complain = async (sentence: string): Promise<void> => {
    const showOutput = vscode.l10n.t('Show the Output');
    if ((await vscode.window.showErrorMessage(`nginx Handshake: ${sentence}`, showOutput)) === showOutput) output.show();
  };

  return [
    vscode.Disposable.from(changed),
    vscode.workspace.registerTextDocumentContentProvider(dumpScheme, {
      onDidChange: changed.event,
      provideTextDocumentContent: (uri) => texts.get(uri.toString()),
    }),
    vscode.workspace.onDidCloseTextDocument(({ uri }) => {
      texts.delete(uri.toString());
    }),
    vscode.commands.registerCommand('nginxHandshake.showEffective', show),
  ];
}

/** Of a dump that is in front, the same document. */
function dumpOf(about: vscode.Uri): vscode.Uri {
  const isFolder = vscode.workspace.workspaceFolders?.some(({ uri }) => uri.toString() === about.toString()) === true;
  return vscode.Uri.from({ scheme: dumpScheme, path: `${about.path}${isFolder ? '/configuration' : ''}${dumpSuffix}` });
}
