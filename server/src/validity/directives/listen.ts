/** `listen`: addresses, their options, and servers that share one (ngx_http_core_listen; ngx_http.c, ngx_http_add_listen). */
import { isAtLeast, type NginxVersion } from '../../reference/version.ts';
import type { Expected } from '../kinds.ts';
import { parseUrl, type Url } from '../values/address.ts';
import { claim, type OpenBlock, type OwnReader, type Section, type Use, type Whole } from '../reading/model.ts';
import { sectionOf } from './whole.ts';
import { parseNumber, parseSize, parseTime } from '../values/numbers.ts';
import { invalid, says, tell, type Outcome } from '../reading/told.ts';

interface Options {
  isDefault: boolean;
  /** Options of the socket, which only one `listen` of an address may give. */
  socket: boolean;
  ssl: boolean;
  quic: boolean;
  udp: boolean;
  readonly words: Set<string>;
}

export const readListen: OwnReader = (use) => {
  const [text = '', ...parameters] = use.args;
  const isStream = use.block.context === 'stream server';
  const url = parseUrl(text, { listen: true, ...(isStream ? {} : { defaultPort: 80 }) });
  if (typeof url === 'string') return invalid(`${url} in "${text}" of the "listen" directive`, { word: 0 });
  const options: Options = { isDefault: false, socket: false, ssl: false, quic: false, udp: false, words: new Set() };
  for (const parameter of parameters) {
    const outcome = isStream ? readStreamOption(use, parameter, options) : readHttpOption(use, parameter, options);
    if (outcome !== undefined) return outcome;
  }
  const clash = incompatible(use, options);
  if (clash !== undefined) return says('incompatible-settings', use, clash);
  if (url.address === undefined) return undefined;
  const alone = isStream && !isAtLeast(use.release.nginx, sharedListen);
  return claim(use, (whole) => addListens(sectionOf(whole, use.family), use.block, url, options, alone));
};

/** A server without `listen` is reached at port 80 of every address. */
export function listenByDefault(whole: Whole, server: OpenBlock): Outcome {
  const url = parseUrl('80', { listen: true });
  const options: Options = { isDefault: false, socket: false, ssl: false, quic: false, udp: false, words: new Set() };
  return typeof url === 'string' ? undefined : addListens(whole.http, server, url, options, false);
}

function readHttpOption(use: Use, parameter: string, options: Options): Outcome {
  const { nginx } = use.release;
  if (parameter === 'default_server' || parameter === 'default') options.isDefault = true;
  else if (parameter === 'http2') options.words.add('http2');
  else if (parameter === 'quic' && use.release.hasParameter('listen', 'quic')) options.quic = true;
  else if (parameter !== 'spdy' || isAtLeast(nginx, [1, 19, 7])) return readOption(use, parameter, options);
  return undefined;
}

function readStreamOption(use: Use, parameter: string, options: Options): Outcome {
  if (parameter === 'udp') options.udp = true;
  else if (parameter === 'default_server' && isAtLeast(use.release.nginx, [1, 25, 5])) options.isDefault = true;
  else return readOption(use, parameter, options);
  return undefined;
}

const parameters: Expected = {
  as: 'word',
  words: ['default_server', 'ssl', 'http2', 'quic', 'proxy_protocol', 'reuseport', 'deferred', 'bind'],
};
const plainOptions = new Set(['bind', 'deferred', 'reuseport']);
const numbers: Readonly<Record<string, (value: string) => boolean>> = {
  fastopen: (value) => parseNumber(value) !== undefined,
  backlog: (value) => (parseNumber(value) ?? 0) > 0,
  rcvbuf: (value) => parseSize(value) !== undefined,
  sndbuf: (value) => parseSize(value) !== undefined,
};

