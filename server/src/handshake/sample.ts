/** A URL that a location surely matches, and what becomes of a handshake to it on the whole way through its server. */
import { writtenNames } from './request/server-name.ts';
import type { FileContext, Level, Location, Server } from '../config/model.ts';
import type { Workspace } from '../config/workspace.ts';
import { listensOf, type Listen } from './routing/listen.ts';
import type { ProxyTarget, Setup, Simulation } from './model.ts';
import { compilePattern } from './text/pattern.ts';
import { browserRequest } from './request/request.ts';
import { simulate } from './simulate.ts';

/** Its own path where that is plain text; for a regular expression, a path made from it that it matches. `undefined` if none is found. */
export function sampleUrl({ modifier, path }: Pick<Location, 'modifier' | 'path'>): string | undefined {
  if (modifier === '' || modifier === '=' || modifier === '^~') return path.startsWith('/') ? path : undefined;
  if (modifier === '@' || path.length > longest) return undefined;
  const pattern = compilePattern(path, modifier === '~*');
  const made = matching(path);
  return [made, `${made}x`, `/${made}`, `/x${made}`].find((it) => {
    const match = it.startsWith('/') ? pattern?.match(it) : undefined;
    return match !== undefined && match !== 'unknown';
  });
}

/**
 * Simulates a handshake to the location's URL in its own server: a rewrite, an `if`, another location may take it
 * before the target does. `path` asks about another URL. `undefined` where no URL of it can be told.
 */
export function simulateArrival(
  { location, server }: ProxyTarget,
  context: Surroundings,
  path = sampleUrl(location),
): Simulation | undefined {
  return path === undefined
    ? undefined
    : arrivalAt({ server, path, host: hostOf(server), listen: listensOf(server)[0] }, context);
}

/**
 * Handshakes to each address and name of its server, with its own URL and one below; made when they are asked for. None where
 * there are too many to try.
 */
export function* arrivalsAt(
  { location, server }: Pick<ProxyTarget, 'location' | 'server'>,
  context: Surroundings,
): Iterable<Simulation> {
  const own = sampleUrl(location);
  if (own === undefined) return;
  const below = location.modifier === '=' ? own : `${own.replace(/\/$/, '')}/chat`;
  const listens = listensOf(server);
  const hosts = hostsOf(server);
  if (listens.length * hosts.length > mostTried) return;
  for (const listen of listens) {
    for (const host of hosts) {
      for (const path of new Set([own, below])) {
        const arrival = arrivalAt({ server, path, host, listen }, context);
        if (arrival !== undefined) yield arrival;
      }
    }
  }
}

const mostTried = 20;

interface Opened {
  readonly server: Server;
  readonly path: string;
  readonly host: string;
  readonly listen: Listen | undefined;
}

function arrivalAt({ server, path, host, listen }: Opened, context: Surroundings): Simulation | undefined {
  if (context.http === undefined) return undefined;
  const tls = listen?.parameters.includes('ssl') === true;
  const { main, context: top, partial, environment } = context;
  const http = { level: context.http, at: undefined, servers: [server], environment };
  const config = { main, context: top, partial, http, directives: [], files: [main], includeProblems: [] };
  const request = browserRequest('chrome', `${tls ? 'wss' : 'ws'}://${host}${path}`);
  const connection = { port: listen?.ports?.[0], tls, remoteAddress: '127.0.0.1' };
  return simulate(config, request, connection, { nginx: context.nginx, workspace: context.workspace, withoutSteps: true });
}

/** What takes part beside the server itself. */
export interface Surroundings extends Setup {
  readonly workspace: Workspace;
  /** The main file, or the fragment that was opened alone. */
  readonly main: string;
  /** What the top of that file is. */
  readonly context: FileContext;
  /** What surrounds that file is unknown. */
  readonly partial: boolean;
  /** The http level; `undefined` where there is none. */
  readonly http: Level | undefined;
}

/** The same as a URL for people and programs: `wss://example.com/chat`; `undefined` where no path of it can be told. */
export function sampleAddress({ location, server }: ProxyTarget): string | undefined {
  const path = sampleUrl(location);
  return path === undefined ? undefined : addressOf(server, path);
}

/** A path as a whole URL of a server: at its first address, by its first plain name. */
export function addressOf(server: Server, path: string): string {
  return addressBy(hostOf(server), server, path);
}

/** The same for a client that really opens it: `localhost` where the server has no plain name. */
export function publicAddressOf(server: Server, path: string): string {
  return addressBy(plainNames(server)[0] ?? 'localhost', server, path);
}

function addressBy(host: string, server: Server, path: string): string {
  const listen = listensOf(server)[0];
  const tls = listen?.parameters.includes('ssl') === true;
  const port = listen?.ports?.[0];
  const shown = port === undefined || port === (tls ? 443 : 80) ? '' : `:${port}`;
  return `${tls ? 'wss' : 'ws'}://${host}${shown}${path}`;
}

function hostOf(server: Server): string {
  return hostsOf(server)[0] ?? 'app.example.com';
}

/** Its plain names; one that nobody has where it has none. */
function hostsOf(server: Server): readonly string[] {
  const plain = plainNames(server);
  return plain.length === 0 ? ['app.example.com'] : plain;
}

function plainNames(server: Server): readonly string[] {
  return writtenNames(server).filter((name) => /^[a-z0-9.-]+$/i.test(name) && !name.startsWith('.') && name !== '_');
}

/** nginx takes no longer word (NGX_CONF_BUFFER). */
const longest = 4096;

/** The shortest reading of a regular expression that is easily told: first alternatives, one of each class. It need not match. */
export function matching(source: string): string {
  return source
    .replace(/^\^|\$$/g, '')
    .replace(/\((?:\?:|\?P?<\w+>)?([^()|]*)(?:\|[^()]*)?\)[?*+]?/g, '$1')
    .replace(/\[\^[^\]]*\][+*]?/g, 'x')
    .replace(/\\d[+*]?/g, '1')
    .replace(/\\w[+*]?/g, 'x')
    .replace(/\[(\w)[^\]]*\][+*]?/g, '$1')
    .replace(/\.[+*]\??/g, 'x')
    .replace(/\\([./_-])/g, '$1')
    .replace(/(\/)\?/g, '$1');
}
