/** What the user said of files that may be nginx's, in the settings: those of the editor for yes, one of ours for never. */
import * as vscode from 'vscode';

/** Does the user say in `files.associations` what the document is? */
export function isAssociated(document: vscode.TextDocument): boolean {
  const patterns = Object.keys(associations(document.uri));
  return patterns.some((it) => vscode.languages.match({ pattern: it.includes('/') ? it : `**/${it}` }, document) > 0);
}

export function wantsQuestion({ uri }: vscode.TextDocument): boolean {
  return vscode.workspace.getConfiguration('nginxHandshake', uri).get('otherConfFiles') !== 'never';
}

/** From now on this very file is nginx, for everybody who opens the workspace. */
export async function treatAsNginx({ uri }: vscode.TextDocument): Promise<void> {
  const [settings, scope] = [vscode.workspace.getConfiguration('files', uri), scopeOf(uri)];
  const { globalValue, workspaceValue } = settings.inspect<Readonly<Record<string, string>>>('associations') ?? {};
  const before = scope === vscode.ConfigurationTarget.Workspace ? workspaceValue : globalValue;
  const folder = vscode.workspace.getWorkspaceFolder(uri);
  const pattern = folder === undefined ? uri.path : `**/${uri.path.slice(folder.uri.path.length + 1)}`;
  await settings.update('associations', { ...before, [pattern]: 'nginx' }, scope);
}

export async function neverAsk({ uri }: vscode.TextDocument): Promise<void> {
  await vscode.workspace.getConfiguration('nginxHandshake', uri).update('otherConfFiles', 'never', scopeOf(uri));
}

function associations(uri: vscode.Uri): Readonly<Record<string, string>> {
  return vscode.workspace.getConfiguration('files', uri).get<Readonly<Record<string, string>>>('associations') ?? {};
}

function scopeOf(uri: vscode.Uri): vscode.ConfigurationTarget {
  const isIn = vscode.workspace.getWorkspaceFolder(uri) !== undefined;
  return isIn ? vscode.ConfigurationTarget.Workspace : vscode.ConfigurationTarget.Global;
}
