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
  /** Worked out when it is asked for, where it takes long: `undefined` where nothing is to be changed any more. */
  readonly edit: () => Promise<WorkspaceEdit | undefined>;
}

/** Questions that are asked together, and taken back together when they are not of interest any more. */
export interface Asking {
  readonly request: <Result>(method: string, params: unknown) => Promise<Result>;
  /** Those that have no answer yet fail. */
  readonly cancel: () => void;
}

export function createAsking(client: LSPClient): Asking {
  const open = new Set<unknown>();
  return {
    async request<Result>(method: string, params: unknown): Promise<Result> {
      open.add(params);
      try {
        return await client.request<unknown, Result>(method, params);
      } finally {
        open.delete(params);
      }
    },
    cancel() {
      for (const params of open) client.cancelRequest(params);
    },
  };
}

/** Beside what CodeMirror's client can do of itself. */
export const ownCapabilities = {
  workspace: { applyEdit: true, workspaceEdit: { documentChanges: true } },
  textDocument: {
    codeAction: {
      codeActionLiteralSupport: { codeActionKind: { valueSet: ['quickfix', 'source'] } },
      dataSupport: true,
      resolveSupport: { properties: ['edit'] },
    },
  },
};

export async function findingsIn(asking: Asking, uri: string): Promise<readonly Finding[]> {
  const params = { textDocument: { uri } };
  const { items } = await asking.request<{ readonly items?: readonly Finding[] }>('textDocument/diagnostic', params);
  return items ?? [];
}

/** Of all findings of a file. That a finding may be ignored is no fix. */
export async function fixesIn(asking: Asking, uri: string, findings: readonly Finding[]): Promise<readonly Found[]> {
  const actions = findings.length === 0 ? [] : await actionsIn(asking, uri, ['quickfix'], findings);
  const fixes = actions.filter(({ kind }) => kind === 'quickfix');
  return findings.map((diagnostic) => {
    const key = keyOf(diagnostic);
    return {
      uri,
      diagnostic,
      fixes: fixes.filter((it) => it.diagnostics?.some((one) => keyOf(one) === key)).map((it) => offer(asking, it)),
    };
  });
}

/** All that are safe, in one go. */
export async function fixAllIn(asking: Asking, uri: string): Promise<readonly FixOffer[]> {
  return (await actionsIn(asking, uri, ['source.fixAll'], [])).map((it) => offer(asking, it));
}

/** `null` where there is no configuration. */
export function simulated(asking: Asking, params: SimulateParams): Promise<SimulateResult | null> {
  return asking.request<SimulateResult | null>(simulateRequest, params);
}

/** The server sends the edits before it answers. */
export function fixUrl(client: LSPClient, params: FixUrlParams): Promise<FixUrlResult> {
  return client.request<FixUrlParams, FixUrlResult>(fixUrlRequest, params);
}

/** The URLs of the locations that pass requests on. */
export async function urlsIn(asking: Asking, uri: string): Promise<readonly string[]> {
  const params = { textDocument: { uri } };
  const lenses = await asking.request<readonly CodeLens[] | null>('textDocument/codeLens', params);
  const urls = (lenses ?? []).map(({ command }) => (command?.arguments as readonly unknown[] | undefined)?.[1]);
  return [...new Set(urls.filter((it) => typeof it === 'string'))];
}

export function versionsFor(client: LSPClient, uri: string): Promise<VersionsResult> {
  return client.request<VersionsParams, VersionsResult>(versionsRequest, { uri });
}

async function actionsIn(
  asking: Asking,
  uri: string,
  only: readonly string[],
  diagnostics: readonly Finding[],
): Promise<readonly CodeAction[]> {
  const range = { start: { line: 0, character: 0 }, end: { line: 10_000_000, character: 0 } };
  const params = { textDocument: { uri }, range, context: { diagnostics, only } };
  return (await asking.request<readonly CodeAction[] | null>('textDocument/codeAction', params)) ?? [];
}

function offer(asking: Asking, action: CodeAction): FixOffer {
  const { title, edit } = action;
  const resolve = async (): Promise<WorkspaceEdit | undefined> =>
    (await asking.request<CodeAction>('codeAction/resolve', action)).edit;
  return { title, edit: edit === undefined ? resolve : () => Promise.resolve(edit) };
}

function keyOf({ range, code, message }: Pick<Diagnostic, 'range' | 'code' | 'message'>): string {
  return JSON.stringify([range, code, message]);
}
