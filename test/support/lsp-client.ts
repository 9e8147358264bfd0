/** The language server as an editor meets it: the bundle, as a process of its own, over stdio; or with a world of the test's. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { PassThrough } from 'node:stream';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import {
  CodeActionRequest,
  CodeActionResolveRequest,
  CodeActionTriggerKind,
  createConnection,
  ConfigurationRequest,
  createProtocolConnection,
  DiagnosticRefreshRequest,
  DiagnosticSeverity,
  DidChangeTextDocumentNotification,
  DidCloseTextDocumentNotification,
  DidOpenTextDocumentNotification,
  DocumentDiagnosticRequest,
  LogMessageNotification,
  ExitNotification,
  InitializedNotification,
  InitializeRequest,
  PublishDiagnosticsNotification,
  RegistrationRequest,
  ShutdownRequest,
  ShowMessageNotification,
  StreamMessageReader,
  StreamMessageWriter,
  TextDocumentEdit,
  type ClientCapabilities,
  type CodeAction,
  type Diagnostic,
  type DocumentDiagnosticReport,
  type InitializeResult,
  type MessageType,
  type ProtocolConnection,
  type PublishDiagnosticsParams,
  type Range,
  type TextDocumentContentChangeEvent,
  type WorkspaceEdit,
} from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { startServer as serve } from '../../server/src/lsp/server.ts';
import type { World } from '../../server/src/lsp/session.ts';
import { createMailbox } from './mailbox.ts';
import { root } from './parts.ts';

export interface ServerOptions {
  /** Workspace folders, as paths or URIs. */
  readonly folders?: readonly string[];
  /** By folder; `''` for all others. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** False: the client cannot pull diagnostics, and is sent them. */
  readonly pull?: boolean;
  readonly capabilities?: ClientCapabilities;
  readonly initializationOptions?: unknown;
  /** Of node itself, before the bundle. */
  readonly nodeArguments?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  /** Served in this process, with this disk and these rules. */
  readonly world?: World;
  /** Served elsewhere, by a server that runs already. */
  readonly started?: Started;
}

export interface LspClient {
  readonly connection: ProtocolConnection;
  readonly initialized: InitializeResult;
  readonly pid: number;
  readonly open: (uri: string, text: string, languageId?: string) => Promise<void>;
  readonly change: (uri: string, ...changes: readonly TextDocumentContentChangeEvent[]) => Promise<void>;
  readonly close: (uri: string) => Promise<void>;
  readonly text: (uri: string) => string;
  readonly pull: (uri: string, previousResultId?: string) => Promise<DocumentDiagnosticReport>;
  readonly diagnostics: (uri: string) => Promise<readonly Diagnostic[]>;
  /** The next diagnostics that the server sends for a document. */
  readonly pushed: (uri: string) => Promise<PublishDiagnosticsParams>;
  /** Resolves when the server asks to pull again. */
  readonly refreshed: () => Promise<void>;
  /** `automatic`: nobody asked, the cursor moved. */
  readonly actions: (uri: string, range: Range, only?: readonly string[], automatic?: boolean) => Promise<readonly CodeAction[]>;
  /** Carries an action out in the open documents; edits of other files are returned. */
  readonly apply: (action: CodeAction) => Promise<ReadonlyMap<string, readonly TextDocumentEdit[]>>;
  /** Settings as the server finds them from now on. */
  readonly settings: Record<string, unknown>;
  readonly messages: readonly string[];
  /** What stands in the output channel, without and with the level of each line. */
  readonly output: readonly string[];
  readonly logged: readonly (readonly [level: MessageType, line: string])[];
  readonly stop: () => Promise<number | null>;
}

export const bundle = join(root, 'dist/server.js');

