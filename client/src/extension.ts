/** Entry of the VS Code extension: starts the language server and keeps it running. */
import * as vscode from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';
import { createClient } from './client.ts';

/** Awaited by the tests: the client that speaks to the server. */
export interface Api {
  readonly client: LanguageClient;
}

export async function activate(context: vscode.ExtensionContext): Promise<Api> {
  const output = vscode.window.createOutputChannel('nginx Handshake', { log: true });
  const client = createClient(context, output);
  context.subscriptions.push(
    output,
    client,
    vscode.commands.registerCommand('nginxHandshake.restartServer', () => client.restart()),
    vscode.commands.registerCommand('nginxHandshake.showOutput', () => {
      output.show();
    }),
  );
  await client.start();
  return { client };
}
