/** Runs inside VS Code's extension host: an echo backend behind a real nginx, and its logs watched, through the commands of a user. */
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { WebSocket } from 'ws';
import { inPanel, panelUntil, positionOf, report, screen } from './editor.ts';

export async function run(): Promise<void> {
  const folder = vscode.workspace.workspaceFolders?.[0];
  assert.ok(folder, 'a folder is open');
  const document = await vscode.workspace.openTextDocument(vscode.Uri.joinPath(folder.uri, 'nginx.conf'));
  await vscode.window.showTextDocument(document, { preview: false });
  const port = Number(/listen 127\.0\.0\.1:(\d+)/.exec(document.getText())?.[1]);

  const start = await startAction(document);
  await vscode.commands.executeCommand(start.command, ...((start.arguments ?? []) as readonly unknown[]));
  await panelUntil((text) => text.startsWith('Echo backend on port'));
  await vscode.commands.executeCommand('nginxHandshake.watchHandshakes');
  await panelUntil((text) => text.startsWith('Watching handshakes') && text.includes(': followed'));

  for (const path of ['/chat', '/chat', '/live', '/live', '/live']) await open(port, path);
  const watched = await panelUntil((text) => text.includes('2 × 426') && text.includes('3 WebSockets ended'));
  await report('watch', watched);
  await screen({ visible: [inPanel('text=3 WebSockets ended at location /live, 3 after exactly 1 s')], picture: 'watch' });

  await vscode.commands.executeCommand(start.command, ...((start.arguments ?? []) as readonly unknown[]));
  await report('echo', await panelUntil((text) => text.includes('#5 GET /live')));
  await screen({ visible: [inPanel('text=#5 GET /live')], picture: 'echo' });

  await report('stopped echo', await vscode.commands.executeCommand('nginxHandshake.stopEcho'));
  await panelUntil((text) => text.startsWith('Echo backend (stopped)'));
  await report('stopped watching', await vscode.commands.executeCommand('nginxHandshake.stopWatching'));
  await report('after it stopped', await open(port, '/live'));
}

/** The code action on `proxy_pass`, as soon as the server offers it; the launcher's time limit ends a wait in vain. */
async function startAction(document: vscode.TextDocument): Promise<vscode.Command> {
  const position = positionOf(document, 'proxy_pass');
  for (;;) {
    const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
      'vscode.executeCodeActionProvider',
      document.uri,
      new vscode.Range(position, position),
    );
    const start = actions.find(({ title }) => title.startsWith('Start an echo backend here'))?.command;
    if (start !== undefined) return start;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** Opens it, and waits in silence until nginx ends it; the status where it does not open. */
function open(port: number, path: string): Promise<number> {
  return new Promise((resolve) => {
    const socket = new WebSocket(`ws://127.0.0.1:${port}${path}`, { handshakeTimeout: 5000 });
    socket.on('unexpected-response', (request, response) => {
      request.destroy();
      resolve(response.statusCode ?? 0);
    });
    socket.on('error', () => undefined);
    socket.on('close', () => {
      resolve(101);
    });
  });
}