export async function startServer(options: ServerOptions = {}): Promise<LspClient> {
  const { connection, pid, exit } =
    options.started ?? (options.world === undefined ? startBundle(options) : startWorld(options.world));
  const documents = new Map<string, TextDocument>();
  const settings: Record<string, unknown> = { ...options.settings };
  const messages: string[] = [];
  const logged: [MessageType, string][] = [];
  const published = createMailbox<PublishDiagnosticsParams>();
  const refreshes = createMailbox<true>();

  connection.onRequest(ConfigurationRequest.type, ({ items }) =>
    items.map(({ scopeUri }) => settings[scopeUri ?? ''] ?? settings[''] ?? {}),
  );
  connection.onRequest(RegistrationRequest.type, () => undefined);
  connection.onRequest(DiagnosticRefreshRequest.type, () => {
    refreshes.put('', true);
  });
  connection.onNotification(ShowMessageNotification.type, ({ message }) => void messages.push(message));
  connection.onNotification(LogMessageNotification.type, ({ type, message }) => void logged.push([type, message]));
  connection.onNotification(PublishDiagnosticsNotification.type, (params) => {
    published.put(params.uri, params);
  });
  connection.listen();

  const initialized: InitializeResult = await connection.sendRequest(InitializeRequest.method, {
    processId: options.world === undefined && options.started === undefined ? process.pid : null,
    workspaceFolders:
      options.folders?.map((path) => ({ uri: path.includes('://') ? path : pathToFileURL(path).href, name: path })) ?? null,
    capabilities: options.capabilities ?? capabilities(options.pull ?? true),
    initializationOptions: options.initializationOptions,
  });
  await connection.sendNotification(InitializedNotification.type, {});

  const textOf = (uri: string): TextDocument => {
    const document = documents.get(uri);
    assert.ok(document, `${uri} is not open`);
    return document;
  };
  const client: LspClient = {
    connection,
    initialized,
    pid,
    settings,
    messages,
    logged,
    get output() {
      return logged.map(([, line]) => line);
    },
    async open(uri, text, languageId = 'nginx') {
      documents.set(uri, TextDocument.create(uri, languageId, 1, text));
      await connection.sendNotification(DidOpenTextDocumentNotification.type, {
        textDocument: { uri, languageId, version: 1, text },
      });
    },
    async change(uri, ...changes) {
      const document = textOf(uri);
      TextDocument.update(document, [...changes], document.version + 1);
      await connection.sendNotification(DidChangeTextDocumentNotification.type, {
        textDocument: { uri, version: document.version },
        contentChanges: [...changes],
      });
    },
    async close(uri) {
      documents.delete(uri);
      await connection.sendNotification(DidCloseTextDocumentNotification.type, { textDocument: { uri } });
    },
    text: (uri) => textOf(uri).getText(),
    pull: (uri, previousResultId) =>
      connection.sendRequest(DocumentDiagnosticRequest.type, {
        textDocument: { uri },
        ...(previousResultId === undefined ? {} : { previousResultId }),
      }),
    async diagnostics(uri) {
      const report = await client.pull(uri);
      assert.equal(report.kind, 'full');
      return report.items;
    },
    pushed: (uri) => published.take(uri),
    refreshed: () => refreshes.take('').then(() => undefined),
    async actions(uri, range, only, automatic) {
      const found = await connection.sendRequest(CodeActionRequest.type, {
        textDocument: { uri },
        range,
        context: {
          diagnostics: [],
          ...(only === undefined ? {} : { only: [...only] }),
          ...(automatic === true ? { triggerKind: CodeActionTriggerKind.Automatic } : {}),
        },
      });
      return (found ?? []).filter((it): it is CodeAction => !('command' in it && typeof it.command === 'string'));
    },
    async apply(action) {
      const resolved = action.edit === undefined ? await connection.sendRequest(CodeActionResolveRequest.type, action) : action;
      assert.ok(resolved.edit, `${action.title} has no edits`);
      const elsewhere = new Map<string, TextDocumentEdit[]>();
      for (const change of changesOf(resolved.edit)) {
        const document = documents.get(change.textDocument.uri);
        if (document === undefined) {
          assert.equal(change.textDocument.version, null);
          elsewhere.set(change.textDocument.uri, [...(elsewhere.get(change.textDocument.uri) ?? []), change]);
          continue;
        }
        assert.equal(change.textDocument.version, document.version, 'an edit of the version that is open');
        await client.change(document.uri, {
          text: TextDocument.applyEdits(
            document,
            change.edits.filter((edit) => 'newText' in edit),
          ),
        });
      }
      return elsewhere;
    },
    async stop() {
      await connection.sendRequest(ShutdownRequest.type);
      const code = await exit();
      connection.dispose();
      return code;
    },
  };
  return client;
}

export interface Started {
  readonly connection: ProtocolConnection;
  readonly pid: number;
  /** Its exit code. */
  readonly exit: () => Promise<number | null>;
}

export function startBundle({ nodeArguments = [], environment = {} }: ServerOptions = {}): Started {
  assert.ok(existsSync(bundle), 'dist/server.js is missing: npm run build');
  const child = spawn(process.execPath, [...nodeArguments, bundle, '--stdio'], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, ...environment },
  });
  const connection = createProtocolConnection(new StreamMessageReader(child.stdout), new StreamMessageWriter(child.stdin));
  const exited = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const exit = async (): Promise<number | null> => {
    await connection.sendNotification(ExitNotification.type);
    return exited;
  };
  return { connection, pid: child.pid ?? 0, exit };
}

function startWorld(world: World): Started {
  const [up, down] = [new PassThrough(), new PassThrough()];
  serve(createConnection(new StreamMessageReader(up), new StreamMessageWriter(down)), world);
  const connection = createProtocolConnection(new StreamMessageReader(down), new StreamMessageWriter(up));
  return { connection, pid: process.pid, exit: () => Promise.resolve(0) };
}

/** `3:4-3:14 error missing-upgrade-header`, lines from 1. */
export function draw(diagnostics: readonly Diagnostic[]): readonly string[] {
  const names = {
    [DiagnosticSeverity.Error]: 'error',
    [DiagnosticSeverity.Warning]: 'warning',
    [DiagnosticSeverity.Information]: 'information',
    [DiagnosticSeverity.Hint]: 'hint',
  };
  return diagnostics.map(({ range: { start, end }, severity = 1, code }) => {
    const [from, to] = [start, end].map(({ line, character }) => `${String(line + 1)}:${String(character + 1)}`);
    return `${from ?? ''}-${to ?? ''} ${names[severity]} ${String(code)}`;
  });
}

export function changesOf(edit: WorkspaceEdit): readonly TextDocumentEdit[] {
  return edit.documentChanges?.filter((it) => TextDocumentEdit.is(it)) ?? [];
}

/** What VS Code says of itself, as far as the server looks at it. */
export function capabilities(pull: boolean): ClientCapabilities {
  return {
    workspace: {
      configuration: true,
      workspaceFolders: true,
      didChangeConfiguration: { dynamicRegistration: true },
      didChangeWatchedFiles: { dynamicRegistration: true },
      workspaceEdit: { documentChanges: true },
      ...(pull ? { diagnostics: { refreshSupport: true } } : {}),
    },
    textDocument: {
      codeAction: {
        codeActionLiteralSupport: { codeActionKind: { valueSet: [] } },
        dataSupport: true,
        resolveSupport: { properties: ['edit'] },
      },
      publishDiagnostics: { relatedInformation: true },
      ...(pull ? { diagnostic: { relatedDocumentSupport: false } } : {}),
    },
  };
}
