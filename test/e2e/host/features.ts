/** Runs inside VS Code's extension host: reads hovers, lenses and hints, follows a lens, and asks which location handles a URL. */
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { codesOf, diagnosticsUntil, inPanel, lensesOf, openPanels, panelUntil, positionOf, report, screen } from './editor.ts';

export async function run(): Promise<void> {
  const folder = vscode.workspace.workspaceFolders?.[0];
  assert.ok(folder, 'a folder is open');
  const document = await vscode.workspace.openTextDocument(vscode.Uri.joinPath(folder.uri, 'nginx.conf'));
  const editor = await vscode.window.showTextDocument(document, { preview: false });
  const settings = vscode.workspace.getConfiguration('nginxHandshake', document.uri);
  const set = (name: string, value: unknown) => settings.update(name, value, vscode.ConfigurationTarget.Workspace);
  await diagnosticsUntil(document.uri, (diagnostics) => codesOf(diagnostics).includes('dropped-inherited-headers'));
  await vscode.commands.executeCommand('workbench.action.closeSidebar');

  const pass = positionOf(document, 'proxy_pass');
  await report('hover', await hoverAt(document, pass));
  const lenses = await lensesOf(document);
  await report('lenses', lenses.map(describeLens));
  await report('hints at first', await hintsOf(document));

  editor.selection = new vscode.Selection(pass, pass);
  await screen({ visible: ['.codelens-decoration'], gone: ['.part.sidebar'] });
  await vscode.commands.executeCommand('editor.action.showHover', { focus: 'noAutoFocus' });
  await screen({ visible: ['.monaco-hover:not(.hidden) table'], picture: 'hover' });
  await vscode.commands.executeCommand('editor.action.hideHover');

  await set('inlayHints', true);
  await screen({ visible: ['.view-line :text("cuts off")'], gone: ['.monaco-hover:not(.hidden)'], picture: 'lens' });
  await report('hints', await hintsOf(document));
  await set('inlayHints', undefined);
  await set('codeLens', 'off');
  await screen({ gone: ['.codelens-decoration a', '.view-line :text("cuts off")'] });
  await report('lenses when off', (await lensesOf(document)).map(describeLens));
  await set('codeLens', undefined);
  await screen({ visible: ['.codelens-decoration a'] });

  const [, fails] = lenses;
  assert.ok(fails?.command, 'there is a command behind the lens');
  await vscode.commands.executeCommand(fails.command.command, ...((fails.command.arguments ?? []) as readonly unknown[]));
  await report('simulation', await panelUntil((text) => text.includes('/ws')));
  await report('line of the simulation', selectedLine(document));

  const lost = document.lineAt(positionOf(document, 'proxy_set_header X-Real-IP').line);
  const edit = new vscode.WorkspaceEdit();
  edit.delete(document.uri, lost.rangeIncludingLineBreak);
  assert.ok(await vscode.workspace.applyEdit(edit));
  await report('simulation after the fix', await panelUntil((text) => text.includes('Connects')));
  await vscode.commands.executeCommand('undo');
  await panelUntil((text) => text.includes('Fails'));

  if (process.env['NGINX_HANDSHAKE_SCREEN'] === undefined) return;
  await screen({ press: 'F1' });
  await screen({ visible: ['.quick-input-widget input'], type: 'Which location handles' });
  await screen({ visible: ['.quick-input-list .focused :text("Which location handles this URL")'], press: 'Enter' });
  await screen({
    visible: ['.quick-input-widget :text("The URL that a client opens")'],
    type: 'ws://example.com/api/42',
    press: 'Enter',
  });
  await report('typed URL', await panelUntil((text) => text.startsWith('ws://example.com/api/42')));
  await report('line of the typed URL', selectedLine(document));
  await report('panels open', openPanels().length);
  await screen({
    gone: ['.quick-input-widget'],
    visible: [inPanel('code:text("/room/42")'), '.codelens-decoration :text("fails")'],
    picture: 'which-location',
  });
}

async function hoverAt({ uri }: vscode.TextDocument, position: vscode.Position): Promise<string> {
  const hovers = await vscode.commands.executeCommand<vscode.Hover[]>('vscode.executeHoverProvider', uri, position);
  return hovers.flatMap(({ contents }) => contents.map((it) => (it instanceof vscode.MarkdownString ? it.value : ''))).join('\n');
}

function describeLens({ range, command }: vscode.CodeLens): string {
  return `${range.start.line + 1} ${command?.title ?? ''}`;
}

async function hintsOf({ uri, lineCount }: vscode.TextDocument): Promise<readonly string[]> {
  const everywhere = new vscode.Range(0, 0, lineCount, 0);
  const hints = await vscode.commands.executeCommand<vscode.InlayHint[]>('vscode.executeInlayHintProvider', uri, everywhere);
  return hints.map(({ position, label }) => `${position.line + 1} ${typeof label === 'string' ? label : ''}`);
}

/** The 1-based line of the cursor in an editor of the document. */
function selectedLine(document: vscode.TextDocument): number | undefined {
  const line = vscode.window.visibleTextEditors.find((it) => it.document === document)?.selection.start.line;
  return line === undefined ? undefined : line + 1;
}
