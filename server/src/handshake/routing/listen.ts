/** Listening sockets: what each `listen` means, and which servers share the socket that a connection comes to. */
import type { Placed, Server } from '../../config/model.ts';
import { derived } from '../../query/derived.ts';
import { settled } from '../../query/same.ts';
import { isLoopback, readIp, splitPort } from '../text/address.ts';
import type { Connection } from '../model.ts';

/** One `listen` of one server, or the one that nginx assumes. */
export interface Listen {
  readonly server: Server;
  /** `undefined` where no `listen` is written: nginx takes `*:80`. */
  readonly at: Placed | undefined;
  /** `*`, an IP address, `[::]`, a host name, or `unix:…`. */
  readonly host: string;
  readonly ports: readonly [from: number, to: number] | undefined;
  readonly parameters: readonly string[];
}

/** The servers behind one socket, in the order of the files, with the options that any of their `listen`s sets. */
export interface Socket {
  readonly listens: readonly Listen[];
  readonly servers: readonly Server[];
  readonly default: Server;
  readonly ssl: boolean;
  readonly http2: Placed | undefined;
  readonly proxyProtocol: Placed | undefined;
  readonly port: number | undefined;
}

/**
 * The socket that a connection comes to; `undefined` when nothing listens there. Without a port, the one that a
 * browser would use (80, with TLS 443), else the first that fits (ngx_http.c, ngx_http_add_addresses).
 */
export function socketFor(servers: readonly Server[], connection: Connection): Socket | undefined {
  const all = servers.flatMap(listensOf);
  const port = connection.port ?? portOf(all, connection.tls);
  if (port === undefined) return undefined;
  const there = all.filter(({ ports }) => ports !== undefined && ports[0] <= port && port <= ports[1]);
  const host = localHost(there, connection.remoteAddress);
  return host === undefined
    ? undefined
    : socketOf(
        there.filter((listen) => listen.host === host),
        port,
      );
}

/** The socket whose address a pass of the same configuration names: `127.0.0.1:8080`, `unix:/run/ws.sock`. */
export function socketAt(servers: readonly Server[], address: string): Socket | undefined {
  const all = servers.flatMap(listensOf);
  if (address.startsWith('unix:')) {
    const there = all.filter(({ host }) => host === address);
    return there.length === 0 ? undefined : socketOf(there, undefined);
  }
  const { host, port } = splitPort(address);
  const number = Number(port);
  const local = host === 'localhost' ? '127.0.0.1' : host;
  const there = all.filter(({ ports }) => ports !== undefined && ports[0] <= number && number <= ports[1]);
  const exact = there.filter((listen) => listen.host === local);
  if (exact.length > 0) return socketOf(exact, number);
  // A wildcard takes only what surely is this machine's own address.
  if (!isLoopback(local)) return undefined;
  const any = there.filter((listen) => listen.host === (local.includes(':') ? '[::]' : '*'));
  return any.length === 0 ? undefined : socketOf(any, number);
}

export function listensOf(server: Server): readonly Listen[] {
  const placed = server.level.own.get('listen');
  if (placed === undefined) return [{ server, at: undefined, host: '*', ports: [80, 80], parameters: [] }];
  return readListens(placed).map((it) => ({ server, ...it }));
}

const readListens = derived((placed: readonly Placed[]): readonly Omit<Listen, 'server'>[] =>
  placed.flatMap((at) => {
    const [address, ...parameters] = at.directive.args.map(({ text }) => text);
    return address === undefined ? [] : [{ at, parameters: settled(parameters), ...readAddress(address) }];
  }),
);

function readAddress(address: string): Pick<Listen, 'host' | 'ports'> {
  if (address.startsWith('unix:')) return { host: address, ports: undefined };
  if (/^\d+(?:-\d+)?$/.test(address)) return { host: '*', ports: readPorts(address) };
  const { host, port } = splitPort(address);
  return {
    host: host === 'localhost' ? '127.0.0.1' : host === '' || host === '0.0.0.0' ? '*' : host,
    ports: readPorts(port ?? '80'),
  };
}

function readPorts(text: string): readonly [number, number] | undefined {
  const range = /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(text);
  return range === null ? undefined : [Number(range[1]), Number(range[2] ?? range[1])];
}

function portOf(listens: readonly Listen[], tls: boolean): number | undefined {
  const fitting = listens.filter((listen) => listen.ports !== undefined && isSsl(listen) === tls && !isQuic(listen));
  const common = tls ? 443 : 80;
  const usual = fitting.find(({ ports }) => ports !== undefined && ports[0] <= common && common <= ports[1]);
  return usual === undefined ? (fitting[0] ?? listens.find(({ ports }) => ports !== undefined))?.ports?.[0] : common;
}

/** A client on this machine comes to 127.0.0.1; any other one to the wildcard, or to the address that is there. */
function localHost(there: readonly Listen[], remote: string): string | undefined {
  const v6 = readIp(remote)?.length === 16;
  const wanted = isLoopback(remote) ? [v6 ? '[::1]' : '127.0.0.1'] : [];
  const order = [...wanted, ...(v6 ? ['[::]', '*'] : ['*']), ...there.map(({ host }) => host)];
  return order.find((host) => there.some((listen) => listen.host === host && !isQuic(listen)));
}

function socketOf(listens: readonly Listen[], port: number | undefined): Socket | undefined {
  const tcp = listens.filter((listen) => !isQuic(listen));
  const chosen = tcp.find(({ parameters }) => parameters.includes('default_server') || parameters.includes('default')) ?? tcp[0];
  if (chosen === undefined) return undefined;
  const having = (parameter: string): Placed | undefined => tcp.find(({ parameters }) => parameters.includes(parameter))?.at;
  return {
    listens: tcp,
    servers: [...new Set(tcp.map(({ server }) => server))],
    default: chosen.server,
    ssl: tcp.some(isSsl),
    http2: having('http2'),
    proxyProtocol: having('proxy_protocol'),
    port,
  };
}

/** `ssl on;` counted before 1.25.1 took it away (ngx_http_ssl_module.c). */
function isSsl({ parameters, server }: Listen): boolean {
  return parameters.includes('ssl') || server.level.own.get('ssl')?.at(-1)?.directive.args[0]?.text.toLowerCase() === 'on';
}

function isQuic({ parameters }: Listen): boolean {
  return parameters.includes('quic');
}
