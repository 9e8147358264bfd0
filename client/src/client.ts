/** The language client, with the server as a process of its own. What is watched the server asks for itself. */
import type * as vscode from 'vscode';
import { LanguageClient, TransportKind } from 'vscode-languageclient/node';
import { clientOptions } from './client-options.ts';

export function createClient(context: vscode.ExtensionContext, output: vscode.LogOutputChannel): LanguageClient {
  const server = { module: context.asAbsolutePath('dist/server.js'), transport: TransportKind.ipc };
  return new LanguageClient('nginxHandshake', 'nginx Handshake', { run: server, debug: server }, clientOptions(output, true));
}
