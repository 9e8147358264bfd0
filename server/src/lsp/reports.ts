/** What the editor was last told of each document, so that it is told, or asked to ask, only when that changes. */
import type { Connection, Diagnostic, DocumentDiagnosticReport } from 'vscode-languageserver';
import type { Client } from './client.ts';
import type { OpenDocument } from './documents.ts';
import { createRedraw } from './redraw.ts';
import type { Session } from './session.ts';

export interface Reports {
  /** The answer to a client that pulls. */
  readonly pull: (document: OpenDocument, previousResultId: string | undefined) => DocumentDiagnosticReport;
  /** Something changed: tells a client that is pushed to at once, and lets one that pulls know if other documents are concerned. */
  readonly changed: () => void;
  readonly closed: (uri: string) => void;
}

export function createReports(connection: Connection, client: Client, session: Session): Reports {
  const told = new Map<string, Told>();
  const redraw = createRedraw(connection, client);
  let results = 0;
  let waiting: ReturnType<typeof setTimeout> | undefined;

  const note = ({ uri }: OpenDocument, items: readonly Diagnostic[]): Told => {
    const text = JSON.stringify(items);
    const before = told.get(uri);
    if (before?.text === text) return before;
    const now = { text, resultId: String(++results) };
    told.set(uri, now);
    return now;
  };

  const push = (): void => {
    for (const document of session.documents.all()) {
      const diagnostics = [...session.diagnosticsOf(document)];
      const before = told.get(document.uri);
      if (note(document, diagnostics) === before) continue;
      void connection.sendDiagnostics({ uri: document.uri, version: document.text.version, diagnostics });
    }
  };

  const askToPull = (): void => {
    const concerned = session.documents.all().filter(({ uri }) => told.has(uri));
    if (concerned.some((it) => told.get(it.uri)?.text !== JSON.stringify(session.diagnosticsOf(it)))) {
      connection.languages.diagnostics.refresh().catch((error: unknown) => {
        connection.console.error(String(error));
      });
    }
  };

  const attempt = (work: () => void): void => {
    try {
      work();
    } catch (error) {
      connection.console.error(error instanceof Error ? (error.stack ?? error.message) : String(error));
    }
  };

  return {
    pull(document, previousResultId) {
      const items = [...session.diagnosticsOf(document)];
      const { resultId } = note(document, items);
      return resultId === previousResultId ? { kind: 'unchanged', resultId } : { kind: 'full', resultId, items };
    },
    changed() {
      redraw();
      if (client.pullsDiagnostics && !client.refreshesDiagnostics) return;
      clearTimeout(waiting);
      // Messages that wait are read first, so that a burst of them is answered once.
      waiting = setTimeout(
        () => {
          attempt(client.pullsDiagnostics ? askToPull : push);
        },
        client.pullsDiagnostics ? typingPause : 0,
      );
    },
    closed(uri) {
      told.delete(uri);
      if (!client.pullsDiagnostics) void connection.sendDiagnostics({ uri, diagnostics: [] });
    },
  };
}

/** Milliseconds without a change, after which the documents not typed in are looked at. */
const typingPause = 200;

interface Told {
  readonly text: string;
  readonly resultId: string;
}
