/** What is done with the nginx that runs the configuration. The server runs it; here is what asks, and says what came of it. */
import * as vscode from 'vscode';
import { testRequest, type TestParams, type TestResult, type UnmappedFile } from '../../../protocol/target.ts';
import type { BaseLanguageClient } from 'vscode-languageclient';
import { choose } from './target-choice.ts';
import { registerEffective } from './effective.ts';
import { activeFile, saveFiles } from './target-files.ts';
import { createTargetStatus } from './target-status.ts';
import { registerTargetTasks } from './target-tasks.ts';
import { tellNoFile } from '../no-file.ts';

/** Registers commands, tasks and the status item; what is returned goes away with the extension. */
export function registerTarget(client: BaseLanguageClient, output: vscode.LogOutputChannel): readonly vscode.Disposable[] {
  const ask = (params: TestParams): Promise<TestResult> => {
    const title = params.reload === true ? vscode.l10n.t('Test and reload') : vscode.l10n.t('Test of the configuration');
    return withCancel(`nginx Handshake: ${title}`, (token) => client.sendRequest<TestResult>(testRequest, params, token));
  };

  const run = async (reload: boolean, uri = activeFile()): Promise<TestResult | undefined> => {
    if (uri === undefined) {
      void tellNoFile();
      return undefined;
    }
    await saveFiles();
    const params = { uri: uri.toString(), reload };
    let result = await ask(params);
    if (result.doubt !== null && (await isSure(result.doubt))) result = await ask({ ...params, sure: true });
    // Whoever called waits for what came of it, not until somebody has closed the message.
    void tell(result, uri);
    return result;
  };

  const tell = async (result: TestResult, uri: vscode.Uri): Promise<void> => {
    const show = result.outcome === 'passed' ? vscode.window.showInformationMessage : vscode.window.showErrorMessage;
    if (result.outcome === 'cancelled') return;
    const { goThere, sayWhere, chooseTarget, copyReport, showOutput } = buttons();
    const [lost] = result.place === null ? result.unmapped : [];
    const actions = [
      ...(result.place === null ? [] : [goThere]),
      ...(lost === undefined ? [] : [sayWhere]),
      ...(result.outcome === 'unreachable' ? [chooseTarget] : []),
      ...(result.disagreement === null ? [] : [copyReport]),
      showOutput,
    ];
    const remark = result.disagreement === null ? '' : ` ${result.disagreement.sentence}`;
    const chosen = await show(`nginx Handshake: ${result.sentence}${remark}`, ...actions);
    if (chosen === copyReport && result.disagreement !== null) await vscode.env.clipboard.writeText(result.disagreement.report);
    if (chosen === showOutput) output.show();
    if (chosen === chooseTarget) await choose(client, uri);
    if (chosen === goThere && result.place !== null) await reveal(client, result.place);
    if (chosen === sayWhere && lost !== undefined && (await mapFile(client, uri, lost))) await run(false, uri);
  };

  const status = createTargetStatus(client);
  return [
    status,
    registerTargetTasks(client),
    ...registerEffective(client, output),
    vscode.commands.registerCommand('nginxHandshake.chooseTarget', () => choose(client, activeFile())),
    vscode.commands.registerCommand('nginxHandshake.test', (uri?: vscode.Uri) => run(false, uri)),
    vscode.commands.registerCommand('nginxHandshake.testAndReload', (uri?: vscode.Uri) => run(true, uri)),
  ];
}

const buttons = () => ({
  goThere: vscode.l10n.t('Go to the Line'),
  sayWhere: vscode.l10n.t('Say Where It Is…'),
  chooseTarget: vscode.l10n.t('Choose Where nginx Runs…'),
  copyReport: vscode.l10n.t('Copy a Report'),
  showOutput: vscode.l10n.t('Show the Output'),
});

/** A cancelled request of the protocol is an answer of its own. */
function withCancel<T>(title: string, work: (token: vscode.CancellationToken) => Promise<T>): Promise<T> {
  const options = { location: vscode.ProgressLocation.Notification, title, cancellable: true };
  return Promise.resolve(vscode.window.withProgress(options, (_progress, token) => work(token)));
}

async function isSure(doubt: string): Promise<boolean> {
  const reload = vscode.l10n.t('Reload');
  const chosen = await vscode.window.showWarningMessage(
    vscode.l10n.t('Reload nginx all the same?'),
    { modal: true, detail: doubt },
    reload,
  );
  return chosen === reload;
}

async function reveal(client: BaseLanguageClient, place: NonNullable<TestResult['place']>): Promise<void> {
  const selection = client.protocol2CodeConverter.asRange(place.range);
  await vscode.window.showTextDocument(client.protocol2CodeConverter.asUri(place.uri), { selection });
}

/** Asks which file here is the one that nginx names, and writes it to `includeMap`; false when nobody said so. */
async function mapFile(client: BaseLanguageClient, about: vscode.Uri, { path, candidates }: UnmappedFile): Promise<boolean> {
  const items = candidates.map((it) => {
    const uri = client.protocol2CodeConverter.asUri(it.uri);
    return { label: vscode.workspace.asRelativePath(uri), description: vscode.l10n.t('{0} is {1}', it.from, it.to), ...it };
  });
  if (items.length === 0) {
    void vscode.window.showInformationMessage(
      vscode.l10n.t(
        'nginx Handshake: no file here is called as {0} is. The setting nginxHandshake.includeMap says where its folder is.',
        path,
      ),
    );
    return false;
  }
  const picked = await vscode.window.showQuickPick(items, { title: vscode.l10n.t('Where is {0} here?', path) });
  if (picked === undefined) return false;
  const settings = vscode.workspace.getConfiguration('nginxHandshake', about);
  const before = settings.get<Readonly<Record<string, string>>>('includeMap') ?? {};
  const scope =
    vscode.workspace.getWorkspaceFolder(about) === undefined
      ? vscode.ConfigurationTarget.Global
      : vscode.ConfigurationTarget.Workspace;
  await settings.update('includeMap', { ...before, [picked.from]: picked.to }, scope);
  return true;
}
