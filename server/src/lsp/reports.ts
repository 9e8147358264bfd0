/** What the editor was last told of each file, so that it is told, or asked to ask, only when that changes. */
import type { Connection, Diagnostic, DocumentDiagnosticReport } from 'vscode-languageserver';
import type { Failures } from '../project/failures.ts';
import type { Client } from './client.ts';
import type { OpenDocument } from './documents.ts';
import { createRedraw } from './redraw.ts';
import type { Session } from './session.ts';
import type { WorkspaceReports } from './workspace-reports.ts';

export interface Reports {
  /** The answer to a client that pulls, of a document or of a file that is not open. */
  readonly pull: (
    uri: string,
    document: OpenDocument | undefined,
    previousResultId: string | undefined,
  ) => DocumentDiagnosticReport;
  /** Something changed: tells a client that is pushed to at once, and lets one that pulls know if other documents are concerned. */
  readonly changed: () => void;
  readonly closed: (uri: string) => void;
}

export interface ReportsOptions {
  readonly connection: Connection;
  readonly client: Client;
  readonly session: Session;
  readonly workspace: WorkspaceReports;
  readonly failures: Failures;
  /** Each time after all documents were looked at. */
  readonly updated: () => void;
}

export function createReports({ connection, client, session, workspace, failures, updated }: ReportsOptions): Reports {
  /** The same list stands for the same text. */
  const told = new Map<string, readonly Diagnostic[]>();
  /** URIs of files that are not open for which something was sent. */
  const published = new Map<string, readonly Diagnostic[]>();
  const redraw = createRedraw(connection, client);
  const { documents } = session;
  let waiting: ReturnType<typeof setTimeout> | undefined;
  let updating = false;
  let again = false;

  /** Is this something else than what the memory holds? It holds this from now on. */
  const news = (memory: Map<string, readonly Diagnostic[]>, uri: string, items: readonly Diagnostic[]): boolean => {
    const before = memory.get(uri);
    memory.set(uri, items);
    return before !== items;
  };

  const push = (): void => {
    for (const document of documents.all()) {
      const { uri, text } = document;
      const items = session.diagnosticsOf(document);
      if (news(told, uri, items)) void connection.sendDiagnostics({ uri, version: text.version, diagnostics: [...items] });
    }
  };

  const askToPull = (): void => {
    const concerned = documents.all().filter(({ uri }) => told.has(uri));
    if (client.refreshesDiagnostics && concerned.some((it) => told.get(it.uri) !== session.diagnosticsOf(it))) {
      connection.languages.diagnostics.refresh().catch((error: unknown) => {
        connection.console.error(String(error));
      });
    }
  };

  const publish = (unopened: ReadonlyMap<string, readonly Diagnostic[]>): void => {
    for (const [uri, items] of unopened) {
      if (items.length === 0 && !published.has(uri)) continue;
      if (news(published, uri, items)) void connection.sendDiagnostics({ uri, diagnostics: [...items] });
    }
    for (const [uri, items] of published) {
      if ((unopened.get(uri) ?? []).length > 0) continue;
      published.delete(uri);
      // What an open document was sent took the place of it.
      if (items.length > 0 && (client.pullsDiagnostics || !told.has(uri)))
        void connection.sendDiagnostics({ uri, diagnostics: [] });
    }
  };

  const update = async (): Promise<void> => {
    await session.settle(documents.all());
    if (client.pullsDiagnostics) askToPull();
    else push();
    const unopened = session.unopened();
    if (workspace.isAsked()) workspace.changed(unopened);
    publish(workspace.isAsked() ? new Map() : unopened);
    updated();
  };

  const run = async (): Promise<void> => {
    again = updating;
    if (updating) return;
    updating = true;
    try {
      await update();
    } catch (error) {
      failures.other('telling the editor what changed', error);
    } finally {
      updating = false;
    }
    if (again || session.isLacking()) schedule();
  };

  const schedule = (): void => {
    clearTimeout(waiting);
    // Messages that wait are read first, so that a burst of them is answered once.
    waiting = setTimeout(() => void run(), client.pullsDiagnostics ? typingPause : 0);
  };

  return {
    pull(uri, document, previousResultId) {
      const items = document === undefined ? (session.unopened().get(uri) ?? []) : session.diagnosticsOf(document);
      if (document !== undefined) told.set(uri, items);
      const resultId = workspace.idOf(uri, items);
      return resultId === previousResultId ? { kind: 'unchanged', resultId } : { kind: 'full', resultId, items: [...items] };
    },
    changed() {
      redraw();
      schedule();
    },
    closed(uri) {
      told.delete(uri);
      workspace.closed(uri);
      if (!client.pullsDiagnostics) void connection.sendDiagnostics({ uri, diagnostics: [] });
    },
  };
}

/** Milliseconds without a change, after which the documents not typed in are looked at. */
const typingPause = 200;
