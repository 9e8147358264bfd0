/** A client that opens a URL: which connection it makes, and whether a server of the configuration is meant by the name. */
import type { Http, Server } from '../config/model.ts';
import type { Connection } from './model.ts';
import { listensOf } from './routing/listen.ts';
import { readUrl } from './request/request.ts';
import { serverByName } from './request/server-name.ts';
import { isLoopback, readIp } from './text/address.ts';

/** `url` is `ws://`, `wss://`, `http://`, `https://` or a bare path; port and TLS are what it says, the client is on this machine. */
export function connectionTo(url: string, remoteAddress = '127.0.0.1'): Connection {
  const { secure, host } = readUrl(url);
  const port = /:(\d{1,5})$/.exec(host)?.[1];
  return { port: port === undefined ? undefined : Number(port), tls: secure, remoteAddress };
}

/** Is it a URL that clients open, whole or as a path, without blanks? */
export function isClientUrl(text: string): boolean {
  return /^(?:(?:wss?|https?):\/\/(?:\[[\da-f:.]+\]|[^\s/?#:@]+)(?::\d{1,5})?(?:[/?#]\S*)?|\/\S*)$/i.test(text);
}

/**
 * Is a server meant by the host of the URL: does a `server_name` have it, or is it a host that no name has to have, such as
 * an address of this machine, or one for a server that has no name? Where the URL says a port, something must listen on it.
 */
export function isMeantBy(url: string, { servers }: Http): boolean {
  const { host } = readUrl(url);
  const { port } = connectionTo(url);
  const there = servers.filter(
    (server) => port === undefined || isUnseen(server) || listensOf(server).some(({ ports }) => isWithin(port, ports)),
  );
  const name = host.replace(/:\d{1,5}$/, '').toLowerCase();
  if (url.startsWith('/') || isLoopback(name) || readIp(name) !== undefined || name === 'localhost') return there.length > 0;
  const found = serverByName(there, name);
  return found !== undefined || there.some(({ level }) => !(level.own.get('server_name') ?? []).some(hasName));
}

/** Are all names of the server ones that no site has (`_`, `localhost`, an address), so that its author wants it for whatever comes? */
export function isForAnyName({ level }: Server): boolean {
  const words = (level.own.get('server_name') ?? []).flatMap(({ directive: { args } }) => args);
  return words.every(({ text }) => text === '_' || text === '' || text === 'localhost' || readIp(text) !== undefined);
}

/** Locations of a server that is not here: it may listen on anything. */
function isUnseen({ at, level }: Server): boolean {
  return at === undefined && !level.own.has('listen');
}

function isWithin(port: number, range: readonly [number, number] | undefined): boolean {
  return range !== undefined && range[0] <= port && port <= range[1];
}

/** `_` and an empty name are nobody's. */
function hasName({
  directive: { args },
}: {
  readonly directive: { readonly args: readonly { readonly text: string }[] };
}): boolean {
  return args.some(({ text }) => text !== '_' && text !== '');
}
