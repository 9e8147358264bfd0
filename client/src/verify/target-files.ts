/** Which file of the configuration is meant, and that nginx reads it as it is in the editor. */
import * as vscode from 'vscode';

/** The nginx file in front, else one that is seen, else the first workspace folder. */
export function activeFile(): vscode.Uri | undefined {
  const seen = [vscode.window.activeTextEditor, ...vscode.window.visibleTextEditors];
  const editor = seen.find((it) => it !== undefined && isNginx(it.document) && it.document.uri.scheme === 'file');
  return editor?.document.uri ?? vscode.workspace.workspaceFolders?.[0]?.uri;
}

export function isNginx({ languageId }: vscode.TextDocument): boolean {
  return languageId.toLowerCase() === 'nginx';
}

/** nginx reads what is on disk. */
export async function saveFiles(): Promise<void> {
  const changed = vscode.workspace.textDocuments.filter((it) => it.isDirty && !it.isUntitled && isNginx(it));
  await Promise.all(changed.map((it) => it.save()));
}
