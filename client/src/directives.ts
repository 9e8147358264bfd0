/** Adds to the setting `nginxHandshake.directives` what a quick fix says of an unknown directive. */
import * as vscode from 'vscode';
import { addDirectiveCommand } from '../../protocol/add-directive.ts';

export function registerAddDirective(): vscode.Disposable {
  return vscode.commands.registerCommand(addDirectiveCommand, async (uri: string, entry: string) => {
    const resource = vscode.Uri.parse(uri);
    const settings = vscode.workspace.getConfiguration('nginxHandshake', resource);
    const { globalValue, workspaceValue, workspaceFolderValue } = settings.inspect<string[]>('directives') ?? {};
    const [target, before] = isIn(workspaceFolderValue)
      ? [vscode.ConfigurationTarget.WorkspaceFolder, workspaceFolderValue]
      : isIn(workspaceValue) || vscode.workspace.getWorkspaceFolder(resource) !== undefined
        ? [vscode.ConfigurationTarget.Workspace, workspaceValue ?? globalValue]
        : [vscode.ConfigurationTarget.Global, globalValue];
    const known = before ?? [];
    if (!known.includes(entry)) await settings.update('directives', [...known, entry], target);
  });
}

function isIn(value: readonly string[] | undefined): value is readonly string[] {
  return value !== undefined;
}
