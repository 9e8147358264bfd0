/** What needs a machine: who asks for it in a browser, by a link or a key, is told where it is. */
import * as vscode from 'vscode';
import { needMachine } from './needs-machine.ts';

/** Registers the commands; what is returned goes away with the extension. */
export function registerElsewhere(): readonly vscode.Disposable[] {
  return needMachine.map((command) => vscode.commands.registerCommand(command, () => void tell()));
}

function tell(): Thenable<unknown> {
  return vscode.window.showInformationMessage(
    vscode.l10n.t('nginx Handshake: this needs VS Code on the desktop. No program runs in a browser.'),
  );
}
