/**
 * `workspace/diagnostic`: what is said of files that are not open. A client that knows nothing is answered at once; one that
 * names what it knows, or takes partial results, waits and is told of what changes.
 */
import {
  LSPErrorCodes,
  ResponseError,
  type CancellationToken,
  type Diagnostic,
  type WorkspaceDiagnosticParams,
  type WorkspaceDiagnosticReport,
  type WorkspaceDocumentDiagnosticReport,
} from 'vscode-languageserver';

export interface WorkspaceReports {
  /** Did the client ever ask? */
  readonly isAsked: () => boolean;
  /** `send` is there for partial results. */
  readonly ask: (
    params: WorkspaceDiagnosticParams,
    token: CancellationToken,
    send: Send | undefined,
  ) => Promise<WorkspaceDiagnosticReport>;
  /** What is true now of every file that is not open. */
  readonly changed: (unopened: ReadonlyMap<string, readonly Diagnostic[]>) => void;
  /** A document was closed: what a client knew of it as a document it knows no more. */
  readonly closed: (uri: string) => void;
  /** The result id of what is said of a file: the same as before as long as that is the same. */
  readonly idOf: (uri: string, items: readonly Diagnostic[]) => string;
  /** Answers whoever still waits. */
  readonly end: () => void;
}

/** Some clients take several. */
type Send = (items: WorkspaceDocumentDiagnosticReport[]) => void;

/** `isOpen` says which files are told of as documents. */
export function createWorkspaceReports(isOpen: (uri: string) => boolean): WorkspaceReports {
  const ids = new Map<string, { readonly items: readonly Diagnostic[]; readonly id: string }>();
  const polls = new Set<Poll>();
  let latest: ReadonlyMap<string, readonly Diagnostic[]> | undefined;
  let asked = false;
  let results = 0;

  const idOf = (uri: string, items: readonly Diagnostic[]): string => {
    const known = ids.get(uri);
    if (known?.items === items || (known?.items.length === 0 && items.length === 0)) return known.id;
    const id = String(++results);
    ids.set(uri, { items, id });
    return id;
  };

  const answer = (poll: Poll): void => {
    if (latest === undefined) return;
    const now = new Map(latest);
    // What is not read any more has nothing to tell; nor has what never had.
    for (const uri of poll.told.keys()) if (!now.has(uri) && !isOpen(uri)) now.set(uri, []);
    const items: WorkspaceDocumentDiagnosticReport[] = [];
    for (const [uri, diagnostics] of now) {
      const before = poll.told.get(uri);
      if (diagnostics.length === 0 && before === undefined) continue;
      const resultId = idOf(uri, diagnostics);
      if (before === resultId) continue;
      poll.told.set(uri, resultId);
      items.push({ kind: 'full', uri, version: null, resultId, items: [...diagnostics] });
    }
    if (items.length > 0 || poll.isFirst) poll.send(items);
    poll.isFirst = false;
  };

  return {
    isAsked: () => asked,
    idOf,
    ask: ({ previousResultIds }, token, send) =>
      new Promise((resolve, reject) => {
        const told = new Map(previousResultIds.map(({ uri, value }) => [uri, value]));
        const end = (): void => {
          polls.delete(poll);
          resolve({ items: [] });
        };
        const poll: Poll = {
          told,
          isFirst: told.size === 0 && send === undefined,
          end,
          send(items) {
            if (send !== undefined) send(items);
            else {
              polls.delete(poll);
              resolve({ items });
            }
          },
        };
        asked = true;
        polls.add(poll);
        token.onCancellationRequested(() => {
          polls.delete(poll);
          reject(new ResponseError(LSPErrorCodes.RequestCancelled, 'Cancelled'));
        });
        // The first answer is to be of this moment, and comes with the next look at all documents.
        if (!poll.isFirst) answer(poll);
      }),
    changed(unopened) {
      latest = unopened;
      for (const poll of polls) answer(poll);
    },
    closed(uri) {
      for (const { told } of polls) told.set(uri, '');
    },
    end() {
      for (const poll of polls) poll.end();
    },
  };
}

/** One request that waits, and the result ids that its client has. */
interface Poll {
  readonly told: Map<string, string>;
  isFirst: boolean;
  readonly send: Send;
  readonly end: () => void;
}
