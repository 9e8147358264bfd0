/** What the server says of itself, and what it reads from the first message. */
import { CodeActionKind, TextDocumentSyncKind, type InitializeParams, type InitializeResult } from 'vscode-languageserver';
import { productName, productVersion } from '../features/product.ts';
import type { Client } from './client.ts';
import { completionCharacters } from './complete-requests.ts';
import { fixAllKind } from './code-actions.ts';
import { typedCharacters } from './format-requests.ts';
import { semanticLegend } from './semantic-requests.ts';

export function capabilities(client: Client): InitializeResult {
  const pull = { identifier: productName, interFileDependencies: true, workspaceDiagnostics: true };
  return {
    serverInfo: { name: productName, version: productVersion },
    capabilities: {
      positionEncoding: client.encoding,
      textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental },
      ...(client.pullsDiagnostics ? { diagnosticProvider: pull } : {}),
      hoverProvider: true,
      completionProvider: { triggerCharacters: [...completionCharacters], resolveProvider: true },
      signatureHelpProvider: { triggerCharacters: [' '] },
      codeLensProvider: {},
      inlayHintProvider: true,
      definitionProvider: true,
      referencesProvider: true,
      documentHighlightProvider: true,
      renameProvider: { prepareProvider: true },
      documentLinkProvider: {},
      documentSymbolProvider: true,
      workspaceSymbolProvider: true,
      foldingRangeProvider: true,
      selectionRangeProvider: true,
      // An editor that can ask for what is in view does so at each key: the whole of a large file would cost more than it shows.
      semanticTokensProvider: { legend: semanticLegend, range: true, full: !client.asksForTokenRanges },
      documentFormattingProvider: true,
      documentRangeFormattingProvider: true,
      documentOnTypeFormattingProvider: typedCharacters,
      codeActionProvider: {
        codeActionKinds: [CodeActionKind.QuickFix, CodeActionKind.RefactorRewrite, fixAllKind],
        resolveProvider: true,
      },
      workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
    },
  };
}

/** URIs of the workspace folders. */
export function foldersOf(params: InitializeParams): readonly string[] {
  // Clients older than workspace folders say where they are with `rootUri`.
  const { workspaceFolders, rootUri }: Pick<InitializeParams, 'workspaceFolders'> & { readonly rootUri?: string | null } = params;
  return workspaceFolders?.map(({ uri }) => uri) ?? (typeof rootUri === 'string' ? [rootUri] : []);
}
