/**
 * Runs inside VS Code's extension host: from a handshake that fails to one that connects, by the commands of a user alone. nginx runs, and
 * nothing stands behind it yet.
 */
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { allLensesOf, codesOf, diagnosticsUntil, inPanel, panelUntil, positionOf, report, screen } from './editor.ts';

const { executeCommand } = vscode.commands;

export async function run(): Promise<void> {
  const folder = vscode.workspace.workspaceFolders?.[0];
  assert.ok(folder, 'a folder is open');
  const document = await vscode.workspace.openTextDocument(vscode.Uri.joinPath(folder.uri, 'nginx.conf'));
  await vscode.window.showTextDocument(document, { preview: false });
  await executeCommand('workbench.action.closeSidebar');
  const found = await diagnosticsUntil(document.uri, (diagnostics) => codesOf(diagnostics).includes('missing-websocket-headers'));
  await report('finding', codesOf(found));

  const echo = async () => runCommand(await actionUntil(document, (title) => title.startsWith('Start an echo backend here')));
  await echo();
  await panelUntil((text) => text.startsWith('Echo backend on port'));
  await executeCommand('nginxHandshake.watchHandshakes');
  await panelUntil((text) => text.startsWith('Watching handshakes') && text.includes(': followed'));

  /** Tests until the page says so: a nginx that was told to reload needs a moment. */
  const probe = async (wanted: (text: string) => boolean): Promise<string> => {
    for (;;) {
      const lens = (await allLensesOf(document)).find(({ command }) => command?.title === 'Test this WebSocket')?.command;
      assert.ok(lens, 'there is a lens that tests');
      const [argument] = (lens.arguments ?? []) as readonly Readonly<Record<string, unknown>>[];
      await executeCommand(lens.command, { ...argument, sure: true });
      const text = await panelUntil((it) => /Refused|Connected/.test(it));
      if (wanted(text)) return text;
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  };
  await report('before', await probe((text) => text.includes('Refused')));
  await screen({ visible: [inPanel('role=heading[level=1]')], picture: 'story-refused' });

  const fix = await actionUntil(document, (title) => title === 'Make this a WebSocket location');
  assert.ok(fix.edit, 'the fix has an edit');
  assert.ok(await vscode.workspace.applyEdit(fix.edit));
  await diagnosticsUntil(document.uri, (diagnostics) => diagnostics.length === 0);
  assert.ok(await document.save());
  await report('not reloaded', await probe((text) => text.includes('By the configuration: Connects')));

  await report('test', await executeCommand('nginxHandshake.test'));
  await report('reload', await executeCommand('nginxHandshake.testAndReload'));
  await report('after', await probe((text) => text.includes('Connected (101)')));
  const lens = '.codelens-decoration :text("WebSocket: connects")';
  await screen({ visible: [inPanel('role=heading[name="Connected (101)"]'), lens], picture: 'story-connected' });

  await echo();
  await report('echo', await panelUntil((text) => text.startsWith('Echo backend') && text.includes('answered 101')));
  await vscode.window.showTextDocument(document, { preview: false, viewColumn: vscode.ViewColumn.One });
  await executeCommand('nginxHandshake.watchHandshakes');
  await report(
    'watch',
    await panelUntil(
      (text) => text.startsWith('Watching handshakes') && text.includes('× 426') && text.includes('1 WebSocket ended'),
    ),
  );
  await screen({ visible: [inPanel('role=tab[name="Watch"][selected=true]')], picture: 'story-watch' });
}

/** The action on `proxy_pass`, as soon as the server offers it; the launcher's time limit ends a wait in vain. */
async function actionUntil(document: vscode.TextDocument, wanted: (title: string) => boolean): Promise<vscode.CodeAction> {
  for (;;) {
    const position = positionOf(document, 'proxy_pass');
    const actions = await executeCommand<vscode.CodeAction[]>(
      'vscode.executeCodeActionProvider',
      document.uri,
      new vscode.Range(position, position),
      undefined,
      20,
    );
    const action = actions.find(({ title }) => wanted(title));
    if (action !== undefined) return action;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

async function runCommand({ command }: vscode.CodeAction): Promise<void> {
  assert.ok(command);
  await executeCommand(command.command, ...((command.arguments ?? []) as readonly unknown[]));
}
