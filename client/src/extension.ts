/** Entry of the VS Code extension: starts the language server and keeps it running. */
import * as vscode from 'vscode';
import { createClient } from './client.ts';
import { registerComparisons } from './comparisons.ts';
import { registerAddDirective } from './directives.ts';
import { createPanel } from './panel/panel.ts';
import { registerRecognition } from './recognition.ts';
import { registerSimulations } from './simulations.ts';
import { registerStatus } from './status.ts';
import { registerWalkthrough } from './walkthrough.ts';
import { registerTarget } from './verify/target.ts';
import { isNginx } from './verify/target-files.ts';
import { registerProbe } from './verify/probe.ts';
import { registerEcho } from './verify/echo.ts';
import { registerWatch } from './verify/watch.ts';

export async function activate(context: vscode.ExtensionContext): Promise<void> {
  const output = vscode.window.createOutputChannel('nginx Handshake', { log: true });
  const client = createClient(context, output);
  const panel = createPanel(context);
  context.subscriptions.push(
    output,
    client,
    panel,
    ...registerSimulations(context, client, panel),
    ...registerProbe(context, client, panel),
    registerAddDirective(),
    ...registerComparisons(client),
    ...registerEcho(context, client, panel),
    ...registerTarget(client, output),
    registerStatus(client),
    ...registerWatch(context, client, panel),
    ...registerWalkthrough(context),
    // Trust lets the server ask nginx for its version, and test a configuration.
    vscode.workspace.onDidGrantWorkspaceTrust(() => (client.needsStart() ? undefined : client.restart())),
    vscode.commands.registerCommand('nginxHandshake.restartServer', () => client.restart()),
    vscode.commands.registerCommand('nginxHandshake.showOutput', () => {
      output.show();
    }),
  );
  // A window without a file of nginx needs no server; whoever asks it something starts it.
  const start = (): Promise<void> => (client.needsStart() ? client.start() : Promise.resolve());
  context.subscriptions.push(registerRecognition(client, start, context.workspaceState));
  if (vscode.workspace.textDocuments.some(isNginx)) await start();
}
