/** Which URL shows what a finding is about, and who has to listen to it. */
import type { FileFinding } from '../../../server/src/analysis/finding.ts';
import type { Config, Placed, Server } from '../../../server/src/config/model.ts';
import type { Workspace } from '../../../server/src/config/workspace.ts';
import type { ProxyTarget } from '../../../server/src/handshake/model.ts';
import { browserRequest } from '../../../server/src/handshake/request/request.ts';
import { simulate } from '../../../server/src/handshake/simulate.ts';
import { targetsOf } from '../../../server/src/handshake/routing/proxy-targets.ts';
import type { NginxVersion } from '../../../server/src/reference/version.ts';

export interface Probe {
  /** Path and query as a client sends them. */
  readonly url: string;
  /** As the case writes it. */
  readonly port: number;
  readonly tls: boolean;
  readonly host: string;
}

/** The locations that a finding is about: the one that holds it, else all of its server, else all. */
export function targetsAbout(
  finding: Pick<FileFinding, 'path' | 'start'>,
  config: Config,
  workspace: Workspace,
): readonly ProxyTarget[] {
  const servers = config.http?.servers ?? [];
  const holds = (placed: Placed | undefined): boolean => {
    const span = placed?.path === finding.path ? spanOf(placed, workspace) : undefined;
    return span !== undefined && finding.start >= span.start && finding.start < span.end;
  };
  const all = servers.flatMap(targetsOf);
  const inside = all.filter(({ location }) => holds(location.at));
  const innermost = inside.filter(({ location }) => !inside.some((other) => isInside(other.location, location)));
  if (innermost.length > 0) return innermost;
  const here = servers.filter(({ at }) => holds(at)).flatMap(targetsOf);
  return here.length > 0 ? here : all;
}

/** A URL that the location serves, as far as one can be found; else the one that its author may have meant. */
export function probeFor(target: ProxyTarget, config: Config, workspace: Workspace, nginx: NginxVersion): Probe {
  const { server, location } = target;
  const place = placeOf(server);
  const lands = (url: string): boolean => {
    const request = browserRequest('chrome', `ws://${place.host}${url}`);
    const connection = { port: place.port, tls: place.tls, remoteAddress: '127.0.0.1' };
    return simulate(config, request, connection, { nginx, workspace }).location === location;
  };
  const query = queryFor(target);
  const candidates = candidatesFor(location).map((url) => url + query);
  return { ...place, url: candidates.find(lands) ?? candidates[0] ?? '/' };
}

export function placeOf({ level }: Server): Omit<Probe, 'url'> {
  const listens = (level.own.get('listen') ?? []).map(({ directive }) => directive.args.map(({ text }) => text));
  const [address = '80', ...parameters] = listens.find(([text = '']) => !text.startsWith('[') && !text.startsWith('unix:')) ?? [];
  const names = (level.own.get('server_name') ?? []).flatMap(({ directive }) => directive.args.map(({ text }) => text));
  return {
    port: Number(/(?:^|:)(\d+)$/.exec(address)?.[1] ?? 80),
    tls: parameters.includes('ssl'),
    host: hostFor(names.find((name) => /^[\w*.-]+$/.test(name) && name !== '_')),
  };
}

/** What an `if` around the pass asks for. */
function queryFor({ location, level }: ProxyTarget): string {
  const condition =
    location.ifs
      .find((it) => it.level === level)
      ?.at.directive.args.map(({ text }) => text)
      .join(' ') ?? '';
  const name = /\$arg_(\w+)/.exec(condition)?.[1];
  return name === undefined ? '' : `?${name}=1`;
}

function hostFor(name: string | undefined): string {
  if (name === undefined) return 'app.example.com';
  return name.replace(/^\*?\./, 'a.').replace(/\.\*$/, '.test');
}

function candidatesFor({ modifier, path }: ProxyTarget['location']): readonly string[] {
  const bare = path.replace(/^\w+:\/\/[^/]+/, '').replace(/^\*+|\*+$/g, '');
  const plain = bare.startsWith('/') ? bare : `/${bare.replace(/^[\^/@]+/, '')}`;
  const behind = plain.replace(/\/$/, '');
  const usual = [
    '/ws',
    '/ws/',
    '/ws/chat',
    '/ws/1',
    '/wss/',
    '/websocket',
    '/api/ws',
    '/api/websocket',
    '/socket.io/?EIO=4&transport=websocket',
  ];
  if (modifier === '~' || modifier === '~*')
    return [...samples(path), ...usual, '/cable', '/a/ws', '/chat', '/chat/ws', '/live', '/app/ws', '/'];
  return [plain, `${behind}/chat`, `${behind}/`, behind, ...usual, '/'].filter((url) => url.startsWith('/'));
}

/** Paths that a regular expression may match: its own text with the signs taken out, one for each alternative. */
function samples(regex: string): readonly string[] {
  const text = regex
    .replace(/\(\?(?:<\w+>|:|[a-z]+\))/g, '(')
    .replace(/[\^$?]/g, '')
    .replace(/\\d[+*]?/g, '1')
    .replace(/\\w[+*]?|\.[*+]|\[[^\]]*\][+*]?/g, 'a')
    .replaceAll('\\', '');
  const group = /\(([^()]*)\)/.exec(text);
  const plain = group === null ? [text] : (group[1] ?? '').split('|').map((choice) => text.replace(group[0], choice));
  return plain.map((it) => it.replace(/[()]/g, '')).map((it) => (it.startsWith('/') ? it : `/${it}`));
}

function isInside(inner: ProxyTarget['location'], outer: ProxyTarget['location']): boolean {
  return outer.locations.all().some((it) => it === inner || isInside(inner, it));
}

function spanOf({ path, directive }: Placed, workspace: Workspace): { readonly start: number; readonly end: number } | undefined {
  const file = workspace.open(path);
  const start = 'unreadable' in file ? undefined : file.tree.startOf(directive);
  return start === undefined ? undefined : { start, end: start + directive.end };
}
