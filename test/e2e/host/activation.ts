/** Runs inside VS Code's extension host: what the start of the extension costs, and what it starts. */
import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import * as vscode from 'vscode';
import { diagnosticsUntil, report } from './editor.ts';

export async function run(): Promise<void> {
  const folder = vscode.workspace.workspaceFolders?.[0];
  assert.ok(folder);
  await report('work', await workOfStart());
  for (const name of ['nginx.conf', 'other.nginx']) {
    const uri = vscode.Uri.joinPath(folder.uri, name);
    await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uri));
    await diagnosticsUntil(uri, (found) => found.length > 0);
  }
  await vscode.commands.executeCommand('nginxHandshake.test');
  await report('servers', await servers());
  await report('startup', await startupReport());
  await report('loaded', await loadedByServer(vscode.Uri.joinPath(folder.uri, 'nginx.conf')));
}

/** The processor time, in milliseconds, that this process takes to load the extension and to activate it; NaN when it is active. */
async function workOfStart(): Promise<number> {
  const extension = vscode.extensions.getExtension('nginx-handshake.nginx-handshake');
  assert.ok(extension);
  if (extension.isActive) return NaN;
  const before = process.cpuUsage();
  await extension.activate();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

/** The command lines of what this process started and what runs our server; as far as the system has /proc. */
async function servers(): Promise<readonly string[]> {
  const found: string[] = [];
  for (const id of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
    const read = (name: string): Promise<string> => readFile(`/proc/${id}/${name}`, 'utf8').catch(() => '');
    // Behind the name in brackets: state, then the parent.
    const [, parent] = (await read('stat')).replace(/^.*\) /s, '').split(' ');
    const line = (await read('cmdline')).replaceAll('\0', ' ');
    if (Number(parent) === process.pid && /dist.server\.js/.test(line)) found.push(line);
  }
  return found;
}

/** The bundles that a server loads while it is asked, each as often as it did: V8 tells when the process ends. */
async function loadedByServer(uri: vscode.Uri): Promise<readonly string[]> {
  const { executeCommand } = vscode.commands;
  const folder = await mkdtemp(join(tmpdir(), 'nginx-handshake-loaded-'));
  try {
    process.env['NODE_V8_COVERAGE'] = folder;
    await executeCommand('nginxHandshake.restartServer');
    delete process.env['NODE_V8_COVERAGE'];
    await vscode.window.showTextDocument(uri);
    await diagnosticsUntil(uri, (found) => found.length > 0);
    await executeCommand('vscode.executeHoverProvider', uri, new vscode.Position(0, 1));
    await executeCommand('vscode.executeCompletionItemProvider', uri, new vscode.Position(0, 7));
    await executeCommand('nginxHandshake.restartServer');
    const files = await Promise.all((await readdir(folder)).map((name) => readFile(join(folder, name), 'utf8')));
    const urls = files.flatMap((text) => (JSON.parse(text) as { readonly result: readonly { readonly url: string }[] }).result);
    return urls.flatMap(({ url }) => (/dist[\\/][^\\/]+$/.test(url) ? [basename(url)] : []));
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** What "Developer: Startup Performance" shows. */
async function startupReport(): Promise<string> {
  await vscode.commands.executeCommand('perfview.show');
  for (;;) {
    const shown = vscode.workspace.textDocuments.find(({ uri }) => uri.scheme === 'perf');
    const text = shown?.getText() ?? '';
    if (text.includes('nginx-handshake.nginx-handshake')) return text;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
