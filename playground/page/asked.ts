/** What the page asks the language server: the same questions as an editor. */
import type { LSPClient } from '@codemirror/lsp-client';
import type { CodeAction, CodeLens, Diagnostic, WorkspaceEdit } from 'vscode-languageserver/browser';
import { versionsRequest, type VersionsParams, type VersionsResult } from '../../protocol/compare.ts';
import {
  fixUrlRequest,
  simulateRequest,
  type FixUrlParams,
  type FixUrlResult,
  type SimulateParams,
  type SimulateResult,
} from '../../protocol/simulate.ts';

/** The server says its messages as plain text. */
export type Finding = Omit<Diagnostic, 'message'> & { readonly message: string };

/** A finding of a file, with the fixes that passed the gate. */
export interface Found {
  readonly uri: string;
  readonly diagnostic: Finding;
  readonly fixes: readonly FixOffer[];
}

export interface FixOffer {
  readonly title: string;
  readonly edit: WorkspaceEdit;
}

/** Beside what CodeMirror's client can do of itself. */
export const ownCapabilities = {
  workspace: { applyEdit: true, workspaceEdit: { documentChanges: true } },
  textDocument: { codeAction: { codeActionLiteralSupport: { codeActionKind: { valueSet: ['quickfix', 'source'] } } } },
};

export async function findingsIn(client: LSPClient, uri: string): Promise<readonly Finding[]> {
  const params = { textDocument: { uri } };
  const { items } = await client.request<typeof params, { readonly items?: readonly Finding[] }>(
    'textDocument/diagnostic',
    params,
  );
  return items ?? [];
}

/** Of all findings of a file. That a finding may be ignored is no fix. */
export async function fixesIn(client: LSPClient, uri: string, findings: readonly Finding[]): Promise<readonly Found[]> {
  const actions = findings.length === 0 ? [] : await actionsIn(client, uri, ['quickfix'], findings);
  const fixes = actions.filter(({ kind }) => kind === 'quickfix');
  return findings.map((diagnostic) => {
    const key = keyOf(diagnostic);
    return { uri, diagnostic, fixes: fixes.filter((it) => it.diagnostics?.some((one) => keyOf(one) === key)).flatMap(offered) };
  });
}

/** All that are safe, in one go. */
export async function fixAllIn(client: LSPClient, uri: string): Promise<readonly FixOffer[]> {
  return (await actionsIn(client, uri, ['source.fixAll'], [])).flatMap(offered);
}

/** `null` where there is no configuration. */
export function simulated(client: LSPClient, params: SimulateParams): Promise<SimulateResult | null> {
  return client.request<SimulateParams, SimulateResult | null>(simulateRequest, params);
}

/** The server sends the edits before it answers. */
export function fixUrl(client: LSPClient, params: FixUrlParams): Promise<FixUrlResult> {
  return client.request<FixUrlParams, FixUrlResult>(fixUrlRequest, params);
}

/** The URLs of the locations that pass requests on. */
export async function urlsIn(client: LSPClient, uri: string): Promise<readonly string[]> {
  const params = { textDocument: { uri } };
  const lenses = await client.request<typeof params, readonly CodeLens[] | null>('textDocument/codeLens', params);
  const urls = (lenses ?? []).map(({ command }) => (command?.arguments as readonly unknown[] | undefined)?.[1]);
  return [...new Set(urls.filter((it) => typeof it === 'string'))];
}

export function versionsFor(client: LSPClient, uri: string): Promise<VersionsResult> {
  return client.request<VersionsParams, VersionsResult>(versionsRequest, { uri });
}

async function actionsIn(
  client: LSPClient,
  uri: string,
  only: readonly string[],
  diagnostics: readonly Finding[],
): Promise<readonly CodeAction[]> {
  const range = { start: { line: 0, character: 0 }, end: { line: 10_000_000, character: 0 } };
  const params = { textDocument: { uri }, range, context: { diagnostics, only } };
  return (await client.request<typeof params, readonly CodeAction[] | null>('textDocument/codeAction', params)) ?? [];
}

function offered({ title, edit }: CodeAction): readonly FixOffer[] {
  return edit === undefined ? [] : [{ title, edit }];
}

function keyOf({ range, code, message }: Pick<Diagnostic, 'range' | 'code' | 'message'>): string {
  return JSON.stringify([range, code, message]);
}
