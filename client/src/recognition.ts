/** Documents that are nginx's whatever the editor takes them for: those that a main file includes, and those that look like it. */
import * as vscode from 'vscode';
import type { BaseLanguageClient } from 'vscode-languageclient';
import { recogniseRequest, type RecogniseParams, type RecogniseResult } from '../../protocol/recognise.ts';
import { isAssociated, neverAsk, treatAsNginx, wantsQuestion } from './recognition-settings.ts';
import { isNginx } from './verify/target-files.ts';

/**
 * Looks at each document that is opened, and at those that are shown again. `start` starts the server, if nobody has; that is
 * done for a document of nginx, and for one that may be one.
 */
export function registerRecognition(
  client: BaseLanguageClient,
  start: () => Promise<void>,
  memory: vscode.Memento,
): vscode.Disposable {
  /** URIs of open documents of which we said what they are. Whoever changes that back is not told again. */
  const told = new Set<string>();

  const ask = async (document: vscode.TextDocument): Promise<RecogniseResult> => {
    await start();
    const params = { uri: document.uri.toString(), text: document.getText().slice(0, mostText) };
    return client.sendRequest<RecogniseResult>(recogniseRequest, params satisfies RecogniseParams);
  };

  const change = async (document: vscode.TextDocument, language: string): Promise<void> => {
    told.add(document.uri.toString());
    await vscode.languages.setTextDocumentLanguage(document, language);
  };

  const question = async (document: vscode.TextDocument): Promise<void> => {
    const folder = vscode.Uri.joinPath(document.uri, '..').toString();
    if (listed(memory, ofNginx).includes(folder)) return change(document, 'nginx');
    if (listed(memory, questioned).includes(folder) || !wantsQuestion(document)) return;
    await add(memory, questioned, folder);
    const name = vscode.workspace.asRelativePath(document.uri);
    const text = vscode.l10n.t('{0} looks like a configuration of nginx. Treat as nginx?', name);
    const [yes, never] = [vscode.l10n.t('Yes'), vscode.l10n.t('Never in This Workspace')];
    const chosen = await vscode.window.showInformationMessage(text, yes, never);
    if (chosen === never) await neverAsk(document);
    if (chosen === yes) {
      await add(memory, ofNginx, folder);
      await treatAsNginx(document);
      if (!document.isClosed) await change(document, 'nginx');
    }
  };

  const look = async (document: vscode.TextDocument): Promise<void> => {
    if (isNginx(document)) await start();
    if (!isOnDisk(document) || isAssociated(document) || told.has(document.uri.toString())) return;
    if (isNginx(document)) {
      if (!mayBeOfAnother(document)) return;
      const { kind } = await ask(document);
      if (kind === 'other') await change(document, document.fileName.endsWith('.conf') ? 'properties' : 'plaintext');
      return;
    }
    if (!(client.isRunning() ? mayBeIncluded(document) : await mayBeNginx(document))) return;
    const { kind } = await ask(document);
    if (document.isClosed || isNginx(document)) return;
    if (kind === 'nginx') await change(document, 'nginx');
    // Whoever has not looked at it is not asked: documents are opened by searches, too.
    if (kind === 'likely' && vscode.window.activeTextEditor?.document === document) await question(document);
  };

  const see = (document: vscode.TextDocument): void => {
    look(document).catch((error: unknown) => {
      client.error(`nginx Handshake: it is not known whether ${document.fileName} is a file of nginx`, error, false);
    });
  };
  const seeVisible = (): void => {
    for (const { document } of vscode.window.visibleTextEditors) see(document);
  };

  vscode.workspace.textDocuments.forEach(see);
  return vscode.Disposable.from(
    vscode.workspace.onDidOpenTextDocument(see),
    vscode.workspace.onDidCloseTextDocument((document) => {
      // One whose language changes is closed and opened at once.
      setTimeout(() => {
        if (document.isClosed) told.delete(document.uri.toString());
      });
    }),
    vscode.window.onDidChangeActiveTextEditor((editor) => {
      if (editor !== undefined) see(editor.document);
    }),
    // An include may have come to be.
    vscode.workspace.onDidSaveTextDocument((document) => {
      if (isNginx(document)) seeVisible();
    }),
  );
}

/** In the memory of the workspace: URIs of folders of which one file was asked about; a folder is asked about once. */
const questioned = 'recognition.folders';
/** Those where the answer was yes: other files there that look like nginx are. */
const ofNginx = 'recognition.foldersOfNginx';

function listed(memory: vscode.Memento, key: string): readonly string[] {
  return memory.get<readonly string[]>(key) ?? [];
}

async function add(memory: vscode.Memento, key: string, folder: string): Promise<void> {
  await memory.update(key, [...listed(memory, key), folder]);
}

/** UTF-16 units: as much as the server looks at. */
const mostText = 100_000;

/** Or in a folder of the workspace, which may be a virtual one; the other side of a comparison is not. */
function isOnDisk({ uri }: vscode.TextDocument): boolean {
  return uri.scheme === 'file' || vscode.workspace.getWorkspaceFolder(uri) !== undefined;
}

/** In folders of this name other programs have their files, too. */
function mayBeOfAnother({ fileName }: vscode.TextDocument): boolean {
  const path = fileName.replaceAll('\\', '/');
  return /\/(conf\.d|sites-available|sites-enabled)\/[^/]*$/.test(path) && !path.includes('/nginx/');
}

/** What the editor takes it for is a guess, or none. */
function mayBeIncluded({ languageId, fileName }: vscode.TextDocument): boolean {
  return (
    guessed.has(languageId) || /\.(conf|inc|template|tmpl|tpl|j2|jinja2?|erb|default|disabled)$|[\\/][^.\\/]+$/.test(fileName)
  );
}

const guessed = new Set(['plaintext', 'properties', 'ini', 'jinja', 'erb', 'apacheconf']);

/** Without a server: is it worth one? Statements of nginx end in `;` or `}`, and its folders have an `nginx.conf`. */
async function mayBeNginx(document: vscode.TextDocument): Promise<boolean> {
  if (!mayBeIncluded(document) || !/[;}][ \t]*(#.*)?$/m.test(document.getText().slice(0, mostText))) return false;
  if (/\.conf(\.|$)|[\\/]nginx[\\/]/.test(document.fileName)) return true;
  const [main] = await vscode.workspace.findFiles('**/nginx.conf*', '**/node_modules/**', 1);
  return main !== undefined;
}
