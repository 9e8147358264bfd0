/** The language client: which documents it serves, which files it watches, how the server starts. */
import * as vscode from 'vscode';
import { LanguageClient, TransportKind, type LanguageClientOptions } from 'vscode-languageclient/node';

/** `NGINX` is the id that other nginx extensions give to the same files. */
export const languages = ['nginx', 'NGINX'];

/** Files that a main file may include: a change of any of them can change what nginx does. */
const watched = '**/{*.conf,*.conf.template,*.nginx,sites-available/*,sites-enabled/*,proxy_params}';

export function createClient(context: vscode.ExtensionContext, output: vscode.LogOutputChannel): LanguageClient {
  const server = { module: context.asAbsolutePath('dist/server.js'), transport: TransportKind.ipc };
  const options: LanguageClientOptions = {
    // No scheme: unsaved files and those of virtual workspaces too.
    documentSelector: languages.map((language) => ({ language })),
    outputChannel: output,
    diagnosticCollectionName: 'nginx-handshake',
    synchronize: { fileEvents: vscode.workspace.createFileSystemWatcher(watched) },
  };
  return new LanguageClient('nginxHandshake', 'nginx Handshake', { run: server, debug: server }, options);
}
