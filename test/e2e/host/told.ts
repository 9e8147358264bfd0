/** Runs inside VS Code's extension host: a file that nginx refuses, a proxy that forwards no WebSockets, and a URL that is kept in view. */
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { codesOf, diagnosticsUntil, lensesOf, panelUntil, positionOf, report, screen } from './editor.ts';

export async function run(): Promise<void> {
  await vscode.commands.executeCommand('workbench.action.closeSidebar');
  await refused();
  await bare();
  await brought();
}

async function refused(): Promise<void> {
  const document = await open('refused/nginx.conf');
  const found = await diagnosticsUntil(document.uri, (diagnostics) => codesOf(diagnostics).length > 0);
  await report(
    'refused',
    found.map(({ message, range, code }) => [range.start.line + 1, String(codeOf(code)), message]),
  );
  await report('lenses where nginx refuses', titles(await lensesOf(document)));
  await vscode.commands.executeCommand('workbench.actions.view.problems');
  await screen({
    visible: ['.squiggly-error', '.markers-panel :text("unknown directive")'],
    gone: ['.part.sidebar'],
    picture: 'refused',
  });
  await vscode.commands.executeCommand('workbench.action.closePanel');
}

async function bare(): Promise<void> {
  const document = await open('bare/nginx.conf');
  await screen({ visible: ['.codelens-decoration :text("not forwarded")'], gone: ['.markers-panel'], picture: 'bare' });
  const [lens] = await lensesOf(document);
  await report('lens of the proxy', [lens?.command?.title]);
  await report('findings of the proxy', vscode.languages.getDiagnostics(document.uri).length);

  assert.ok(lens?.command, 'there is a command behind the lens');
  await vscode.commands.executeCommand(lens.command.command, ...((lens.command.arguments ?? []) as readonly unknown[]));
  await report('what is shown', await panelUntil((text) => text.includes('Fails')));
  await vscode.commands.executeCommand('nginxHandshake.keepChecking');
  const kept = await diagnosticsUntil(document.uri, (diagnostics) => codesOf(diagnostics).length > 0);
  await report(
    'kept',
    kept.map(({ severity, range, code }) => [range.start.line + 1, String(codeOf(code)), severity]),
  );
  await report(
    'the comment',
    document
      .getText()
      .split('\n')
      .filter((line) => line.includes('# nginx-handshake'))
      .map((line) => line.trim()),
  );
  await screen({ visible: ['.squiggly-error', '.codelens-decoration :text("fails")'], picture: 'kept' });

  const pass = new vscode.Range(positionOf(document, 'proxy_pass'), positionOf(document, 'proxy_pass'));
  const rewrite = vscode.CodeActionKind.RefactorRewrite.value;
  const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
    'vscode.executeCodeActionProvider',
    document.uri,
    pass,
    rewrite,
    10,
  );
  await report(
    'actions',
    actions.map(({ title }) => title),
  );
  const forward = actions.find(({ title }) => title.startsWith('Forward WebSockets here'));
  assert.ok(forward?.edit, 'the action has an edit');
  assert.ok(await vscode.workspace.applyEdit(forward.edit));
  await diagnosticsUntil(document.uri, (diagnostics) => codesOf(diagnostics).length === 0);
  await report('shown afterwards', await panelUntil((text) => text.includes('Connects')));
  await screen({ visible: ['.codelens-decoration :text("connects")'], gone: ['.squiggly-error'], picture: 'forwarded' });
  assert.ok(await document.save());
}

/** A directive of a module that nobody knows here: said once, it is no mistake any more. */
async function brought(): Promise<void> {
  const document = await open('brought/nginx.conf');
  await diagnosticsUntil(document.uri, (diagnostics) => codesOf(diagnostics).includes('unknown-directive'));
  const at = positionOf(document, 'frobnicate');
  const kind = vscode.CodeActionKind.QuickFix.value;
  const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
    'vscode.executeCodeActionProvider',
    document.uri,
    new vscode.Range(at, at),
    kind,
    10,
  );
  const say = actions.find(({ title }) => title.startsWith('Say that'));
  await report('what may be said', say?.title);
  assert.ok(say?.command, 'there is a command behind the fix');
  await vscode.commands.executeCommand(say.command.command, ...((say.command.arguments ?? []) as readonly unknown[]));
  const left = await diagnosticsUntil(document.uri, (diagnostics) => !codesOf(diagnostics).includes('unknown-directive'));
  await report('what is left', codesOf(left));
}

async function open(name: string): Promise<vscode.TextDocument> {
  const folder = vscode.workspace.workspaceFolders?.[0];
  assert.ok(folder, 'a folder is open');
  const document = await vscode.workspace.openTextDocument(vscode.Uri.joinPath(folder.uri, name));
  await vscode.window.showTextDocument(document, { preview: false });
  return document;
}

function codeOf(code: vscode.Diagnostic['code']): string | number | undefined {
  return typeof code === 'object' ? code.value : code;
}

function titles(lenses: readonly vscode.CodeLens[]): readonly (string | undefined)[] {
  return lenses.map(({ command }) => command?.title);
}
