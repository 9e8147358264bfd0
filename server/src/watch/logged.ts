/** What a line of an access log says of a request. */
import { readUrl } from '../handshake/request/request.ts';
import type { LogLine } from './read-line.ts';

export interface LoggedRequest {
  readonly method: string;
  /** Path and query. */
  readonly target: string;
  readonly status: number;
  readonly host: string | undefined;
  readonly port: number | undefined;
  readonly tls: boolean | undefined;
  /** Did the client ask for a WebSocket? `undefined` where the format does not say. */
  readonly handshake: boolean | undefined;
  /** Seconds from its first byte until it was done; of a WebSocket, until it ended. */
  readonly seconds: number | undefined;
  /** As the error log counts them. */
  readonly connection: number | undefined;
  readonly client: string | undefined;
}

/** `undefined` where the format has no request, or no status. */
export function loggedRequest({ values }: LogLine): LoggedRequest | undefined {
  const of = (...names: readonly string[]): string | undefined =>
    names.map((name) => values.get(name)).find((value) => value !== undefined && value !== '' && value !== '-');
  const numberOf = (name: string): number | undefined => (of(name) === undefined ? undefined : Number(of(name)));
  const status = numberOf('status');
  const [, ownMethod, ownTarget] = /^([A-Z_-]+) (\S.*?)(?: HTTP\/\d\.\d)?$/s.exec(of('request') ?? '') ?? [];
  const query = of('args', 'query_string');
  const path = of('uri', 'document_uri');
  const target = ownTarget ?? of('request_uri') ?? (path === undefined || query === undefined ? path : `${path}?${query}`);
  if (status === undefined || target === undefined) return undefined;
  const scheme = of('scheme');
  return {
    method: ownMethod ?? of('request_method') ?? 'GET',
    target: target.startsWith('/') ? target : readUrl(target).target,
    status,
    host: of('http_host', 'host'),
    port: numberOf('server_port'),
    tls: scheme === undefined ? undefined : scheme === 'https',
    handshake: handshakeIn(values, target, status),
    seconds: numberOf('request_time'),
    connection: numberOf('connection'),
    client: of('remote_addr', 'realip_remote_addr'),
  };
}

function handshakeIn(values: LogLine['values'], target: string, status: number): boolean | undefined {
  if (status === 101) return true;
  const upgrade = values.get('http_upgrade');
  if (upgrade !== undefined) return /websocket/i.test(upgrade);
  for (const [name, value] of values) if (name.startsWith('http_sec_websocket_') && value !== '' && value !== '-') return true;
  if (/[?&]transport=websocket(?:&|$)/.test(target)) return true;
  return /[?&]transport=polling(?:&|$)/.test(target) ? false : undefined;
}
