/** The blocks that hold other directives, and what stands outside of them (ngx_event.c, ngx_http.c, nginx.c, …). */
import { endOfHttp, endOfStream } from './end.ts';
import { isNetwork, parseUrl } from './address.ts';
import { listenByDefault, readListen } from './listen.ts';
import { createScope, createSection, nowhere, type Outcome, type Run } from './run.ts';
import { readUpstreamServer } from './upstream.ts';
import { says, type OwnReader, type OwnReaders } from './use.ts';
import { parseNumber, parseTime } from './values.ts';

const readEvents: OwnReader = (use, inner) => use.body.read(inner(createScope('events', use.scope, use.run.at)));

const readHttp: OwnReader = (use, inner) => {
  const scope = createScope('http', use.scope, use.run.at);
  use.run.http = createSection('http', scope);
  return use.body.read(inner(scope)) ?? endOfHttp(use.run, use.run.http);
};

const readStream: OwnReader = (use, inner) => {
  const scope = createScope('stream', use.scope, use.run.at);
  use.run.stream = createSection('stream', scope);
  return use.body.read(inner(scope)) ?? endOfStream(use.run, use.run.stream);
};

const readMail: OwnReader = (use, inner) => use.body.read(inner(createScope('mail', use.scope, use.run.at)));

const readServer: OwnReader = (use, inner) => {
  const { run, scope } = use;
  switch (scope.context) {
    case 'http': {
      const server = createScope('server', scope, run.at);
      scope.inner.push(server);
      const outcome = use.body.read(inner(server));
      if (outcome !== undefined || server.given.has('listen') || run.blind || run.http === undefined) return outcome;
      return listenByDefault(run.http, server);
    }
    case 'stream': {
      const server = createScope('stream server', scope, run.at);
      scope.inner.push(server);
      const outcome = use.body.read(inner(server));
      if (outcome !== undefined || server.given.has('listen') || run.blind) return outcome;
      return { message: `no "listen" is defined for server`, ...server.at };
    }
    case 'mail':
      return use.body.read(inner(createScope('mail server', scope, run.at)));
    default:
      return readUpstreamServer(use, inner);
  }
};

/** Modules of nginx's own that are often built apart; any other may bring directives and variables of its own. */
const ownModules = /ngx_(?:stream|mail|(?:http|stream)_geoip|http_(?:image_filter|perl|xslt_filter))_module\.so$/;

const readLoadModule: OwnReader = (use) => {
  const [path = ''] = use.args;
  if (['events', 'http', 'stream', 'mail'].some((block) => use.scope.given.has(block))) return says(use, 'is specified too late');
  if (!ownModules.test(path)) use.run.blind = true;
  return undefined;
};

const readWorkerProcesses: OwnReader = (use) => {
  const [count = ''] = use.args;
  return count === 'auto' || parseNumber(count) !== undefined ? undefined : says(use, 'invalid value');
};

const readWorkerPriority: OwnReader = (use) =>
  parseNumber((use.args[0] ?? '').replace(/^[+-]/, '')) === undefined ? says(use, 'invalid number') : undefined;

const readWorkerConnections: OwnReader = ({ args: [count = ''] }) =>
  parseNumber(count) === undefined ? `invalid number "${count}"` : undefined;

const eventTypes = new Set(['epoll', 'kqueue', '/dev/poll', 'eventport', 'poll', 'select', 'iocp']);

/** Which of them are built in differs; any other word is certain to be refused. */
const readUse: OwnReader = ({ args: [type = ''] }) => (eventTypes.has(type) ? undefined : `invalid event type "${type}"`);

const readCpuAffinity: OwnReader = ({ args }) => {
  const masks = args[0] === 'auto' ? args.slice(1) : args;
  if (args[0] === 'auto' && args.length > 2) return 'invalid number of arguments in "worker_cpu_affinity" directive';
  const bad = masks.map((mask) => [...mask].findLast((char) => !/[01 ]/.test(char))).find((char) => char !== undefined);
  return bad === undefined ? undefined : `invalid character "${bad}" in "worker_cpu_affinity"`;
};

const readThreadPool: OwnReader = ({ run, args }) => {
  const [name = '', ...parameters] = args;
  if (run.threadPools.get(name)?.defined === true) return `duplicate thread pool "${name}"`;
  for (const parameter of parameters) {
    const [what, value = ''] = parameter.split(/=(.*)/s);
    if (what === 'threads' && (parseNumber(value) ?? 0) === 0) return `invalid threads value "${parameter}"`;
    if (what === 'max_queue' && parseNumber(value) === undefined) return `invalid max_queue value "${parameter}"`;
  }
  run.threadPools.set(name, { at: run.at, defined: true });
  return parameters.some((parameter) => parameter.startsWith('threads='))
    ? undefined
    : '"thread_pool" must have "threads" parameter';
};

/** ngx_resolver.c, ngx_resolver_create. */
const readResolver: OwnReader = ({ args }) => {
  let servers = 0;
  const off = new Set<string>();
  for (const word of args) {
    const [name = '', value] = word.split(/=(.*)/s);
    if (name === 'valid' && value !== undefined) {
      if (parseTime(value, true) === undefined) return `invalid parameter: ${word}`;
    } else if (/^ipv[46]$/.test(name) && value !== undefined) {
      if (!/^(?:on|off)$/.test(value)) return `invalid parameter: ${word}`;
      if (value === 'off') off.add(name);
    } else {
      const url = parseUrl(word, { defaultPort: 53 });
      if (typeof url === 'string') return `${url} in resolver "${word}"`;
      servers += 1;
    }
  }
  if (off.size === 2) return '"ipv4" and "ipv6" cannot both be "off"';
  return servers === 0 ? 'no name servers defined' : undefined;
};

/** A host name is looked up when nginx starts: only a malformed network is certain to be refused. */
const readRealIpFrom: OwnReader = ({ args: [source = ''] }) =>
  source === 'unix:' || isNetwork(source) || !source.includes('/') ? undefined : `host not found in set_real_ip_from "${source}"`;

export const blockReaders: OwnReaders = {
  events: readEvents,
  http: readHttp,
  stream: readStream,
  mail: readMail,
  server: readServer,
  listen: (use, inner) => (use.scope.context === 'mail server' ? undefined : readListen(use, inner)),
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

/** What is said when all files are read (ngx_cycle.c, ngx_init_cycle). */
export function endOfMain(run: Run, events: boolean): Outcome {
  if (run.blind) return undefined;
  if (!events) return { message: 'no "events" section in configuration', ...nowhere };
  for (const [name, pool] of run.threadPools) {
    if (!pool.defined && name !== 'default') return { message: `unknown thread pool "${name}"`, ...pool.at };
  }
  for (const [name, zone] of run.zones) {
    if (zone.size === 0) return { message: `zero size shared memory zone "${name}"`, ...nowhere };
  }
  return undefined;
}
