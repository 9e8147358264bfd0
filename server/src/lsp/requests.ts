/** The requests of the editor: who answers each of them. */
import type {
  CodeAction,
  CodeActionParams,
  CodeLens,
  CodeLensParams,
  Connection,
  DocumentDiagnosticParams,
  DocumentDiagnosticReport,
  InlayHint,
  InlayHintParams,
} from 'vscode-languageserver';
import {
  compareRequest,
  versionsRequest,
  type CompareParams,
  type CompareResult,
  type VersionsParams,
  type VersionsResult,
} from '../../../protocol/compare.ts';
import { keepCheckingRequest, type KeepCheckingParams, type KeepCheckingResult } from '../../../protocol/keep-checking.ts';
import { suggestedVersions } from '../features/compare/suggestions.ts';
import { uriOfDocument, type Answers } from './answer.ts';
import type { Client } from './client.ts';
import type { ActionData } from './code-actions.ts';
import { toComparison } from './comparisons.ts';
import type { Folders } from './folders.ts';
import { toStatement } from './keep-checking.ts';
import { toInlayHints, toLenses } from './lenses.ts';
import { ownRequests } from './own.ts';
import { offerActions, resolveAction } from './offers.ts';
import type { Reports } from './reports.ts';
import type { Session } from './session.ts';
import type { WorkspaceReports } from './workspace-reports.ts';

export interface Requests {
  readonly connection: Connection;
  readonly client: Client;
  readonly folders: Folders;
  readonly session: Session;
  readonly reports: Reports;
  readonly workspace: WorkspaceReports;
  readonly answers: Answers;
}

export function answerRequests({ connection, client, folders, session, reports, workspace, answers }: Requests): void {
  const { viewOf, actionContext } = session;
  const uri = uriOfDocument;
  const none = (): never[] => [];
  const own = ownRequests(connection, answers);

  connection.languages.diagnostics.on(
    answers<DocumentDiagnosticParams, DocumentDiagnosticReport>({
      method: 'textDocument/diagnostic',
      uri,
      empty: () => ({ kind: 'full', items: [] }),
      closed: ({ textDocument, previousResultId }) => reports.pull(textDocument.uri, undefined, previousResultId),
      answer: ({ textDocument, previousResultId }, document) => reports.pull(textDocument.uri, document, previousResultId),
    }),
  );
  connection.languages.diagnostics.onWorkspace((params, token, _work, progress) => {
    reports.changed();
    return workspace.ask(
      params,
      token,
      progress === undefined
        ? undefined
        : (items) => {
            progress.report({ items });
          },
    );
  });
  connection.onCodeLens(
    answers<CodeLensParams, CodeLens[]>({
      method: 'textDocument/codeLens',
      uri,
      empty: none,
      answer: (_, document) => [...toLenses(viewOf(document), folders.of(document.path), client)],
    }),
  );
  connection.languages.inlayHint.on(
    answers<InlayHintParams, InlayHint[]>({
      method: 'textDocument/inlayHint',
      uri,
      empty: none,
      answer: ({ range }, document) => [...toInlayHints(viewOf(document), range, folders.of(document.path).inlayHints)],
    }),
  );
  own<KeepCheckingParams, KeepCheckingResult>(keepCheckingRequest, (params, document) => toStatement(params, viewOf(document)));
  own<CompareParams, CompareResult>(compareRequest, (params, document) => toComparison(params, document, session));
  own<VersionsParams, VersionsResult>(versionsRequest, (_, document) => suggestedVersions(folders.of(document.path).options));
  connection.onCodeAction(
    answers<CodeActionParams, CodeAction[]>({
      method: 'textDocument/codeAction',
      uri,
      empty: none,
      answer: ({ range, context }, document, turn) =>
        offerActions(document.text, range, context, actionContext(document), client, turn),
    }),
  );
  connection.onCodeActionResolve(
    answers<CodeAction, CodeAction>({
      method: 'codeAction/resolve',
      uri: ({ data }) => (data as ActionData | undefined)?.uri ?? '',
      empty: (action) => action,
      answer: (action, document) => resolveAction(action, actionContext(document)),
    }),
  );
}
