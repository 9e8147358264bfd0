/** Entry of the VS Code extension on a machine, which can run programs and open ports. */
import type * as vscode from 'vscode';
import { createClient } from './client.ts';
import { start } from './start.ts';
import { registerEcho } from './verify/echo.ts';
import { registerProbe } from './verify/probe.ts';
import { registerTarget } from './verify/target.ts';
import { registerWatch } from './verify/watch.ts';

export function activate(context: vscode.ExtensionContext): Promise<void> {
  return start(context, createClient, ({ client, output, panel }) => [
    ...registerProbe(context, client, panel),
    ...registerEcho(context, client, panel),
    ...registerTarget(client, output),
    ...registerWatch(context, client, panel),
  ]);
}
