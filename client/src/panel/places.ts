/** From a place of the protocol to the line in an editor. */
import * as vscode from 'vscode';
import type { Place } from '../../../protocol/place.ts';

/** Shows the line in the editor that has its file already, else in the first column; `preserveFocus`: the keyboard stays where it is. */
export async function goTo({ uri, range: { start } }: Place, preserveFocus: boolean): Promise<void> {
  const file = vscode.Uri.parse(uri);
  const at = new vscode.Position(start.line, start.character);
  const selection = new vscode.Range(at, at);
  const open = vscode.window.visibleTextEditors.find(({ document }) => document.uri.toString() === file.toString());
  const viewColumn = open?.viewColumn ?? vscode.ViewColumn.One;
  const editor = await vscode.window.showTextDocument(file, { selection, viewColumn, preserveFocus });
  editor.revealRange(selection, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
}

/** The server knows open documents alone; where there is no such file any more, it says so itself. */
export async function openForServer(uri: string): Promise<void> {
  try {
    await vscode.workspace.openTextDocument(vscode.Uri.parse(uri));
  } catch {
    // Renamed, deleted, or of a folder that is not there any more.
  }
}
