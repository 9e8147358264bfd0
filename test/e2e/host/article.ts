/** Runs inside VS Code's extension host: opens the article's configuration, reads what is reported, lets the editor repair it. */
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { diagnosticsUntil, report, screenshot } from './editor.ts';

const source = 'nginx-handshake';

export async function run(): Promise<void> {
  const folder = vscode.workspace.workspaceFolders?.[0];
  assert.ok(folder, 'a folder is open');
  const document = await vscode.workspace.openTextDocument(vscode.Uri.joinPath(folder.uri, 'nginx.conf'));
  const editor = await vscode.window.showTextDocument(document);
  assert.equal(document.languageId, 'nginx');

  const found = await diagnosticsUntil(document.uri, (diagnostics) => diagnostics.some((one) => one.source === source));
  await report(
    'found',
    found.map(({ code, message, severity, range }) => ({ code: codeOf(code), message, severity, line: range.start.line + 1 })),
  );

  const dropped = found.find(({ code }) => codeOf(code) === 'dropped-inherited-headers');
  assert.ok(dropped, 'the lost headers are reported');
  editor.selection = new vscode.Selection(dropped.range.start, dropped.range.start);
  editor.revealRange(dropped.range, vscode.TextEditorRevealType.InCenter);
  await vscode.commands.executeCommand('editor.action.showHover', { focus: 'noAutoFocus' });
  await screenshot('squiggle', '.monaco-hover:not(.hidden) .marker');

  const [repair] = await quickFixes(document, dropped.range);
  assert.ok(repair?.edit, 'a quick fix is offered for the lost headers');
  assert.ok(await vscode.workspace.applyEdit(repair.edit));
  await diagnosticsUntil(
    document.uri,
    (diagnostics) => !diagnostics.some(({ code }) => codeOf(code) === 'dropped-inherited-headers'),
  );

  await vscode.commands.executeCommand('editor.action.fixAll');
  const left = await diagnosticsUntil(document.uri, (diagnostics) =>
    diagnostics.every(({ severity }) => severity > vscode.DiagnosticSeverity.Warning),
  );
  await report(
    'left',
    left.map(({ code }) => codeOf(code)),
  );
  await vscode.commands.executeCommand('editor.action.hideHover');
  editor.selection = new vscode.Selection(0, 0, 0, 0);
  await screenshot('fixed', '.monaco-editor .view-lines');
  assert.ok(await document.save());
}

async function quickFixes(document: vscode.TextDocument, range: vscode.Range): Promise<readonly vscode.CodeAction[]> {
  const kind = vscode.CodeActionKind.QuickFix.value;
  return vscode.commands.executeCommand<vscode.CodeAction[]>('vscode.executeCodeActionProvider', document.uri, range, kind, 10);
}

function codeOf(code: vscode.Diagnostic['code']): string | number | undefined {
  return typeof code === 'object' ? code.value : code;
}
