/** Runs inside VS Code's extension host: which documents are served, and what makes their diagnostics change. */
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { codesOf, diagnosticsUntil, report } from './editor.ts';

const broken = 'server { location /ws/ { proxy_pass http://a; proxy_set_header Upgrade $http_upgrade; } }\n';

export async function run(): Promise<void> {
  const folder = vscode.workspace.workspaceFolders?.[0];
  assert.ok(folder, 'a folder is open');
  const at = (path: string) => vscode.Uri.joinPath(folder.uri, path);

  const languages: Record<string, string> = {};
  for (const file of await vscode.workspace.findFiles('**/*')) {
    const { languageId } = await vscode.workspace.openTextDocument(file);
    languages[vscode.workspace.asRelativePath(file)] = languageId;
  }
  await report('languages', languages);

  const unsaved = await vscode.workspace.openTextDocument({ language: 'nginx', content: broken });
  const isBroken = (diagnostics: readonly vscode.Diagnostic[]) => codesOf(diagnostics).includes('missing-connection-header');
  await diagnosticsUntil(unsaved.uri, isBroken);
  await report('unsaved file', 'reported');

  const foreign = await vscode.workspace.openTextDocument({ language: 'NGINX', content: broken });
  await diagnosticsUntil(foreign.uri, isBroken);
  await report('file of another extension', 'reported');

  const content = { provideTextDocumentContent: () => broken };
  const provider = vscode.workspace.registerTextDocumentContentProvider('virtual', content);
  const virtual = await vscode.workspace.openTextDocument(vscode.Uri.parse('virtual://repository/nginx/conf.d/site.conf'));
  await vscode.window.showTextDocument(virtual);
  await diagnosticsUntil(virtual.uri, isBroken);
  provider.dispose();
  await report('file that is on no disk', 'reported');

  const site = await vscode.workspace.openTextDocument(at('nginx/conf.d/site.conf'));
  await vscode.window.showTextDocument(site);
  await diagnosticsUntil(site.uri, isBroken);
  const settings = vscode.workspace.getConfiguration('nginxHandshake', folder.uri);
  await settings.update('rules', { 'missing-connection-header': 'off' }, vscode.ConfigurationTarget.Workspace);
  await diagnosticsUntil(site.uri, (diagnostics) => !isBroken(diagnostics));
  await settings.update('rules', undefined, vscode.ConfigurationTarget.Workspace);
  await diagnosticsUntil(site.uri, isBroken);
  await report('severity setting', 'off and on again');

  // The main file gives the missing header to every server that it includes: written behind the editor's back.
  const main = at('nginx/nginx.conf');
  const text = new TextDecoder().decode(await vscode.workspace.fs.readFile(main));
  const headers = 'proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection "upgrade";';
  const edit = new vscode.WorkspaceEdit();
  edit.replace(site.uri, new vscode.Range(0, 0, site.lineCount, 0), 'server { location /ws/ { proxy_pass http://a; } }\n');
  assert.ok(await vscode.workspace.applyEdit(edit));
  await diagnosticsUntil(site.uri, (diagnostics) => codesOf(diagnostics).includes('missing-websocket-headers'));
  await vscode.workspace.fs.writeFile(main, new TextEncoder().encode(text.replace('http {', `http { ${headers}`)));
  await diagnosticsUntil(site.uri, (diagnostics) => !codesOf(diagnostics).includes('missing-websocket-headers'));
  await report('change of the main file', 'seen');

  await vscode.commands.executeCommand('nginxHandshake.restartServer');
  await vscode.workspace.fs.writeFile(main, new TextEncoder().encode(text));
  await diagnosticsUntil(site.uri, (diagnostics) => codesOf(diagnostics).includes('missing-websocket-headers'));
  await report('restart', 'reports again');
}
