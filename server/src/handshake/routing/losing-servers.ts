/** Why the other servers did not take a request (ngx_http_find_virtual_server), for people. */
import type { Http, Server } from '../../config/model.ts';
import type { Connection } from '../model.ts';
import { serverByName, writtenNames } from '../request/server-name.ts';
import { listensOf, socketFor, type Listen, type Socket } from './listen.ts';

export interface LosingServer {
  readonly server: Server;
  /** Its names, in one text; empty where it has none. */
  readonly names: string;
  /** What follows its names in a sentence. */
  readonly why: string;
}

export interface LosingServers {
  readonly losers: readonly LosingServer[];
  /** How many more there are. */
  readonly left: number;
}

/** Those that came near first: they have the name, then those of the same address, then the others. `host` may have a port. */
export function losingServers(
  { servers }: Http,
  connection: Connection,
  host: string,
  taken: Server | undefined,
  most: number,
): LosingServers {
  const socket = socketFor(servers, connection);
  const name = host.toLowerCase().replace(/:\d*$/, '');
  const found = servers.filter((it) => it !== taken).map((server) => candidateOf(server, connection, socket, name));
  const near = found.sort((a, b) => b.nearness - a.nearness).slice(0, most);
  return {
    losers: near.map(({ server, why }) => ({ server, names: namesOf(server).join(' '), why })),
    left: found.length - near.length,
  };
}

interface Candidate extends Omit<LosingServer, 'names'> {
  readonly nearness: number;
}

function candidateOf(server: Server, connection: Connection, socket: Socket | undefined, host: string): Candidate {
  const own = serverByName([server], host);
  const isNamed = own !== undefined && own !== 'unknown' && own.word !== undefined;
  if (socket?.servers.includes(server) !== true)
    return { server, why: whyElsewhere(listensOf(server), connection, socket), nearness: isNamed ? 1 : 0 };
  if (!isNamed) return { server, why: whyNotCalled(server, host), nearness: 2 };
  const winner = serverByName(socket.servers, host);
  const first = winner === undefined || winner === 'unknown' ? undefined : winner.word?.text;
  const why =
    first === undefined || first.toLowerCase() === own.word.text.toLowerCase()
      ? 'has the name too, but stands behind the one that takes it'
      : `has the name by \`${own.word.text}\`, but \`${first}\` goes before it`;
  return { server, why, nearness: 3 };
}

function whyNotCalled(server: Server, host: string): string {
  if (namesOf(server).length === 0) return 'is not the default server of the address';
  return host === '' ? 'is asked by its name, and the request has none' : `is not called ${host}`;
}

/** It does not listen where the request comes in. */
function whyElsewhere(listens: readonly Listen[], { tls }: Connection, socket: Socket | undefined): string {
  const words = [...new Set(listens.map(wordsOf))].join(', ');
  const port = socket?.port;
  if (port === undefined) return `listens on ${words} only`;
  const there = listens.filter(({ ports }) => ports !== undefined && ports[0] <= port && port <= ports[1]);
  if (there.length === 0) return `listens on ${words}, and the request comes to port ${port}${tls ? ' (TLS)' : ''}`;
  if (there.every(({ parameters }) => parameters.includes('quic'))) return `listens on ${words} for HTTP/3 only`;
  const near = socket?.listens[0]?.host ?? '*';
  return `listens on ${words}, and the request is taken to come to \`${near}:${port}\``;
}

function wordsOf({ host, ports, parameters }: Listen): string {
  const port = ports === undefined ? '' : ports[0] === ports[1] ? String(ports[0]) : ports.join('-');
  const address = host === '*' ? `port ${port}` : port === '' ? host : `${host}:${port}`;
  return parameters.includes('ssl') || parameters.includes('quic') ? `${address} (TLS)` : address;
}

function namesOf(server: Server): readonly string[] {
  return writtenNames(server).filter((it) => it !== '');
}
