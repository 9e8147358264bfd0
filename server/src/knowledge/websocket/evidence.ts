/** What shows that a location is meant for WebSockets: each sign with its weight, strongest first. */
import type { Anchor, Level, Location, LocationName, Placed, Server, Upstream } from '../../config/model.ts';
import type { ProxyTarget } from '../../handshake/model.ts';
import { compilePattern } from '../../handshake/text/pattern.ts';
import { bounded } from '../../query/bounded.ts';
import { appNamed, appOnPort, type App } from '../../reference/apps.ts';
import { anchorOf } from '../../config/anchor.ts';
import { jumpersTo, passesWithin } from './siblings.ts';
import type { RuleContext } from '../../analysis/rule.ts';

export interface Evidence {
  /** Strong: the author says so, or began to write it. Weak: likely, no more. */
  readonly weight: 'strong' | 'weak';
  /** For messages: a clause such as ``the path `/ws` names WebSockets``. */
  readonly text: string;
  readonly at: Anchor | undefined;
  /** True when it speaks of the application as a whole, and another location may be the one for its sockets. */
  readonly ofServer?: boolean;
}

/** Never a guess from one common word: paths such as `/api` or `/chat` show nothing. */
export function evidenceFor(target: ProxyTarget, context: RuleContext): readonly Evidence[] {
  return context.once(evidences, target.level, () => gather(target, context));
}

const evidences = {};

function gather(target: ProxyTarget, context: RuleContext): readonly Evidence[] {
  const { comments } = target.location;
  const found: Evidence[] = [];
  const add = (some: readonly Evidence[]): void => {
    for (const it of some) found.push(it);
  };
  add(stated(target, comments, context));
  add(halfWritten(target, context));
  add(chosenByUpgrade(target, context));
  add(jumpEvidence(target, context));
  add(pathEvidence(target));
  add(upstreamEvidence(target, context));
  if (comments.length > 0) add(commentEvidence(comments));
  if (comments.length > 0) add(commentedOut(comments));
  add(appEvidence(target, comments, context));
  add(timeoutEvidence(target));
  if (found.length === 0) return none;
  return found.sort((a, b) => Number(b.weight === 'strong') - Number(a.weight === 'strong'));
}

const none: readonly never[] = [];

/** Does a `proxy_set_header` line mean to forward the handshake? An emptied Upgrade or `Connection ""` does not. */
function forwardsHandshake({ directive: { args } }: Placed): boolean {
  const [name, value] = args;
  if (name === undefined || value === undefined || value.text === '') return false;
  const { length } = name.text;
  if (length === 7) return name.text.toLowerCase() === 'upgrade';
  return length === 10 && name.text.toLowerCase() === 'connection' && value.text.toLowerCase().includes('upgrade');
}

/** Path segments that stand for nothing but a WebSocket endpoint. */
const websocketSegment =
  /^(ws|wss|websockets?|web-socket|websocket[-_]?\w+|\w+[-_]?websockets?|ws[-_]\w+|\w+[-_]ws|socket\.?io|sockjs(-node)?|websockify|cable|signalr)$/;

/** Segments that often do. */
const likelySegment = /^(socket|realtime|live|hub|novnc|vnc|_stcore|channels|terminal|ttyd|kernels)$/;

/** Does a path name the endpoint of Socket.IO, or of Engine.IO below it? */
export function isSocketio(path: string): boolean {
  return /(socket|engine)\\?\.io/i.test(path);
}

export const namesWebsocket = bounded(2000, (path): 'strong' | 'weak' | undefined => {
  // A list of file extensions such as `\.(js|css|ws)$` names files.
  if (path.includes('\\.(') || path.startsWith('@')) return undefined;
  const segments = path
    .toLowerCase()
    .replaceAll('\\.', '.')
    .split(/[^a-z0-9._-]+/)
    .filter((segment) => segment !== '');
  if (segments.some((segment) => websocketSegment.test(segment))) return 'strong';
  return likelySegment.test(segments.at(-1) ?? '') ? 'weak' : undefined;
});

