/** The language server: each message of the protocol, and who answers it. */
import {
  CodeActionKind,
  DidChangeConfigurationNotification,
  DidChangeWatchedFilesNotification,
  FileChangeType,
  LSPErrorCodes,
  ResponseError,
  TextDocumentSyncKind,
  type CancellationToken,
  type Connection,
  type InitializeParams,
  type InitializeResult,
} from 'vscode-languageserver';
import { simulateRequest, type SimulateParams } from '../../../protocol/simulate.ts';
import { productName, productVersion } from '../features/product.ts';
import { readClient, settingsIn, type Client } from './client.ts';
import { fixAllKind, type ActionData } from './code-actions.ts';
import { toHover } from './hover.ts';
import { toInlayHints, toLenses, toSimulation } from './lenses.ts';
import { offerActions, resolveAction } from './offers.ts';
import { createReports, type Reports } from './reports.ts';
import { createFolders, type Folders } from './folders.ts';
import { createSession, type Session, type World } from './session.ts';

/** Answers on the connection until the editor says `exit`. */
export function startServer(connection: Connection, world: World): void {
  connection.onInitialize(async (params) => {
    const client = readClient(params);
    const parser = await world.loadParser();
    const installed = client.trusted ? await world.installedVersion() : undefined;
    const folders = createFolders(connection, client, foldersOf(params), installed);
    const session = createSession(world, parser, client, folders, failureLog(connection));
    listen({
      connection,
      client,
      folders,
      session,
      reports: createReports(connection, client, session),
      yieldToMessages: world.yieldToMessages,
    });
    return capabilities(client);
  });
  connection.listen();
}

interface Server {
  readonly connection: Connection;
  readonly client: Client;
  readonly folders: Folders;
  readonly session: Session;
  readonly reports: Reports;
  readonly yieldToMessages: World['yieldToMessages'];
}

function listen({ connection, client, folders, session, reports, yieldToMessages }: Server): void {
  const { documents } = session;
  let ready: Promise<unknown> = Promise.resolve();
  const settle = (work: Promise<boolean>): void => {
    ready = work.then(
      (changed) => {
        if (changed) reports.changed();
      },
      (error: unknown) => {
        connection.console.error(String(error));
      },
    );
  };
  /** Lets waiting messages in first: among them may be the one that cancels this request. */
  const turn = async (token: CancellationToken): Promise<void> => {
    await ready;
    await yieldToMessages();
    if (token.isCancellationRequested) throw new ResponseError(LSPErrorCodes.RequestCancelled, 'Cancelled');
  };

  connection.onInitialized(() => {
    settle(folders.load());
    register(connection, client, (event) => {
      folders.changeFolders(event.added, event.removed);
      settle(folders.load().then(() => true));
    });
  });
  connection.onDidChangeConfiguration(({ settings }) => {
    settle(folders.load(settingsIn(settings)));
  });
  connection.onDidOpenTextDocument(({ textDocument: { uri, languageId, version, text } }) => {
    documents.open(uri, languageId, version, text);
    reports.changed();
  });
  connection.onDidChangeTextDocument(({ textDocument: { uri, version }, contentChanges }) => {
    documents.change(uri, version, contentChanges);
    reports.changed();
  });
  connection.onDidCloseTextDocument(({ textDocument: { uri } }) => {
    documents.close(uri);
    session.closed();
    reports.closed(uri);
    session.lookAtDisk(true);
    reports.changed();
  });
  connection.onDidChangeWatchedFiles(({ changes }) => {
    if (changes.some(({ type }) => type !== FileChangeType.Changed)) session.searchAgain();
    if (session.lookAtDisk(true)) reports.changed();
  });
  connection.languages.diagnostics.on(async ({ textDocument, previousResultId }, token) => {
    await turn(token);
    if (session.lookAtDisk(false)) reports.changed();
    const document = documents.byUri(textDocument.uri);
    return document === undefined ? { kind: 'full', items: [] } : reports.pull(document, previousResultId);
  });
  connection.onHover(async ({ textDocument, position }, token) => {
    await turn(token);
    const document = documents.byUri(textDocument.uri);
    return document === undefined ? null : toHover(document, position, session.analysesOf(document), session.places);
  });
  connection.onCodeLens(async ({ textDocument }, token) => {
    await turn(token);
    const document = documents.byUri(textDocument.uri);
    if (document === undefined) return [];
    const { codeLens } = folders.of(document.path);
    return [...toLenses(document, session.analysesOf(document), session.places, codeLens, client.opensSimulations)];
  });
  connection.languages.inlayHint.on(async ({ textDocument, range }, token) => {
    await turn(token);
    const document = documents.byUri(textDocument.uri);
    if (document === undefined) return [];
    return [...toInlayHints(document, range, session.analysesOf(document), folders.of(document.path).inlayHints)];
  });
  connection.onRequest(simulateRequest, async (params: SimulateParams, token: CancellationToken) => {
    await turn(token);
    const document = documents.byUri(params.uri);
    return document === undefined ? null : toSimulation(params, session.analysesOf(document), session.places);
  });
  connection.onCodeAction(async ({ textDocument, range, context }, token) => {
    await turn(token);
    const document = documents.byUri(textDocument.uri);
    if (document === undefined) return [];
    return offerActions(document.text, range, context.only, session.actionContext(document), client, () => turn(token));
  });
  connection.onCodeActionResolve(async (action, token) => {
    await turn(token);
    const document = documents.byUri((action.data as ActionData | undefined)?.uri ?? '');
    return document === undefined ? action : resolveAction(action, session.actionContext(document));
  });
}

