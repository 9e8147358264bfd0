/** The truth table: its records, and each as files in memory with a request. */
import { readFileSync } from 'node:fs';
import { memoryWorkspace } from '../../support/workspace.ts';
import type { Workspace } from '../../../server/src/config/workspace.ts';
import type { ClientRequest, Connection } from '../../../server/src/handshake/model.ts';
import type { Client } from '../../../server/src/handshake/model.ts';
import { browserRequest } from '../../../server/src/handshake/request/request.ts';
import type { Parser } from '../../../server/src/syntax/tree.ts';

export interface Result {
  readonly config: 'ok' | 'error';
  readonly status: number | string;
  readonly handshake_ok: boolean;
  readonly upstream_head: string | null;
  readonly log?: readonly string[];
}

export const columns = { nginx_1_22: '1.22.1', nginx_1_31_3: '1.31.3', nginx_master: '1.31.5' } as const;

export type Column = keyof typeof columns;

export interface Case extends Readonly<Record<Column, Result>> {
  readonly id: string;
  readonly title: string;
  readonly request_path: string;
  readonly config: string;
  readonly files?: Readonly<Record<string, string>>;
  readonly request?: {
    readonly browser?: Client;
    readonly host?: string;
    readonly http_version?: string;
    readonly tls?: boolean;
    readonly drop?: readonly string[];
    readonly add?: readonly (readonly [string, string])[];
  };
}

export const truth = JSON.parse(readFileSync(new URL('handshake-truth.json', import.meta.url), 'utf8')) as readonly Case[];

/** What each of 13 servers answered to each shape of request head. */
export const toleranceTable = JSON.parse(readFileSync(new URL('backend-tolerance.json', import.meta.url), 'utf8')) as Readonly<
  Record<string, Readonly<Record<string, string>>>
>;

/** The truth's placeholders as addresses that differ from each other. */
export function filled(text: string, { id }: Case): string {
  return text
    .replaceAll('__PORT__', '41000')
    .replaceAll('__BACKEND__', '127.0.0.1:41001')
    .replaceAll('__BACKEND2__', '127.0.0.1:41002')
    .replaceAll('__TLS_BACKEND__', '127.0.0.1:41003')
    .replaceAll('__DEAD__', '127.0.0.1:41004')
    .replaceAll('__DIR__', `/case/${id}`);
}

export function mainFile({ id }: Case): string {
  return `/case/${id}/nginx.conf`;
}

export function workspaceOf(it: Case, parser: Parser): Workspace {
  const files = Object.entries(it.files ?? {}).map(([name, text]) => [`/case/${it.id}/${name}`, filled(text, it)] as const);
  return memoryWorkspace(parser, new Map([[mainFile(it), filled(it.config, it)], ...files]));
}

export function requestOf({ request = {}, request_path: path }: Case): ClientRequest {
  const sent = browserRequest(request.browser ?? 'chrome', `http://${request.host ?? 'app.example.com'}${path}`);
  const kept = sent.headers.filter(({ name }) => request.drop?.includes(name.toLowerCase()) !== true);
  const added = (request.add ?? []).map(([name, value]) => ({ name, value }));
  return { ...sent, httpVersion: request.http_version ?? '1.1', headers: [...kept, ...added] };
}

export function connectionOf({ request }: Case): Connection {
  return { port: 41000, tls: request?.tls ?? false, remoteAddress: '127.0.0.1' };
}
