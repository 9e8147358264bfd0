/** "Compare nginx versions": asks for two versions, and shows in a read-only document what breaks and what else changes. */
import * as vscode from 'vscode';
import {
  compareRequest,
  versionsRequest,
  type CompareParams,
  type CompareResult,
  type VersionsResult,
} from '../../protocol/compare.ts';
import type { BaseLanguageClient } from 'vscode-languageclient';
import { pickVersion } from './pick-version.ts';
import { tellNoFile } from './no-file.ts';

/** There is one read-only document, for the last comparison; its name is the title of the tab. */
const scheme = 'nginx-handshake-versions';
const comparison = vscode.Uri.from({ scheme, path: '/Compared versions' });

/** Registers the command and the document; what is returned goes away with the extension. */
export function registerComparisons(client: BaseLanguageClient): readonly vscode.Disposable[] {
  const changed = new vscode.EventEmitter<vscode.Uri>();
  let last: CompareParams | undefined;
  let text = '';

  /** `undefined` where there is nothing to compare, or where another comparison came in between. */
  const compare = async (question: CompareParams): Promise<CompareResult | undefined> => {
    last = question;
    const result = await client.sendRequest<CompareResult | null>(compareRequest, question);
    if (result === null || question !== last) return undefined;
    if ('text' in result) {
      text = result.text;
      changed.fire(comparison);
    }
    return result;
  };

  const show = async (question: CompareParams): Promise<void> => {
    const title = vscode.l10n.t('nginx Handshake: compares nginx {0} and {1}', question.from, question.to);
    const result = await vscode.window.withProgress({ location: vscode.ProgressLocation.Window, title }, () => compare(question));
    if (result === undefined) {
      if (question === last) await tellNoFile();
    } else if ('complaint' in result) {
      await vscode.window.showWarningMessage(`nginx Handshake: ${result.complaint}`);
    } else {
      await vscode.window.showTextDocument(comparison, { viewColumn: columnBeside(), preview: true, preserveFocus: true });
    }
  };

  /** Versions that are handed in are not asked for. */
  const ask = async (from?: string, to?: string): Promise<void> => {
    const active = vscode.window.activeTextEditor?.document.uri;
    const uri = active === undefined || active.scheme === scheme ? last?.uri : active.toString();
    const suggested = uri === undefined ? null : await client.sendRequest<VersionsResult | null>(versionsRequest, { uri });
    if (uri === undefined || suggested === null) {
      await tellNoFile();
      return;
    }
    const older = from ?? (await pickVersion(vscode.l10n.t('Which nginx runs it now?'), suggested.from));
    if (older === undefined) return;
    const others = suggested.to.filter(({ version }) => version !== older);
    const newer = to ?? (await pickVersion(vscode.l10n.t('From {0} to which nginx?', older), others));
    if (newer !== undefined) await show({ uri, from: older, to: newer });
  };

  /** What is shown is of the configuration as it was saved last. */
  const follow = async ({ languageId }: vscode.TextDocument): Promise<void> => {
    if (last === undefined || languageId.toLowerCase() !== 'nginx') return;
    if (vscode.window.visibleTextEditors.some(showsComparison)) await compare({ ...last });
  };

  return [
    vscode.Disposable.from(changed),
    vscode.workspace.onDidSaveTextDocument((document) => void follow(document)),
    vscode.workspace.registerTextDocumentContentProvider(scheme, {
      onDidChange: changed.event,
      provideTextDocumentContent: () => text,
    }),
    vscode.commands.registerCommand('nginxHandshake.compareVersions', ask),
  ];
}

/** Where the document is shown already; else beside the configuration. */
function columnBeside(): vscode.ViewColumn {
  return vscode.window.visibleTextEditors.find(showsComparison)?.viewColumn ?? vscode.ViewColumn.Beside;
}

function showsComparison({ document }: vscode.TextEditor): boolean {
  return document.uri.scheme === scheme;
}