function capabilities(client: Client): InitializeResult {
  const pull = { identifier: productName, interFileDependencies: true, workspaceDiagnostics: false };
  return {
    serverInfo: { name: productName, version: productVersion },
    capabilities: {
      textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental },
      ...(client.pullsDiagnostics ? { diagnosticProvider: pull } : {}),
      hoverProvider: true,
      codeLensProvider: {},
      inlayHintProvider: true,
      codeActionProvider: { codeActionKinds: [CodeActionKind.QuickFix, fixAllKind], resolveProvider: true },
      workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
    },
  };
}

/** Files that a main file may include; others are looked at when a document is. */
const watched = '**/{*.conf,*.conf.*,*.nginx,sites-available/*,sites-enabled/*,snippets/*,proxy_params}';

function register(
  connection: Connection,
  client: Client,
  foldersChanged: (event: { readonly added: readonly string[]; readonly removed: readonly string[] }) => void,
): void {
  const log = (error: unknown): void => {
    connection.console.error(String(error));
  };
  if (client.configurationChanges) {
    connection.client.register(DidChangeConfigurationNotification.type, { section: 'nginxHandshake' }).catch(log);
  }
  if (client.watchesFiles) {
    connection.client.register(DidChangeWatchedFilesNotification.type, { watchers: [{ globPattern: watched }] }).catch(log);
  }
  if (client.workspaceFolders) {
    connection.workspace.onDidChangeWorkspaceFolders(({ added, removed }) => {
      foldersChanged({ added: added.map(({ uri }) => uri), removed: removed.map(({ uri }) => uri) });
    });
  }
}

function foldersOf(params: InitializeParams): readonly string[] {
  // Clients older than workspace folders say where they are with `rootUri`.
  const { workspaceFolders, rootUri }: Pick<InitializeParams, 'workspaceFolders'> & { readonly rootUri?: string | null } = params;
  return workspaceFolders?.map(({ uri }) => uri) ?? (typeof rootUri === 'string' ? [rootUri] : []);
}

/** A rule that throws is told of once: it would at every key. */
function failureLog(connection: Connection): (rule: string, error: unknown) => void {
  const told = new Set<string>();
  return (rule, error) => {
    if (told.has(rule)) return;
    told.add(rule);
    connection.console.error(
      `The rule ${rule} failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
    );
  };
}
