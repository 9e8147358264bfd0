/** The blocks that hold other directives, and what stands outside of them (ngx_event.c, ngx_http.c, nginx.c, …). */
import { isNetwork, parseUrl } from '../values/address.ts';
import { isHiddenIn } from '../end/levels.ts';
import { listenByDefault, readListen } from './listen.ts';
import type { Context } from '../../reference/directives.ts';
import { isAtLeast, type NginxVersion } from '../../reference/version.ts';
import { claim, type BlockReader, type OwnReader, type OwnReaders } from '../reading/model.ts';
import { readUpstreamServer } from './upstream.ts';
import { parseNumber, parseTime } from '../values/numbers.ts';
import { invalid, says, tell, unknowable } from '../reading/told.ts';

const opening = (context: Context): BlockReader => ({ opens: () => ({ context, location: undefined }) });

/** Of `http`, `stream` and `mail`; that of an upstream opens no block. */
const readServer: BlockReader = {
  opens: ({ family }) => ({
    context: family === 'stream' ? 'stream server' : family === 'mail' ? 'mail server' : 'server',
    location: undefined,
  }),
  close: (use) => {
    const { family, opened } = use;
    if (family === 'mail' || opened.given.has('listen') || isHiddenIn(opened, 'listen')) return undefined;
    if (family === 'stream') return tell('missing-setting', 'no "listen" is defined for server', { line: 'head' });
    return claim(use, (whole) => {
      const outcome = listenByDefault(whole, opened);
      return outcome === undefined || outcome === unknowable ? outcome : { line: 'close', ...outcome };
    });
  },
};

export const outerBlocks: Readonly<Record<string, BlockReader>> = {
  events: opening('events'),
  http: opening('http'),
  stream: opening('stream'),
  mail: opening('mail'),
  server: readServer,
};

/** Modules of nginx's own that are often built apart; any other may bring directives and variables of its own. */
const ownModules = /ngx_(?:stream|mail|(?:http|stream)_geoip|http_(?:image_filter|perl|xslt_filter))_module\.so$/;

const readLoadModule: OwnReader = (use) => {
  const [path = ''] = use.args;
  const isLate = ['events', 'http', 'stream', 'mail'].some((block) => use.block.given.has(block));
  if (isLate) return says('incompatible-settings', use, 'is specified too late');
  return ownModules.test(path) ? undefined : unknowable;
};

const readWorkerProcesses: OwnReader = (use) => {
  const [count = ''] = use.args;
  return count === 'auto' || parseNumber(count) !== undefined ? undefined : says('invalid-value', use, 'invalid value');
};

const readWorkerPriority: OwnReader = (use) =>
  parseNumber((use.args[0] ?? '').replace(/^[+-]/, '')) === undefined ? says('invalid-value', use, 'invalid number') : undefined;

const readWorkerConnections: OwnReader = (use) => {
  const [text = ''] = use.args;
  const count = parseNumber(text);
  if (count === undefined) return invalid(`invalid number "${text}"`);
  claim(use, (whole) => {
    whole.connections = { at: use.placed, count };
    return undefined;
  });
  return undefined;
};

const eventTypes = new Set(['epoll', 'kqueue', '/dev/poll', 'eventport', 'poll', 'select', 'iocp']);

/** Which of them are built in differs; any other word is certain to be refused. */
const readUse: OwnReader = ({ args: [type = ''] }) =>
  eventTypes.has(type) ? undefined : invalid(`invalid event type "${type}"`);

const readCpuAffinity: OwnReader = ({ args }) => {
  const masks = args[0] === 'auto' ? args.slice(1) : args;
  if (args[0] === 'auto' && args.length > 2)
    return tell('wrong-argument-count', 'invalid number of arguments in "worker_cpu_affinity" directive');
  const bad = masks.map((mask) => [...mask].findLast((char) => !/[01 ]/.test(char))).find((char) => char !== undefined);
  return bad === undefined ? undefined : invalid(`invalid character "${bad}" in "worker_cpu_affinity"`);
};

const readThreadPool: OwnReader = (use) => {
  const [name = '', ...parameters] = use.args;
  claim(use, ({ threadPools }) => {
    const isTwice = threadPools.get(name)?.defined === true;
    threadPools.set(name, { at: use.placed, defined: true });
    return isTwice ? tell('duplicate-name', `duplicate thread pool "${name}"`) : undefined;
  });
  for (const parameter of parameters) {
    const [what, value = ''] = parameter.split(/=(.*)/s);
    if (what === 'threads' && (parseNumber(value) ?? 0) === 0) return invalid(`invalid threads value "${parameter}"`);
    if (what === 'max_queue' && parseNumber(value) === undefined) return invalid(`invalid max_queue value "${parameter}"`);
  }
  return parameters.some((parameter) => parameter.startsWith('threads='))
    ? undefined
    : invalid('"thread_pool" must have "threads" parameter');
};

/** ngx_resolver.c, ngx_resolver_create. */
const readResolver: OwnReader = ({ args, release }) => {
  let servers = 0;
  const off = new Set<string>();
  for (const word of args) {
    const [name = '', value] = word.split(/=(.*)/s);
    if (name === 'valid' && value !== undefined) {
      if (parseTime(value, true) === undefined) return invalid(`invalid parameter: ${word}`);
    } else if (name === 'ipv4' && value !== undefined && !isAtLeast(release.nginx, ipv4Since)) {
      return invalid(`host not found in resolver "${word}"`);
    } else if (/^ipv[46]$/.test(name) && value !== undefined) {
      if (!/^(?:on|off)$/.test(value)) return invalid(`invalid parameter: ${word}`);
      if (value === 'off') off.add(name);
    } else {
      const url = parseUrl(word, { defaultPort: 53 });
      if (typeof url === 'string') return invalid(`${url} in resolver "${word}"`);
      servers += 1;
    }
  }
  if (off.size === 2) return tell('incompatible-settings', '"ipv4" and "ipv6" cannot both be "off"');
  return servers === 0 ? invalid('no name servers defined') : undefined;
};

/** Taken for the name of a server before. */
const ipv4Since: NginxVersion = [1, 23, 1];

/** A host name is looked up when nginx starts: only a malformed network is certain to be refused. */
const readRealIpFrom: OwnReader = ({ args: [source = ''] }) =>
  source === 'unix:' || isNetwork(source) || !source.includes('/')
    ? undefined
    : invalid(`host not found in set_real_ip_from "${source}"`);

export const coreReaders: OwnReaders = {
  server: readUpstreamServer,
  listen: (use) => (use.block.context === 'mail server' ? undefined : readListen(use)),
  load_module: readLoadModule,
  worker_processes: readWorkerProcesses,
  worker_priority: readWorkerPriority,
  worker_connections: readWorkerConnections,
  worker_cpu_affinity: readCpuAffinity,
  use: readUse,
  thread_pool: readThreadPool,
  resolver: readResolver,
  set_real_ip_from: readRealIpFrom,
};
