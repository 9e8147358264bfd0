/** Addresses and URLs as nginx reads them (ngx_inet.c, ngx_parse_url). Host names count as found: only the network could tell. */
import { parseNumber } from './numbers.ts';

export interface UrlOptions {
  /** For `listen`: a port alone, `*` and port ranges are understood. */
  readonly listen?: boolean;
  /** A path may follow. */
  readonly uriPart?: boolean;
  readonly defaultPort?: number;
}

export interface Url {
  readonly family: 'unix' | 'inet' | 'inet6';
  readonly host: string;
  readonly port: number;
  /** The last one of a range, else the port itself. */
  readonly lastPort: number;
  readonly noPort: boolean;
  readonly uri: string;
  /** The address in nginx's spelling, without a port; `undefined` for a name. */
  readonly address: string | undefined;
}

/** A URL without its scheme, or the reason in nginx's words. */
export function parseUrl(text: string, options: UrlOptions = {}): Url | string {
  if (/^unix:/i.test(text)) return parseUnix(text.slice(5), options);
  return text.startsWith('[') ? parseInet6(text, options) : parseInet(text, options);
}

function parseUnix(text: string, options: UrlOptions): Url | string {
  const colon = options.uriPart === true ? text.indexOf(':') : -1;
  const host = colon < 0 ? text : text.slice(0, colon);
  if (host === '') return 'no path in the unix domain socket';
  if (new TextEncoder().encode(host).length + 1 > 108) return 'too long path in the unix domain socket';
  return {
    family: 'unix',
    host,
    port: 0,
    lastPort: 0,
    noPort: false,
    uri: colon < 0 ? '' : text.slice(colon + 1),
    address: `unix:${host}`,
  };
}

function parseInet(text: string, options: UrlOptions): Url | string {
  const at = text.search(/[/?]/);
  const uri = at < 0 ? '' : text.slice(at);
  if (at >= 0 && (options.listen === true || options.uriPart !== true)) return 'invalid host';
  const authority = at < 0 ? text : text.slice(0, at);
  const colon = authority.indexOf(':');
  const ports = colon < 0 ? undefined : parsePorts(authority.slice(colon + 1), options);
  if (typeof ports === 'string') return ports;
  const host = colon < 0 ? authority : authority.slice(0, colon);
  if (ports === undefined && uri === '' && options.listen === true) {
    const alone = portsAlone(authority, options);
    if (typeof alone === 'string') return alone;
    if (alone !== undefined) return { family: 'inet', host, ...alone, noPort: false, uri, address: '0.0.0.0' };
  }
  if (host === '') return 'no host';
  const port = ports ?? { port: options.defaultPort ?? 0, lastPort: options.defaultPort ?? 0 };
  const address = options.listen === true && host === '*' ? '0.0.0.0' : parseAddress4(host)?.join('.');
  return { family: 'inet', host, ...port, noPort: ports === undefined, uri, address };
}

function parseInet6(text: string, options: UrlOptions): Url | string {
  const close = text.indexOf(']');
  if (close < 0) return 'invalid host';
  const slash = text.indexOf('/', close);
  if (slash >= 0 && (options.listen === true || options.uriPart !== true)) return 'invalid host';
  const behind = text.slice(close + 1, slash < 0 ? undefined : slash);
  if (behind !== '' && !behind.startsWith(':')) return 'invalid host';
  const ports = behind === '' ? undefined : parsePorts(behind.slice(1), options);
  if (typeof ports === 'string') return ports;
  if (close === 1) return 'no host';
  const groups = parseAddress6(text.slice(1, close));
  if (groups === undefined) return 'invalid IPv6 address';
  const port = ports ?? { port: options.defaultPort ?? 0, lastPort: options.defaultPort ?? 0 };
  const uri = slash < 0 ? '' : text.slice(slash);
  return {
    family: 'inet6',
    host: text.slice(0, close + 1),
    ...port,
    noPort: ports === undefined,
    uri,
    address: writeAddress6(groups),
  };
}

