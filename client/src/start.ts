/** What the extension is on a machine and in a browser alike: starts the language server and keeps it running. */
import * as vscode from 'vscode';
import type { BaseLanguageClient } from 'vscode-languageclient';
import { registerComparisons } from './comparisons.ts';
import { registerAddDirective } from './directives.ts';
import { documentSelector } from './client-options.ts';
import { answerFirstMoments } from './first-moments.ts';
import { registerHoverLinks } from './hover-links.ts';
import { registerIncludeLinks } from './include-links.ts';
import { createPanel, type Panel } from './panel/panel.ts';
import { registerRecognition } from './recognition.ts';
import { registerSimulations } from './simulations.ts';
import { registerStatus } from './status.ts';
import { isNginx } from './verify/target-files.ts';
import { answerVirtualFiles } from './virtual-files.ts';
import { registerWalkthrough } from './walkthrough.ts';

export interface Parts {
  readonly context: vscode.ExtensionContext;
  readonly client: BaseLanguageClient;
  readonly output: vscode.LogOutputChannel;
  readonly panel: Panel;
}

export type CreateClient = (context: vscode.ExtensionContext, output: vscode.LogOutputChannel) => BaseLanguageClient;

/** `registerMore` adds what only one of both has. Resolves when the server runs, or when none is needed yet. */
export async function start(
  context: vscode.ExtensionContext,
  createClient: CreateClient,
  registerMore: (parts: Parts) => readonly vscode.Disposable[],
): Promise<void> {
  const output = vscode.window.createOutputChannel('nginx Handshake', { log: true });
  const client = createClient(context, output);
  const panel = createPanel(context);
  const restart = async (): Promise<void> => {
    await client.stop();
    await client.start();
  };
  context.subscriptions.push(
    output,
    client,
    panel,
    answerVirtualFiles(client),
    answerFirstMoments(client, documentSelector),
    ...registerSimulations(context, client, panel),
    registerAddDirective(),
    registerHoverLinks(),
    registerIncludeLinks(),
    ...registerComparisons(client),
    registerStatus(client),
    ...registerWalkthrough(context),
    ...registerMore({ context, client, output, panel }),
    // Trust lets the server ask nginx for its version, and test a configuration.
    vscode.workspace.onDidGrantWorkspaceTrust(() => (client.needsStart() ? undefined : restart())),
    vscode.commands.registerCommand('nginxHandshake.restartServer', restart),
    vscode.commands.registerCommand('nginxHandshake.showOutput', () => {
      output.show();
    }),
  );
  // A window without a file of nginx needs no server; whoever asks it something starts it.
  const startServer = (): Promise<void> => (client.needsStart() ? client.start() : Promise.resolve());
  context.subscriptions.push(registerRecognition(client, startServer, context.workspaceState));
  if (vscode.workspace.textDocuments.some(isNginx)) await startServer();
}
