/** "Choose where nginx runs": what the server found, as a list to pick from; the choice becomes the setting. */
import * as vscode from 'vscode';
import { targetsRequest, type TargetChoice, type TargetsResult } from '../../../protocol/target.ts';
import type { BaseLanguageClient } from 'vscode-languageclient';

export async function choose(client: BaseLanguageClient, about: vscode.Uri | undefined): Promise<void> {
  if (!vscode.workspace.isTrusted) {
    void vscode.window.showWarningMessage(vscode.l10n.t('nginx Handshake: nothing is run in a workspace that is not trusted.'));
    return;
  }
  const uri = about?.toString() ?? '';
  const found = client.sendRequest<TargetsResult>(targetsRequest, { uri });
  const items = found.then(({ choices, remarks }) => [
    ...choices.map(itemOf),
    {
      label: vscode.l10n.t('Another one…'),
      description: vscode.l10n.t('A host, a container, any command: opens the setting'),
      choice: undefined,
    },
    ...remarks.map((remark) => ({ label: '', description: remark, choice: undefined, kind: vscode.QuickPickItemKind.Separator })),
  ]);
  const picked = await vscode.window.showQuickPick(items, {
    title: vscode.l10n.t('Where does the nginx run that reads this configuration?'),
    matchOnDescription: true,
  });
  if (picked === undefined) return;
  if (picked.choice === undefined) {
    await vscode.commands.executeCommand('workbench.action.openSettings', 'nginxHandshake.target');
    return;
  }
  const settings = vscode.workspace.getConfiguration('nginxHandshake', about);
  const hasFolder = vscode.workspace.workspaceFolders !== undefined;
  const scope = hasFolder ? vscode.ConfigurationTarget.Workspace : vscode.ConfigurationTarget.Global;
  await settings.update('target', picked.choice.setting, scope);
}

function itemOf(choice: TargetChoice) {
  const { label, description } = choice;
  return { label, description, choice, kind: vscode.QuickPickItemKind.Default };
}
