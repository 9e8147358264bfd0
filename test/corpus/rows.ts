/** The corpus of real configurations: what its index says of each file. */
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

export interface CorpusLocation {
  /** From 1: the line of the `location` directive, or of the first line of a snippet. */
  readonly line: number;
  readonly path: string;
  readonly verdict: 'ok' | 'broken' | 'unclear';
  readonly evidence: string;
  readonly missing: readonly string[];
  /** Works from this nginx version on. */
  readonly okSince: string | undefined;
}

export interface CorpusRow {
  /** Below the corpus folder. */
  readonly file: string;
  readonly absolute: string;
  readonly kind: string;
  /** Where it comes from: `owner/name` of a repository, else the folder of its origin. */
  readonly project: string;
  readonly websocket: readonly CorpusLocation[];
  readonly otherProxied: readonly { readonly line: number }[];
  readonly includeMap: readonly { readonly from: string; readonly to: string }[];
  /** Absolute path of the file that gives the http level. */
  readonly httpFrom: string | undefined;
  readonly nginxAccepts: boolean;
}

export function readRows(folder: string): readonly CorpusRow[] {
  const lines = readFileSync(join(folder, 'index.jsonl'), 'utf8').trimEnd().split('\n');
  return lines.map((line) => readRow(JSON.parse(line) as IndexLine, resolve(folder)));
}

interface IndexLine {
  readonly file: string;
  readonly source: string;
  readonly kind: string;
  /** Where it comes from: `owner/name` of a repository, else the folder of its origin. */
  readonly project: string;
  readonly websocket_locations: readonly (Omit<CorpusLocation, 'okSince'> & { readonly ok_since?: string })[];
  readonly non_websocket_proxy_locations: readonly { readonly line: number }[];
  readonly include_map?: Readonly<Record<string, string>>;
  readonly http_context_from?: readonly string[] | string;
  readonly nginx_t: string;
}

/** The files and folders that the index names and that are not there. */
export function missingFiles(rows: readonly CorpusRow[]): readonly string[] {
  const named = rows.flatMap(({ absolute, httpFrom, includeMap }) => [
    absolute,
    ...(httpFrom === undefined ? [] : [httpFrom]),
    ...includeMap.map(({ to }) => to),
  ]);
  return [...new Set(named)].filter((path) => !existsSync(path));
}

function readRow(line: IndexLine, folder: string): CorpusRow {
  const [httpFrom] = [line.http_context_from ?? []].flat();
  return {
    file: line.file,
    absolute: join(folder, line.file),
    kind: line.kind,
    project: /^github:([^@]+)@/.exec(line.source)?.[1] ?? line.file.split('/')[1] ?? '',
    websocket: line.websocket_locations.map((it) => ({ ...it, okSince: it.ok_since })),
    otherProxied: line.non_websocket_proxy_locations,
    includeMap: Object.entries(line.include_map ?? {}).map(([from, to]) => ({ from, to: join(folder, to) })),
    httpFrom: httpFrom === undefined ? undefined : join(folder, httpFrom),
    nginxAccepts: line.nginx_t === 'ok',
  };
}
