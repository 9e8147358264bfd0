/** The language client: which documents it serves, and how the server starts. What it watches it asks for itself. */
import * as vscode from 'vscode';
import { LanguageClient, TransportKind, type LanguageClientOptions } from 'vscode-languageclient/node';

/** `NGINX` is the id that other nginx extensions give to the same files. */
const languages = ['nginx', 'NGINX'];

export function createClient(context: vscode.ExtensionContext, output: vscode.LogOutputChannel): LanguageClient {
  const server = { module: context.asAbsolutePath('dist/server.js'), transport: TransportKind.ipc };
  const options: LanguageClientOptions = {
    // No scheme: unsaved files and those of virtual workspaces too.
    documentSelector: languages.map((language) => ({ language })),
    initializationOptions: () => ({
      opensSimulations: true,
      addsDirectives: true,
      probes: true,
      startsEcho: true,
      trusted: vscode.workspace.isTrusted,
    }),
    outputChannel: output,
    diagnosticCollectionName: 'nginx-handshake',
  };
  return new LanguageClient('nginxHandshake', 'nginx Handshake', { run: server, debug: server }, options);
}
