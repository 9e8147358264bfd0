/** Tasks of the type `nginx-handshake`: the same tests as the commands, for whoever runs tasks before or behind others. */
import * as vscode from 'vscode';
import { dumpRequest, testRequest, type DumpResult, type TestResult } from '../../../protocol/target.ts';
import type { BaseLanguageClient } from 'vscode-languageclient';
import { activeFile, saveFiles } from './target-files.ts';

const type = 'nginx-handshake';

interface Kind {
  readonly name: string;
  readonly group: vscode.TaskGroup | undefined;
}

const kinds: Readonly<Record<string, Kind>> = {
  test: { name: 'test the configuration', group: vscode.TaskGroup.Test },
  reload: { name: 'test and reload', group: undefined },
  dump: { name: 'show the effective configuration', group: undefined },
};

export function registerTargetTasks(client: BaseLanguageClient): vscode.Disposable {
  const task = (definition: vscode.TaskDefinition, scope: vscode.TaskScope | vscode.WorkspaceFolder): vscode.Task | undefined => {
    const kind = kinds[String(definition['task'])];
    if (kind === undefined) return undefined;
    const execution = new vscode.CustomExecution((resolved) => Promise.resolve(terminal(client, resolved, scope)));
    // Its problems are the server's: they stand at the files here, and go when their lines are edited.
    const made = new vscode.Task(definition, scope, kind.name, 'nginx', execution, []);
    if (kind.group !== undefined) made.group = kind.group;
    return made;
  };
  return vscode.tasks.registerTaskProvider(type, {
    provideTasks: () => Object.keys(kinds).flatMap((name) => task({ type, task: name }, vscode.TaskScope.Workspace) ?? []),
    resolveTask: ({ definition, scope }) => task(definition, scope ?? vscode.TaskScope.Workspace),
  });
}

/** Runs it, prints what nginx printed, and ends with 0 where the test passed, and the reload if there was one. */
function terminal(
  client: BaseLanguageClient,
  definition: vscode.TaskDefinition,
  scope: vscode.TaskScope | vscode.WorkspaceFolder,
): vscode.Pseudoterminal {
  const [written, closed] = [new vscode.EventEmitter<string>(), new vscode.EventEmitter<number>()];
  const stop = new vscode.CancellationTokenSource();
  const say = (text: string): void => {
    written.fire(text.replace(/\r?\n/g, '\r\n'));
  };
  const run = async (): Promise<number> => {
    const uri = fileOf(definition, scope);
    if (uri === undefined) {
      say(`${vscode.l10n.t('No file of a configuration is open.')}\n`);
      return 2;
    }
    await saveFiles();
    const isDump = definition['task'] === 'dump';
    const reload = definition['task'] === 'reload';
    const params = { uri: uri.toString(), ...(reload ? { reload, sure: definition['sure'] === true } : {}) };
    const method = isDump ? dumpRequest : testRequest;
    const result = await client.sendRequest<TestResult & Partial<DumpResult>>(method, params, stop.token);
    say(`${result.output}\n`);
    if (result.text) say(result.text);
    say(`${result.sentence}\n`);
    if (!isDump && result.doubt !== null) say(`${result.doubt} Or "sure": true in the task.\n`);
    return result.outcome === 'passed' && (!reload || result.reloaded) ? 0 : 1;
  };
  return {
    onDidWrite: written.event,
    onDidClose: closed.event,
    open() {
      run().then(
        (code) => {
          closed.fire(code);
        },
        (error: unknown) => {
          say(`${String(error)}\n`);
          closed.fire(1);
        },
      );
    },
    close() {
      stop.cancel();
    },
  };
}

/** The file that the task names, from its folder; else the one in front. */
function fileOf(definition: vscode.TaskDefinition, scope: vscode.TaskScope | vscode.WorkspaceFolder): vscode.Uri | undefined {
  const named: unknown = definition['file'];
  const folder = typeof scope === 'object' ? scope : vscode.workspace.workspaceFolders?.[0];
  if (typeof named !== 'string' || named === '') return activeFile();
  return folder === undefined ? vscode.Uri.file(named) : vscode.Uri.joinPath(folder.uri, named);
}
