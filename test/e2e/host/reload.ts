/**
 * Runs inside VS Code's extension host, twice: opens the panel with all its tabs and reloads the window; then, in the window that came
 * back, says what is there still, and goes on from it.
 */
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { allLensesOf, codesOf, diagnosticsUntil, inPanel, openPanels, panelUntil, positionOf, report, screen } from './editor.ts';

const { executeCommand } = vscode.commands;

export async function run(): Promise<void> {
  const folder = vscode.workspace.workspaceFolders?.[0];
  assert.ok(folder, 'a folder is open');
  const marker = vscode.Uri.joinPath(folder.uri, '.vscode/reloaded.txt');
  const document = await vscode.workspace.openTextDocument(vscode.Uri.joinPath(folder.uri, 'nginx.conf'));
  const isSecond = await vscode.workspace.fs.stat(marker).then(
    () => true,
    () => false,
  );
  if (isSecond) {
    await after(document);
    return;
  }
  await before(document);
  await vscode.workspace.fs.writeFile(marker, new Uint8Array());
  await executeCommand('workbench.action.reloadWindow');
  // This window ends here.
  await new Promise(() => undefined);
}

async function before(document: vscode.TextDocument): Promise<void> {
  await vscode.window.showTextDocument(document, { preview: false });
  await executeCommand('workbench.action.closeSidebar');
  await diagnosticsUntil(document.uri, (diagnostics) => codesOf(diagnostics).includes('missing-websocket-headers'));
  const lens = (await allLensesOf(document)).find(({ command }) => command?.title === 'Test this WebSocket')?.command;
  assert.ok(lens, 'there is a lens that tests');
  const [argument] = (lens.arguments ?? []) as readonly Readonly<Record<string, unknown>>[];
  await executeCommand('nginxHandshake.watchHandshakes');
  await panelUntil((text) => text.startsWith('Watching handshakes'));
  await executeCommand('nginxHandshake.showSimulation', document.uri.toString(), argument?.['url']);
  await panelUntil((text) => text.includes('\nFails'));
  await executeCommand('nginxHandshake.probe', { ...argument, sure: true });
  await report('before', await panelUntil((text) => text.includes('Refused')));
  await screen({ visible: [inPanel('role=tab[name="Probe"][selected=true]')] });
}

async function after(document: vscode.TextDocument): Promise<void> {
  await report('after', await panelUntil((text) => text.includes('Refused')));
  await report('panels', openPanels().length);
  await screen({
    visible: [inPanel('role=tab[name="Probe"][selected=true]'), inPanel('role=button[name="Test again"]')],
    gone: ['.notification-toast'],
    picture: 'reloaded',
  });
  await executeCommand('workbench.action.focusSecondEditorGroup');
  await screen({ until: inPanel('button.action:focus:text("Test again")'), press: 'Tab' });
  await screen({ press: 'Enter' });
  await report('tested again', await panelUntil((text) => text.includes('Refused') && !text.includes('reloaded')));

  await screen({ until: inPanel('button[role=tab]:focus'), press: 'Shift+Tab' });
  await screen({ press: 'ArrowLeft' });
  await report('simulation', await panelUntil((text) => text.includes('\nFails')));
  const edit = new vscode.WorkspaceEdit();
  const lines = 'proxy_http_version 1.1; proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection upgrade; ';
  edit.insert(document.uri, positionOf(document, 'proxy_pass'), lines);
  assert.ok(await vscode.workspace.applyEdit(edit));
  await report('it follows', await panelUntil((text) => text.includes('\nConnects')));

  await screen({ press: 'Home' });
  await report('watch', await panelUntil((text) => text.includes('nothing is watched any more')));
  await screen({ visible: [inPanel('role=button[name="Watch again"]')] });
  await screen({ until: inPanel('button.action:focus:text("Watch again")'), press: 'Tab' });
  await screen({ press: 'Enter' });
  await report(
    'watched again',
    await panelUntil((text) => text.startsWith('Watching handshakes') && text.includes(': followed')),
  );
}
