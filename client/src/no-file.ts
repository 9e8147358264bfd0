/** What a command says that needs a file of a configuration, where none is open. */
import * as vscode from 'vscode';

export function tellNoFile(): Thenable<unknown> {
  return vscode.window.showWarningMessage(vscode.l10n.t('nginx Handshake: open a file of the configuration first.'));
}