interface Ports {
  readonly port: number;
  readonly lastPort: number;
}

function parsePorts(text: string, options: UrlOptions): Ports | string {
  const dash = options.listen === true ? text.indexOf('-') : -1;
  const last = dash < 0 ? undefined : parsePort(text.slice(dash + 1));
  if (dash >= 0 && last === undefined) return 'invalid port';
  const port = parsePort(dash < 0 ? text : text.slice(0, dash));
  if (port === undefined) return 'invalid port';
  return last !== undefined && port > last ? 'invalid port range' : { port, lastPort: last ?? port };
}

/** A value of `listen` that is no host: `undefined` when it is one after all. */
function portsAlone(text: string, options: UrlOptions): Ports | string | undefined {
  const [first = '', last] = text.split(/-(.*)/s);
  if (parseNumber(first) === undefined || (last !== undefined && parseNumber(last) === undefined)) return undefined;
  return parsePorts(text, options);
}

function parsePort(text: string): number | undefined {
  const port = parseNumber(text);
  return port === undefined || port < 1 || port > 65535 ? undefined : port;
}

/** Four octets; as in nginx an octet may be left empty (ngx_inet_addr). */
export function parseAddress4(text: string): readonly number[] | undefined {
  const octets: number[] = [];
  let octet = 0;
  for (let at = 0; at < text.length; at++) {
    const digit = text.charCodeAt(at) - 48;
    if (digit >= 0 && digit <= 9) octet = octet * 10 + digit;
    else if (digit === -2 && octets.length < 3) {
      octets.push(octet);
      octet = 0;
    } else return undefined;
    if (octet > 255) return undefined;
  }
  return octets.length === 3 ? [...octets, octet] : undefined;
}

/** Eight groups (ngx_inet6_addr). */
export function parseAddress6(text: string): readonly number[] | undefined {
  const dotted = /^(.*:)(\d+\.\d+\.\d+\.\d+)$/.exec(text);
  const tail = dotted === null ? undefined : parseAddress4(dotted[2] ?? '');
  if (dotted !== null && tail === undefined) return undefined;
  const [a = 0, b = 0, c = 0, d = 0] = tail ?? [];
  const plain = dotted === null ? text : `${dotted[1]}${(a * 256 + b).toString(16)}:${(c * 256 + d).toString(16)}`;
  const [head = '', behind, ...more] = plain.split('::');
  if (more.length > 0) return undefined;
  const groups = (part: string): string[] => (part === '' ? [] : part.split(':'));
  const left = groups(head);
  const right = groups(behind ?? '');
  const missing = 8 - left.length - right.length;
  if (behind === undefined ? missing !== 0 : missing < 1) return undefined;
  const all = [...left, ...Array.from({ length: missing }, () => '0'), ...right];
  return all.every((group) => /^[0-9a-f]{1,4}$/i.test(group)) ? all.map((group) => parseInt(group, 16)) : undefined;
}

/** An address, or a network with its length behind a `/` (ngx_ptocidr). */
export function isNetwork(text: string): boolean {
  const slash = text.indexOf('/');
  const address = slash < 0 ? text : text.slice(0, slash);
  const bits = parseAddress4(address) !== undefined ? 32 : parseAddress6(address) !== undefined ? 128 : undefined;
  if (bits === undefined || slash < 0) return bits !== undefined;
  const length = parseNumber(text.slice(slash + 1));
  return length !== undefined && length <= bits;
}

/** The longest run of zeros is left out, as ngx_inet6_ntop does. */
function writeAddress6(groups: readonly number[]): string {
  let best = { from: -1, length: 1 };
  for (let from = 0; from < 8; from++) {
    let length = 0;
    while (groups[from + length] === 0) length += 1;
    if (length > best.length) best = { from, length };
  }
  const hex = groups.map((group) => group.toString(16));
  if (best.from < 0) return `[${hex.join(':')}]`;
  return `[${hex.slice(0, best.from).join(':')}::${hex.slice(best.from + best.length).join(':')}]`;
}