function stated({ location }: ProxyTarget, comments: readonly string[], context: RuleContext): readonly Evidence[] {
  // With a URL it speaks of that, wherever a handshake to it ends.
  const byComment = comments.some((text) => /^#\s*nginx-handshake:\s*websocket\b(?!\s+\w+:\/\/)/.test(text));
  const [url] = context.statedFor(location);
  const bySetting = location.path !== '' && context.websocketUrls.some((pattern) => pattern.test(location.path));
  if (!byComment && !bySetting && url === undefined) return none;
  const at = location.at === undefined ? undefined : anchorOf(location.at);
  return [
    ...(byComment ? [{ weight: 'strong' as const, text: 'a comment says that it carries WebSockets', at }] : []),
    ...(url === undefined ? [] : [{ weight: 'strong' as const, text: `\`${url}\` is stated to carry WebSockets`, at }]),
    ...(bySetting ? [{ weight: 'strong' as const, text: 'the settings say that its URL carries WebSockets', at }] : []),
  ];
}

function halfWritten(target: ProxyTarget, context: RuleContext): readonly Evidence[] {
  const out: Evidence[] = [];
  for (let level: Level | undefined = target.level; level !== undefined; level = level.outer) {
    const own = level === target.level || level === target.location.level;
    const line = level.own.get('proxy_set_header')?.find(forwardsHandshake);
    const sign =
      line ?? level.own.get('proxy_cache_bypass')?.find(isByUpgrade) ?? level.own.get('proxy_no_cache')?.find(isByUpgrade);
    if (sign === undefined) continue;
    const name = line?.directive.args[0]?.text ?? 'proxy_cache_bypass $http_upgrade';
    const weight = own || isMeant(target, level, context) ? 'strong' : 'weak';
    out.push({ weight, text: `\`${name}\` is set ${own ? 'in it' : `in the ${level.kind} around it`}`, at: anchorOf(sign) });
  }
  return out;
}

function isByUpgrade({ directive }: Placed): boolean {
  return directive.args.some(({ text }) => text.toLowerCase() === '$http_upgrade');
}

/** An `if` on the client's Upgrade header, or a map of it that the pass goes by, tells handshakes from other requests. */
function chosenByUpgrade({ level, location, pass }: ProxyTarget, { environment }: RuleContext): readonly Evidence[] {
  const condition = location.ifs.find((it) => it.level === level)?.at;
  const [variable, operator] = condition?.directive.args.map(({ text }) => text.toLowerCase()) ?? [];
  if (condition !== undefined && variable?.replace(/^\(/, '').startsWith('$http_upgrade') === true && operator !== '!=') {
    return [{ weight: 'strong', text: 'an `if` passes handshakes on here', at: anchorOf(condition) }];
  }
  if (!pass.directive.args.some(({ variables }) => variables.length > 0)) return none;
  const used = pass.directive.args
    .flatMap(({ variables }) => variables)
    .map(({ name }) => environment.maps.get(name.toLowerCase()));
  const map = used.find((it) => it?.source?.variables.some(({ name }) => name.toLowerCase() === 'http_upgrade'));
  if (map === undefined) return [];
  const text = `\`$${map.variable ?? ''}\` chooses the backend by the client's Upgrade header`;
  return [{ weight: 'strong', text, at: anchorOf(map.at) }];
}

function jumpEvidence(target: ProxyTarget, context: RuleContext): readonly Evidence[] {
  if (target.location.modifier !== '@') return none;
  const lines = jumpersTo(target, context).flatMap(
    ({ level }) => level.own.get('proxy_set_header')?.find(forwardsHandshake) ?? [],
  );
  return lines.slice(0, 1).map((line) => ({
    weight: 'strong',
    text: 'a location that jumps here sets the WebSocket headers',
    at: anchorOf(line),
  }));
}

/** Headers set further out are meant for this location if it takes everything, or names WebSockets, or is the only one there that passes on. */
function isMeant({ location }: ProxyTarget, level: Level, { ask }: RuleContext): boolean {
  if (location.path === '/' || namesWebsocket(location.path) === 'strong') return true;
  if (level.kind === 'http') return false;
  return ask(passesWithin, level) <= 1;
}

function pathEvidence({ location: { at, modifier, path } }: ProxyTarget): readonly Evidence[] {
  // The name of a named location is nobody's URL: it shows what its author thought of, no more.
  const weight = modifier === '@' ? namesWebsocket(path.slice(1)) && 'weak' : namesWebsocket(path);
  if (weight === undefined || at === undefined) return [];
  return [{ weight, text: `the ${modifier === '@' ? 'name' : 'path'} \`${path}\` names WebSockets`, at: anchorOf(at) }];
}

/** Words of a host or upstream name that stand for WebSockets; `socket` alone may be a unix socket. */
const upstreamWord = /^(ws|wss|websockets?|socketio|wssocketio\w*|ws\w*server)$/;

function isForWebsockets(host: string): boolean {
  // All such words have one of these in them.
  if (!host.includes('ws') && !host.includes('socket')) return false;
  return (
    host.split(/[^a-z0-9]+/).some((word) => upstreamWord.test(word)) || host.includes('websocket') || host.includes('socketio')
  );
}

function upstreamEvidence({ pass }: ProxyTarget, { environment }: RuleContext): readonly Evidence[] {
  const host = hostOf(pass);
  if (host === undefined || !isForWebsockets(host)) return none;
  const upstream: Upstream | undefined = environment.upstreams.get(host);
  const weight = upstream === undefined ? 'weak' : 'strong';
  return [{ weight, text: `the upstream \`${host}\` names WebSockets`, at: anchorOf(pass, pass.directive.args[0]) }];
}

function commentEvidence(comments: readonly string[]): readonly Evidence[] {
  const says = comments.find(
    (text) => /web[- ]?sockets?|socket\.io/i.test(text) && !/\b(no|not|non|without|disable\w*|don't|isn't)\b/i.test(text),
  );
  if (says === undefined || says.includes('nginx-handshake:')) return [];
  // A line of configuration that was commented out is no statement.
  const weight = /[;{]\s*$/.test(says) ? 'weak' : 'strong';
  return [{ weight, text: 'a comment speaks of WebSockets', at: undefined }];
}

function commentedOut(comments: readonly string[]): readonly Evidence[] {
  if (!comments.some((text) => /^[#\s]*proxy_set_header\s+upgrade\s+\S/i.test(text))) return [];
  return [{ weight: 'weak', text: 'a line that sets `Upgrade` was commented out', at: undefined }];
}

function appEvidence(
  { pass, server, location }: ProxyTarget,
  comments: readonly string[],
  { environment }: RuleContext,
): readonly Evidence[] {
  const host = hostOf(pass);
  const upstream = host === undefined ? undefined : environment.upstreams.get(host);
  const port = /:(\d+)/.exec(pass.directive.args[0]?.text.replace(/^\w+:\/\//, '') ?? '')?.[1] ?? upstreamPort(upstream);
  const app =
    appIn(host ?? '') ??
    firstApp(server.level.own.get('server_name') ?? none, ({ directive }) =>
      firstApp(directive.args, ({ text }) => appIn(text)),
    ) ??
    firstApp(upstream?.servers ?? none, ({ address }) => appIn(address)) ??
    appSet(pass, server, location) ??
    appIn(fileName(pass.path)) ??
    firstApp(comments, (text) => appIn(text)) ??
    (port === undefined ? undefined : appOnPort(Number(port)));
  if (app === undefined) return none;
  const path = /`(\/[^`…]*)`/.exec(app.socket)?.[1];
  const ofServer = path === undefined || server.locations.names.some((it) => isOther(it, location) && takes(it, path, location));
  return [{ weight: 'weak', text: `${app.name} opens ${app.socket}`, at: anchorOf(pass), ofServer }];
}

/** Names come again and again. */
const appIn = bounded(5000, (text) => appNamed(text));

function firstApp<T>(list: readonly T[], named: (item: T) => App | undefined): App | undefined {
  for (const item of list) {
    const app = named(item);
    if (app !== undefined) return app;
  }
  return undefined;
}

/** In what `set` gives the variables of a pass. */
function appSet({ directive }: Placed, server: Server, location: Location): App | undefined {
  const variables = directive.args.flatMap(({ variables: used }) => used.map(({ name }) => name.toLowerCase()));
  if (variables.length === 0) return undefined;
  return firstApp([server, location], ({ body }) =>
    firstApp(body, ({ directive: { name, args } }) =>
      name.text === 'set' && variables.includes(args[0]?.text.slice(1).toLowerCase() ?? '')
        ? appIn(args[1]?.text ?? '')
        : undefined,
    ),
  );
}

/** Is a location chosen for a path before another one is? */
function isOther({ modifier, path }: LocationName, location: Location): boolean {
  return modifier !== location.modifier || path !== location.path;
}

function takes({ modifier, path }: LocationName, url: string, other: Location): boolean {
  if (modifier === '~' || modifier === '~*') {
    const match = compilePattern(path, modifier === '~*')?.match(url);
    return match !== undefined && match !== 'unknown';
  }
  return modifier === '=' ? path === url : url.startsWith(path) && path.length > other.path.length;
}

function timeoutEvidence({ level }: ProxyTarget): readonly Evidence[] {
  const line = level.own.get('proxy_read_timeout')?.at(-1);
  if (line === undefined) return none;
  const text = line.directive.args[0]?.text ?? '';
  const seconds = /^\d+s?$/.test(text) ? Number.parseInt(text, 10) : /^\d+[hd]$/.test(text) ? 3600 : 0;
  const streams =
    level.own.get('proxy_buffering')?.some(({ directive }) => directive.args[0]?.text.toLowerCase() === 'off') === true;
  if (seconds < 3600 || streams) return none;
  return [{ weight: 'weak', text: `\`proxy_read_timeout ${text}\` is what WebSockets need`, at: anchorOf(line) }];
}

/** Host or upstream name of a pass, lower case, without its port; `undefined` where it is a variable. */
function hostOf(pass: Placed): string | undefined {
  const match = /^(?:\w+:\/\/)?([^/:$]+)/.exec(pass.directive.args[0]?.text.toLowerCase() ?? '');
  return match?.[1];
}

function upstreamPort(upstream: Upstream | undefined): string | undefined {
  return upstream?.servers.map(({ address }) => /:(\d+)$/.exec(address)?.[1]).find((port) => port !== undefined);
}

function fileName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
