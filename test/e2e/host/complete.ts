/** Runs inside VS Code's extension host: asks for completions, hovers and signatures, and takes a completion as a user does. */
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { codesOf, diagnosticsUntil, positionOf, report, screen } from './editor.ts';

export async function run(): Promise<void> {
  const folder = vscode.workspace.workspaceFolders?.[0];
  assert.ok(folder, 'a folder is open');
  const document = await vscode.workspace.openTextDocument(vscode.Uri.joinPath(folder.uri, 'nginx.conf'));
  const editor = await vscode.window.showTextDocument(document, { preview: false });
  await diagnosticsUntil(document.uri, (diagnostics) => codesOf(diagnostics).includes('missing-connection-header'));
  const here = positionOf(document, '# here');
  const before = new vscode.WorkspaceEdit();
  before.insert(document.uri, here, '\n            ');
  assert.ok(await vscode.workspace.applyEdit(before));
  // On the line that is empty now.
  const inLocation = here;

  await report('lines', (await completionsAt(document, inLocation)).slice(0, 1).map(labelOf));
  await report('paths', (await completionsAt(document, positionOf(document, ';  # path'), '/')).map(labelOf));
  await report('comment', (await completionsAt(document, positionOf(document, '# here').translate(0, 4), '/')).length);
  await report('value', (await completionsAt(document, positionOf(document, '1h;'))).map(labelOf));
  await report('hover', await hoverAt(document, positionOf(document, 'proxy_read_timeout').translate(0, 3)));
  await report('signature', await signatureAt(document, positionOf(document, '$http_upgrade;')));

  if (process.env['NGINX_HANDSHAKE_SCREEN'] === undefined) return;
  await vscode.commands.executeCommand('workbench.action.closeSidebar');
  editor.selection = new vscode.Selection(inLocation, inLocation);
  await screen({ gone: ['.part.sidebar'], type: 'proxy_set' });
  const first = '.suggest-widget.visible .monaco-list-row.focused:has-text("proxy_set_header Connection")';
  await screen({ visible: [first], picture: 'completion' });
  await vscode.commands.executeCommand('acceptSelectedSuggestion');
  await report('taken', document.lineAt(inLocation.line).text.trim());
}

function completionsAt(
  { uri }: vscode.TextDocument,
  position: vscode.Position,
  trigger?: string,
): Promise<readonly vscode.CompletionItem[]> {
  return Promise.resolve(
    vscode.commands.executeCommand<vscode.CompletionList>('vscode.executeCompletionItemProvider', uri, position, trigger),
  ).then(({ items }) =>
    items
      // Words of the text, which VS Code offers where nobody else does.
      .filter(({ kind }) => kind !== vscode.CompletionItemKind.Text)
      .toSorted((a, b) => ((a.sortText ?? '') < (b.sortText ?? '') ? -1 : 1)),
  );
}

function labelOf({ label }: vscode.CompletionItem): string {
  return typeof label === 'string' ? label : label.label;
}

async function hoverAt({ uri }: vscode.TextDocument, position: vscode.Position): Promise<string> {
  const hovers = await vscode.commands.executeCommand<vscode.Hover[]>('vscode.executeHoverProvider', uri, position);
  return hovers
    .flatMap(({ contents }) => contents)
    .map((it) => (it instanceof vscode.MarkdownString ? it.value : ''))
    .join('\n');
}

async function signatureAt({ uri }: vscode.TextDocument, position: vscode.Position): Promise<readonly unknown[]> {
  const help = await vscode.commands.executeCommand<vscode.SignatureHelp>(
    'vscode.executeSignatureHelpProvider',
    uri,
    position,
    ' ',
  );
  return [help.signatures[help.activeSignature]?.label, help.activeParameter];
}
