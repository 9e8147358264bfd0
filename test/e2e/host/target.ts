/** Runs inside VS Code's extension host: tests a configuration, reloads it, shows the effective one, as commands and as a task. */
import assert from 'node:assert/strict';
import { get } from 'node:http';
import * as vscode from 'vscode';
import { report, screen } from './editor.ts';

interface Result {
  readonly outcome: string;
  readonly reloaded: boolean;
}

export async function run(): Promise<void> {
  const folder = vscode.workspace.workspaceFolders?.[0];
  assert.ok(folder, 'a folder is open');
  const port = vscode.workspace.getConfiguration().get<number>('port') ?? 0;
  const document = await vscode.workspace.openTextDocument(vscode.Uri.joinPath(folder.uri, 'nginx.conf'));
  await vscode.window.showTextDocument(document, { preview: false });

  await edit(document, new vscode.Range(0, 0, 0, 0), 'load_module /no/such/module.so;\n');
  const refused = await vscode.commands.executeCommand<Result>('nginxHandshake.testAndReload');
  await report('refused', [refused.outcome, refused.reloaded]);
  const [problem] = await problemsUntil(document.uri, 1);
  await report('problem', `${String(problem?.range.start.line)} ${String(problem?.source)} ${String(problem?.message)}`);
  await report('answer then', await answerOf(port));
  await screen({ visible: ['.squiggly-error'], picture: 'test' });
  await edit(document, new vscode.Range(0, 0, 1, 0), '');
  await report('problems after the edit', (await problemsUntil(document.uri, 0)).length);

  const at = document.positionAt(document.getText().indexOf('first'));
  await edit(document, new vscode.Range(at, at.translate(0, 'first'.length)), 'second');
  const passed = await vscode.commands.executeCommand<Result>('nginxHandshake.testAndReload');
  await report('reloaded', [passed.outcome, passed.reloaded]);
  let answer = await answerOf(port);
  for (let waited = 0; waited < 5000 && answer !== 'second'; waited += 50) {
    await new Promise((resolve) => setTimeout(resolve, 50));
    answer = await answerOf(port);
  }
  await report('answer after it', answer);

  const effective = await vscode.commands.executeCommand<vscode.TextDocument>('nginxHandshake.showEffective');
  const links = await vscode.commands.executeCommand<vscode.DocumentLink[]>('vscode.executeLinkProvider', effective.uri, 10);
  const isDump = effective.getText().startsWith('# configuration file ');
  await report('effective', [effective.languageId, isDump, links.map(({ target }) => target?.fsPath)]);

  await vscode.window.showTextDocument(document, { preview: false });
  const tasks = await vscode.tasks.fetchTasks({ type: 'nginx-handshake' });
  await report('tasks', tasks.length);
  const task = tasks.find(({ definition }) => definition['task'] === 'test');
  assert.ok(task);
  const ended = new Promise<number | undefined>((resolve) => {
    vscode.tasks.onDidEndTaskProcess(({ exitCode }) => {
      resolve(exitCode);
    });
  });
  await vscode.tasks.executeTask(task);
  await report('exit code', await ended);
}

async function edit(document: vscode.TextDocument, range: vscode.Range, text: string): Promise<void> {
  const change = new vscode.WorkspaceEdit();
  change.replace(document.uri, range, text);
  assert.ok(await vscode.workspace.applyEdit(change));
}

/** Those of nginx alone, as soon as there are so many. */
function problemsUntil(uri: vscode.Uri, count: number): Promise<readonly vscode.Diagnostic[]> {
  return new Promise((resolve) => {
    const look = (): void => {
      const found = vscode.languages.getDiagnostics(uri).filter(({ source }) => source === 'nginx -t');
      if (found.length !== count) return;
      subscription.dispose();
      resolve(found);
    };
    const subscription = vscode.languages.onDidChangeDiagnostics(look);
    look();
  });
}

function answerOf(port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    get({ port, host: '127.0.0.1', agent: false }, (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (text: string) => (body += text));
      response.once('end', () => {
        resolve(body);
      });
    }).once('error', reject);
  });
}
