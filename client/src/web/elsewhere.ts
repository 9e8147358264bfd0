/** What needs a machine. Menus do not show it in a browser; who asks for it all the same, in a link or by a key, is told where it is. */
import * as vscode from 'vscode';
import { startEchoCommand, stopEchoCommand } from '../../../protocol/echo.ts';
import { probeCommand, stopProbeCommand } from '../../../protocol/probe.ts';
import { startWatchCommand, stopWatchCommand } from '../../../protocol/watch.ts';

const commands = [
  ...[probeCommand, stopProbeCommand, startEchoCommand, stopEchoCommand, startWatchCommand, stopWatchCommand],
  ...['test', 'testAndReload', 'showEffective', 'chooseTarget'].map((name) => `nginxHandshake.${name}`),
];

/** Registers the commands; what is returned goes away with the extension. */
export function registerElsewhere(): readonly vscode.Disposable[] {
  return commands.map((command) => vscode.commands.registerCommand(command, () => void tell()));
}

function tell(): Thenable<unknown> {
  return vscode.window.showInformationMessage(
    vscode.l10n.t('nginx Handshake: no program runs in a browser. Open the folder in VS Code on a machine for this.'),
  );
}
