/** Runs inside VS Code's extension host: which documents become nginx's, and what the user is asked of others. */
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { codesOf, diagnosticsUntil, report, screen } from './editor.ts';

const folder = vscode.workspace.workspaceFolders?.[0];

export async function run(): Promise<void> {
  await vscode.commands.executeCommand('workbench.action.closeSidebar');

  // Nothing of nginx is open yet: the extension has to wake up for a text without a language.
  const included = await show('docker/snippets/ws.inc');
  await report('language when opened', included.languageId);
  await languageUntil(included, 'nginx');
  const found = await diagnosticsUntil(included.uri, (diagnostics) => diagnostics.length > 0);
  await report('findings in what is included', codesOf(found));

  await status('docker/snippets/ws.inc');
  await vscode.languages.setTextDocumentLanguage(included, 'plaintext');
  const template = await show('roles/nginx/templates/site.j2');
  await languageUntil(template, 'nginx');
  const shared = await show('httpd/conf.d/ssl.conf');
  await languageUntil(shared, 'properties');
  await report('language that the user chose', included.languageId);
  await report('languages of others', [(await show('redis.conf')).languageId, (await show('httpd/conf.d/ssl.conf')).languageId]);

  const likely = await show('deploy/site.conf');
  // Under test no notification comes up by itself: it waits in the list of them.
  await vscode.commands.executeCommand('notifications.showList');
  await screen({ visible: ['.notifications-center :text("Treat as nginx?")'], picture: 'recognition-question' });
  await acceptUntil(likely, 'nginx');
  await report('associations', associations());
  await report('language after a yes', likely.languageId);

  // The folder was asked about.
  const beside = await show('deploy/other.conf');
  await languageUntil(beside, 'nginx');
  await report('associations after another of the folder', associations());

  if (process.env['NGINX_HANDSHAKE_SCREEN'] === undefined) return;
  await show('stack/other.conf');
  await vscode.commands.executeCommand('notifications.showList');
  await screen({ visible: ['.notifications-center :text("stack/other.conf looks like")'] });
  await screen({ press: 'Tab', until: '.notifications-center .monaco-button:focus:has-text("Never in This Workspace")' });
  await screen({ press: 'Enter' });
  await settingUntil('never');
  const third = await show('other/third.conf');
  await report('after never', [third.languageId, settings().get('otherConfFiles')]);
  await new Promise((resolve) => setTimeout(resolve, 1000));
  await vscode.commands.executeCommand('notifications.showList');
  await screen({ gone: ['.notifications-center :text("Treat as nginx?")'] });
}

/** What the status bar says behind its braces; a click there is a walk by keyboard here. */
async function status(path: string): Promise<void> {
  await walkToStatus(path, 5);
  await screen({ press: 'Enter' });
  await screen({
    visible: [':text("Main file: docker/nginx.conf")', ':text("nginx 1.28.0")', ':text("Target:")'],
    picture: 'status',
  });
  await vscode.commands.executeCommand('workbench.action.focusActiveEditorGroup');
}

/** Items that come and go meanwhile may take the focus along; an editor that comes to the front again has its own. */
async function walkToStatus(path: string, tries: number): Promise<void> {
  await show('docker/nginx.conf');
  await show(path);
  await vscode.commands.executeCommand('workbench.statusBar.focusFirst');
  try {
    await screen({ press: 'ArrowRight', until: '[id="status.languageStatus"]:focus-within' });
  } catch (error) {
    if (tries === 1) throw error;
    await walkToStatus(path, tries - 1);
  }
}

async function show(path: string): Promise<vscode.TextDocument> {
  assert.ok(folder, 'a folder is open');
  const document = await vscode.workspace.openTextDocument(vscode.Uri.joinPath(folder.uri, path));
  await vscode.window.showTextDocument(document, { preview: false });
  return document;
}

/** The launcher's time limit ends a wait in vain. */
async function languageUntil(document: vscode.TextDocument, language: string): Promise<void> {
  while (document.languageId !== language) await new Promise((resolve) => setTimeout(resolve, 50));
}

async function acceptUntil(document: vscode.TextDocument, language: string): Promise<void> {
  while (document.languageId !== language) {
    await vscode.commands.executeCommand('notification.acceptPrimaryAction');
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

async function settingUntil(value: string): Promise<void> {
  while (settings().get('otherConfFiles') !== value) await new Promise((resolve) => setTimeout(resolve, 50));
}

function settings(): vscode.WorkspaceConfiguration {
  return vscode.workspace.getConfiguration('nginxHandshake', folder?.uri);
}

function associations(): unknown {
  return vscode.workspace.getConfiguration('files', folder?.uri).inspect('associations')?.workspaceValue;
}
