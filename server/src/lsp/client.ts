/** What the editor at the other end can do. */
import { MarkupKind, type InitializeParams } from 'vscode-languageserver';
import { chosenEncoding, type PositionEncoding } from './position-encoding.ts';

export interface Client {
  /** Of the positions in all messages of the protocol. */
  readonly encoding: PositionEncoding;
  readonly pullsDiagnostics: boolean;
  readonly refreshesDiagnostics: boolean;
  readonly refreshesLenses: boolean;
  readonly refreshesInlayHints: boolean;
  readonly relatedInformation: boolean;
  readonly documentChanges: boolean;
  /** Code actions may come without edits, which are asked for when one is chosen. */
  readonly resolvesEdits: boolean;
  /** It asks for the semantic tokens of what is in view. */
  readonly asksForTokenRanges: boolean;
  /** Completions may have stops to fill in, and say where they go when the rest of the word stays. */
  readonly snippets: boolean;
  readonly insertsOrReplaces: boolean;
  /** Where completions go may be said once for all of a list. */
  readonly editRangeOfLists: boolean;
  /** Documentation of completions and signatures may be Markdown. */
  readonly markdown: boolean;
  /** Parameters of signatures may be said by where they stand in the label. */
  readonly labelOffsets: boolean;
  readonly configuration: boolean;
  readonly configurationChanges: boolean;
  readonly workspaceFolders: boolean;
  readonly watchesFiles: boolean;
  /** It can watch a folder that is no workspace folder. */
  readonly watchesFolders: boolean;
  /** The workspace is trusted: a program of this machine may be asked for its version. */
  readonly trusted: boolean;
  /** Our own extension: it has the command that shows a simulation. */
  readonly opensSimulations: boolean;
  /** Our own extension: it has the command that tests a WebSocket. */
  readonly probes: boolean;
  /** Our own extension: it has the command that adds a directive to the settings. */
  readonly addsDirectives: boolean;
  /** Our own extension: it has the command that starts an echo backend. */
  readonly startsEcho: boolean;
  /** It reads files that are not of this machine for the server. */
  readonly readsFiles: boolean;
  /** Settings of a client that cannot be asked for them. */
  readonly initialSettings: unknown;
}

export function readClient({ capabilities, initializationOptions }: InitializeParams): Client {
  const { general, workspace, textDocument } = capabilities;
  return {
    encoding: chosenEncoding(general?.positionEncodings),
    pullsDiagnostics: textDocument?.diagnostic !== undefined,
    refreshesDiagnostics: workspace?.diagnostics?.refreshSupport === true,
    refreshesLenses: workspace?.codeLens?.refreshSupport === true,
    refreshesInlayHints: workspace?.inlayHint?.refreshSupport === true,
    relatedInformation:
      textDocument?.diagnostic?.relatedInformation === true || textDocument?.publishDiagnostics?.relatedInformation === true,
    documentChanges: workspace?.workspaceEdit?.documentChanges === true,
    resolvesEdits: textDocument?.codeAction?.resolveSupport?.properties.includes('edit') === true,
    asksForTokenRanges: (textDocument?.semanticTokens?.requests.range ?? false) !== false,
    snippets: textDocument?.completion?.completionItem?.snippetSupport === true,
    insertsOrReplaces: textDocument?.completion?.completionItem?.insertReplaceSupport === true,
    editRangeOfLists: textDocument?.completion?.completionList?.itemDefaults?.includes('editRange') === true,
    markdown: textDocument?.completion?.completionItem?.documentationFormat?.includes(MarkupKind.Markdown) === true,
    labelOffsets: textDocument?.signatureHelp?.signatureInformation?.parameterInformation?.labelOffsetSupport === true,
    configuration: workspace?.configuration === true,
    configurationChanges: workspace?.didChangeConfiguration?.dynamicRegistration === true,
    workspaceFolders: workspace?.workspaceFolders === true,
    watchesFiles: workspace?.didChangeWatchedFiles?.dynamicRegistration === true,
    watchesFolders: workspace?.didChangeWatchedFiles?.relativePatternSupport === true,
    trusted: said(initializationOptions, 'trusted'),
    opensSimulations: said(initializationOptions, 'opensSimulations'),
    probes: said(initializationOptions, 'probes'),
    addsDirectives: said(initializationOptions, 'addsDirectives'),
    startsEcho: said(initializationOptions, 'startsEcho'),
    readsFiles: said(initializationOptions, 'readsFiles'),
    initialSettings: settingsIn(initializationOptions),
  };
}

function said(options: unknown, name: string): boolean {
  return typeof options === 'object' && options !== null && (options as Readonly<Record<string, unknown>>)[name] === true;
}

/** `{ nginxHandshake: {…} }`, or the settings themselves. */
export function settingsIn(raw: unknown): unknown {
  return typeof raw === 'object' && raw !== null && 'nginxHandshake' in raw ? raw.nginxHandshake : raw;
}
