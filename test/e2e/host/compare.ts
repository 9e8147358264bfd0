/** Runs inside VS Code's extension host: compares two versions of nginx, as a command and as a user types it. */
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { report, screen, shownUntil } from './editor.ts';

const scheme = 'nginx-handshake-versions';

export async function run(): Promise<void> {
  const folder = vscode.workspace.workspaceFolders?.[0];
  assert.ok(folder, 'a folder is open');
  const document = await vscode.workspace.openTextDocument(vscode.Uri.joinPath(folder.uri, 'nginx.conf'));
  await vscode.window.showTextDocument(document, { preview: false });
  await vscode.commands.executeCommand('nginxHandshake.compareVersions', '1.22.1', '1.31.3');
  await report('breaks', await comparisonUntil((text) => text.startsWith('Breaks')));

  const edit = new vscode.WorkspaceEdit();
  edit.delete(document.uri, document.lineAt(document.getText().split('\n').indexOf('        ssl off;')).rangeIncludingLineBreak);
  assert.ok(await vscode.workspace.applyEdit(edit));
  assert.ok(await document.save());
  await report('after it was saved', await comparisonUntil((text) => text.startsWith('Nothing breaks')));

  if (process.env['NGINX_HANDSHAKE_SCREEN'] === undefined) return;
  await screen({ press: 'F1' });
  await screen({ visible: ['.quick-input-widget input'], type: 'Compare nginx versions' });
  await screen({ visible: ['.quick-input-list .focused :text("Compare nginx versions")'], press: 'Enter' });
  await screen({ visible: ['.quick-input-widget :text("Which nginx runs it now?")'], press: 'Enter' });
  await screen({ visible: ['.quick-input-widget :text("to which nginx?")'], type: 'freenginx/1.29.7', press: 'Enter' });
  await report('typed', await comparisonUntil((text) => text.includes('to freenginx')));
  await screen({ gone: ['.quick-input-widget'], picture: 'compare' });
}

/** In one line: where it wraps depends on the window. */
async function comparisonUntil(wanted: (text: string) => boolean): Promise<string> {
  const inOneLine = (text: string): string => text.replace(/\s+/g, ' ');
  return inOneLine((await shownUntil(scheme, (text) => wanted(inOneLine(text)))).getText());
}