/** Options that `http` and `stream` share. */
function readOption(use: Use, parameter: string, options: Options): Outcome {
  const [name = '', value] = parameter.split(/=(.*)/s);
  const isGood = value === undefined ? undefined : numbers[name];
  if (parameter === 'ssl') {
    options.ssl = true;
    return undefined;
  }
  if (parameter === 'proxy_protocol' || (name === 'accept_filter' && value !== undefined)) {
    options.words.add(name);
    return undefined;
  }
  options.socket = true;
  options.words.add(name);
  if (plainOptions.has(parameter) || (parameter === 'multipath' && use.release.hasParameter('listen', parameter)))
    return undefined;
  if (isGood !== undefined) return isGood(value ?? '') ? undefined : invalid(`invalid ${name} "${parameter}"`);
  if (name === 'ipv6only' && value?.startsWith('o') === true) {
    return /^o(?:n|ff)$/.test(value) ? undefined : invalid(`invalid ipv6only flags "${value}"`);
  }
  if (name !== 'so_keepalive' || value === undefined)
    return invalid(`invalid parameter "${parameter}"`, { expected: parameters });
  return /^(?:on|off)$/.test(value) || isKeepalive(value) ? undefined : invalid(`invalid so_keepalive value: "${value}"`);
}

/** `idle:interval:count`, of which each may be left out, but not all. */
function isKeepalive(text: string): boolean {
  const [idle = '', interval = '', ...count] = text.split(':');
  const values = [idle, interval].map((time) => (time === '' ? 0 : parseTime(time, true)));
  const probes = count.join(':') === '' ? 0 : parseNumber(count.join(':'));
  return !values.includes(undefined) && probes !== undefined && (values.some((value) => value !== 0) || probes !== 0);
}

/** Since this release servers of `stream` may share an address, as those of `http` always did. */
const sharedListen: NginxVersion = [1, 25, 5];
const newerOrder = ['fastopen', 'backlog', 'deferred', 'multipath', 'ssl', 'http2', 'so_keepalive', 'proxy_protocol'];
const olderOrder = ['backlog', 'ssl', 'so_keepalive', 'proxy_protocol', 'fastopen'];

function incompatible(use: Use, { quic, udp, ssl, words }: Options): string | undefined {
  if (!quic && !udp) return undefined;
  const other = quic ? 'quic' : 'udp';
  const order = !quic && !isAtLeast(use.release.nginx, sharedListen) ? olderOrder : newerOrder;
  const found = order.find((word) => words.has(word) || (word === 'ssl' && ssl));
  return found === undefined ? undefined : `"${found}" parameter is incompatible with "${other}"`;
}

function addListens(section: Section | undefined, server: OpenBlock, url: Url, options: Options, alone: boolean): Outcome {
  if (section === undefined) return undefined;
  section.listenCount += url.lastPort - url.port + 1;
  if (section.listenCount > mostListens) return undefined;
  for (let port = url.port; port <= url.lastPort; port++) {
    const text = url.family === 'unix' ? (url.address ?? '') : `${url.address}:${port}`;
    const outcome = addListen(section, server, text, options, alone);
    if (outcome !== undefined) return outcome;
  }
  return undefined;
}

/** More addresses than this are not compared. */
const mostListens = 150_000;

function addListen(section: Section, server: OpenBlock, text: string, options: Options, alone: boolean): Outcome {
  const key = `${options.quic || options.udp ? 'udp ' : ''}${text}`;
  const known = section.listens.get(key);
  if (known === undefined) {
    section.listens.set(key, {
      text,
      servers: [server],
      defaultServer: server,
      isDefault: options.isDefault,
      hasOptions: options.socket,
      ssl: options.ssl,
      quic: options.quic,
    });
    return undefined;
  }
  if (alone) return tell('duplicate-listen', `duplicate "${text}" address and port pair`);
  if (known.servers.at(-1) === server) return tell('duplicate-listen', `a duplicate listen ${text}`);
  known.servers.push(server);
  if (options.socket && known.hasOptions) return tell('duplicate-listen', `duplicate listen options for ${text}`);
  known.hasOptions ||= options.socket;
  if (options.isDefault && known.isDefault) return tell('duplicate-listen', `a duplicate default server for ${text}`);
  if (options.isDefault) known.defaultServer = server;
  known.isDefault ||= options.isDefault;
  known.ssl ||= options.ssl;
  known.quic ||= options.quic;
  return undefined;
}
