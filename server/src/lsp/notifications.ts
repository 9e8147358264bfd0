/** The messages of the editor that want no answer. */
import { DidChangeConfigurationNotification, type Connection } from 'vscode-languageserver';
import type { Failures } from '../project/failures.ts';
import { settingsIn, type Client } from './client.ts';
import type { Folders } from './folders.ts';
import type { Images } from './images.ts';
import type { Reports } from './reports.ts';
import type { Session } from './session.ts';
import type { Start } from './start.ts';
import { pathOf } from './uris.ts';
import type { WorkspaceReports } from './workspace-reports.ts';

export interface Hearing {
  readonly connection: Connection;
  readonly client: Client;
  readonly folders: Folders;
  readonly session: Session;
  readonly reports: Reports;
  readonly workspace: WorkspaceReports;
  readonly failures: Failures;
  readonly start: Start;
  readonly images: Images;
}

export function hearNotifications({
  connection,
  client,
  folders,
  session,
  reports,
  workspace,
  failures,
  start,
  images,
}: Hearing): void {
  const { documents } = session;

  /** One that fails costs itself. */
  const hear =
    <P>(method: string, work: (params: P) => unknown): ((params: P) => Promise<void>) =>
    async (params) => {
      try {
        await work(params);
      } catch (error) {
        failures.other(`the message ${method}`, error);
      }
    };
  const lookAt = async (uris: readonly string[]): Promise<void> => {
    if (await session.looking.at(uris.map(pathOf))) reports.changed();
  };
  const changeFolders = (added: readonly { readonly uri: string }[], removed: readonly { readonly uri: string }[]): void => {
    folders.changeFolders(
      added.map(({ uri }) => uri),
      removed.map(({ uri }) => uri),
    );
    start.load();
    void images.lookIn(added.map(({ uri }) => pathOf(uri)));
    reports.changed();
  };

  connection.onInitialized(
    hear('initialized', () => {
      start.begin();
      if (client.workspaceFolders) {
        connection.workspace.onDidChangeWorkspaceFolders(
          hear('workspace/didChangeWorkspaceFolders', ({ added, removed }) => {
            changeFolders(added, removed);
          }),
        );
      }
      reports.changed();
      if (!client.configurationChanges) return;
      return connection.client.register(DidChangeConfigurationNotification.type, { section: 'nginxHandshake' });
    }),
  );
  connection.onDidChangeConfiguration(
    hear('workspace/didChangeConfiguration', ({ settings }) => {
      start.load(settingsIn(settings));
    }),
  );
  connection.onDidOpenTextDocument(
    hear('textDocument/didOpen', ({ textDocument: { uri, languageId, version, text } }) => {
      documents.open(uri, languageId, version, text);
      reports.changed();
    }),
  );
  connection.onDidChangeTextDocument(
    hear('textDocument/didChange', ({ textDocument: { uri, version }, contentChanges }) => {
      documents.change(uri, version, contentChanges);
      reports.changed();
    }),
  );
  connection.onDidCloseTextDocument(
    hear('textDocument/didClose', ({ textDocument: { uri } }) => {
      documents.close(uri);
      session.tidy();
      reports.closed(uri);
      reports.changed();
      return lookAt([uri]);
    }),
  );
  connection.onDidChangeWatchedFiles(
    hear('workspace/didChangeWatchedFiles', async ({ changes }) => {
      const uris = changes.map(({ uri }) => uri);
      await Promise.all([lookAt(uris), images.changedAt(uris.map(pathOf))]);
    }),
  );
  connection.onShutdown(workspace.end);
}
