/** Runs inside VS Code's extension host: opens the article's configuration, reads what is reported, lets the editor repair it. */
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { codesOf, diagnosticsUntil, report, screen } from './editor.ts';

const hover = '.monaco-hover:not(.hidden) .marker';

export async function run(): Promise<void> {
  const folder = vscode.workspace.workspaceFolders?.[0];
  assert.ok(folder, 'a folder is open');
  const document = await vscode.workspace.openTextDocument(vscode.Uri.joinPath(folder.uri, 'nginx.conf'));
  const editor = await vscode.window.showTextDocument(document);
  const lost = 'dropped-inherited-headers';

  const found = await diagnosticsUntil(document.uri, (diagnostics) => codesOf(diagnostics).length > 0);
  await report(
    'found',
    codesOf(found).map((code, index) => `${(found[index]?.range.start.line ?? 0) + 1} ${String(code)}`),
  );

  const place = found[codesOf(found).indexOf(lost)]?.range;
  assert.ok(place, 'the lost headers are reported');
  editor.selection = new vscode.Selection(place.start, place.start);
  editor.revealRange(place, vscode.TextEditorRevealType.InCenter);
  await screen({ visible: ['.squiggly-error'] });
  await vscode.commands.executeCommand('editor.action.showHover', { focus: 'noAutoFocus' });
  await screen({ visible: [hover], picture: 'squiggle' });

  const [repair] = await quickFixes(document, place);
  assert.ok(repair?.edit, 'a quick fix is offered for the lost headers');
  assert.ok(await vscode.workspace.applyEdit(repair.edit));
  await diagnosticsUntil(document.uri, (diagnostics) => !codesOf(diagnostics).includes(lost));

  await vscode.commands.executeCommand('editor.action.fixAll');
  const left = await diagnosticsUntil(document.uri, (diagnostics) => codesOf(diagnostics).length === 0);
  await report('left', codesOf(left));
  await vscode.commands.executeCommand('editor.action.hideHover');
  assert.ok(await document.save());
  await screen({ gone: [hover, '.squiggly-error', '.tab.dirty', '.codelens-decoration :text("fails")'], picture: 'fixed' });
}

async function quickFixes(document: vscode.TextDocument, range: vscode.Range): Promise<readonly vscode.CodeAction[]> {
  const kind = vscode.CodeActionKind.QuickFix.value;
  return vscode.commands.executeCommand<vscode.CodeAction[]>('vscode.executeCodeActionProvider', document.uri, range, kind, 10);
}
