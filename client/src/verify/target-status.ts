/** The language status item of the target: where the nginx runs that reads the configuration, and what it said. */
import * as vscode from 'vscode';
import { targetRequest, type TargetResult } from '../../../protocol/target.ts';
import { State, type BaseLanguageClient } from 'vscode-languageclient';
import { activeFile } from './target-files.ts';

/** Lives until it is disposed of; it follows the file in front, the settings and the server. */
export function createTargetStatus(client: BaseLanguageClient): vscode.Disposable {
  const item = vscode.languages.createLanguageStatusItem('nginxHandshake.target', [{ language: 'nginx' }, { language: 'NGINX' }]);
  item.name = vscode.l10n.t('Where nginx runs');
  item.text = vscode.l10n.t('Target');
  item.command = { command: 'nginxHandshake.chooseTarget', title: vscode.l10n.t('Change') };
  let asked = 0;

  const ask = async (): Promise<void> => {
    const uri = activeFile();
    if (uri === undefined || !client.isRunning()) return;
    const number = ++asked;
    item.busy = true;
    try {
      const target = await client.sendRequest<TargetResult>(targetRequest, { uri: uri.toString() });
      if (number === asked) show(item, target);
    } finally {
      if (number === asked) item.busy = false;
    }
  };

  const update = (): void => {
    ask().catch((error: unknown) => {
      client.error('nginx Handshake: the target is not known', error, false);
    });
  };
  return vscode.Disposable.from(
    item,
    vscode.window.onDidChangeActiveTextEditor(update),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration('nginxHandshake')) update();
    }),
    client.onDidChangeState(({ newState }) => {
      if (newState === State.Running) update();
    }),
  );
}

function show(item: vscode.LanguageStatusItem, { words, version, problem, isSet }: TargetResult): void {
  item.text = words === '' ? vscode.l10n.t('Target: none') : vscode.l10n.t('Target: {0}', words);
  item.detail = problem ?? (isSet ? (version ?? 'nginx') : vscode.l10n.t('{0}, by default', version ?? 'nginx'));
  // That this machine has no nginx is no fault of anybody who did not choose it.
  item.severity = problem !== null && isSet ? vscode.LanguageStatusSeverity.Warning : vscode.LanguageStatusSeverity.Information;
}
