/** What shows that a location is meant for WebSockets: each sign with its weight, strongest first. */
import type { Level, Location, LocationName, Placed } from '../../config/model.ts';
import type { ProxyTarget } from '../../handshake/model.ts';
import { anchorOf } from '../../config/anchor.ts';
import type { RuleContext } from '../../analysis/rule.ts';
import { derived } from '../../query/derived.ts';
import { appEvidence } from './app-evidence.ts';
import { backendAt } from './backend.ts';
import { byWeight, type Evidence, type Weight } from './weight.ts';
import { appAtPath, isSpecific, namesWebsocket } from './path-names.ts';
import { forwardingTwin, jumpersTo, passesWithin } from './siblings.ts';

export { isSocketio, namesWebsocket } from './path-names.ts';
export type { Evidence } from './weight.ts';

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
  if (comments.length > 0) add(commentEvidence(target));
  add(twinEvidence(target, context));
  add(appEvidence(target, context));
  add(timeoutEvidence(target));
  if (found.length === 0) return none;
  return found.length === 1 ? found : found.sort(byWeight);
}

const none: readonly never[] = [];

/** Does a `proxy_set_header` line mean to forward the handshake? An emptied Upgrade or `Connection ""` does not. */
export function forwardsHandshake({ directive: { args } }: Placed): boolean {
  const [name, value] = args;
  if (name === undefined || value === undefined || value.text === '') return false;
  const { length } = name.text;
  if (length === 7) return name.text.toLowerCase() === 'upgrade';
  return length === 10 && name.text.toLowerCase() === 'connection' && value.text.toLowerCase().includes('upgrade');
}

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
    out.push({
      weight: own ? 'strong' : meant(target, level, context),
      text: `\`${name}\` is set ${own ? 'in it' : level.kind === 'http' ? 'for all servers' : 'around it'}`,
      at: anchorOf(sign),
      sign: 'line',
    });
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
  const jumpers = jumpersTo(target, context);
  const line = jumpers
    .map(({ level }) => level.own.get('proxy_set_header')?.find(forwardsHandshake))
    .find((it) => it !== undefined);
  if (line !== undefined) {
    return [{ weight: 'strong', text: 'a location that jumps here sets the WebSocket headers', at: anchorOf(line) }];
  }
  const named = jumpers.find((it) => triesFilesOnly(it) && namesWebsocket(it.path) === 'strong');
  if (named?.at === undefined) return none;
  const text = `\`location ${named.path}\`, which names WebSockets, leads here`;
  return [{ weight: 'strong', text, at: anchorOf(named.at), sign: 'path' }];
}

/** What is no file is for where it leads, not what its own backend failed to answer. */
function triesFilesOnly({ level: { own } }: Location): boolean {
  return own.has('try_files') && !own.has('proxy_pass');
}

/** Headers set further out are meant for this location if it takes everything, or names WebSockets, or is the only one there that passes on. */
function meant({ location }: ProxyTarget, level: Level, { ask }: RuleContext): Weight {
  if (namesWebsocket(location.path) === 'strong') return 'strong';
  // Of all servers, hardly every one has WebSockets.
  if (level.kind === 'http') return location.path === '/' ? 'likely' : 'faint';
  return location.path === '/' || ask(passesWithin, level) <= 1 ? 'strong' : 'faint';
}

function pathEvidence({ location: { at, modifier, path } }: ProxyTarget): readonly Evidence[] {
  if (at === undefined) return none;
  // The name of a named location is nobody's URL: it shows what its author thought of, no more.
  if (modifier === '@') {
    const text = `the name \`${path}\` names WebSockets`;
    return namesWebsocket(path.slice(1)) === undefined ? none : [{ weight: 'faint', text, at: anchorOf(at) }];
  }
  const named = namesWebsocket(path);
  if (named === undefined) return none;
  const weight = named === 'strong' ? 'strong' : isSpecific(path) ? 'weak' : 'faint';
  const app = appAtPath(path);
  const text =
    named !== 'strong'
      ? `paths such as \`${path}\` often carry WebSockets`
      : app === undefined
        ? `the path \`${path}\` names WebSockets`
        : `\`${path}\` is the path of ${app}'s socket`;
  return [{ weight, text, at: anchorOf(at), sign: 'path' }];
}

/** Words of a host or upstream name that stand for WebSockets; `socket` alone may be a unix socket, `ws` a web service. */
const upstreamWord = /^(websockets?|socketio|wssocketio\w*|ws\w*server)$/;

function isForWebsockets(host: string): boolean {
  // All such words have one of these in them.
  if (!host.includes('ws') && !host.includes('socket')) return false;
  return (
    host.split(/[^a-z0-9]+/).some((word) => upstreamWord.test(word)) || host.includes('websocket') || host.includes('socketio')
  );
}

function upstreamEvidence(target: ProxyTarget, context: RuleContext): readonly Evidence[] {
  const { pass } = target;
  const { host, upstream } = backendAt(target, context);
  if (host === undefined) return none;
  const isClear = isForWebsockets(host);
  if (!isClear && !/(?:^|[^a-z0-9])wss?(?:[^a-z0-9]|$)/.test(host)) return none;
  const weight = isClear ? (upstream === undefined ? 'likely' : 'strong') : upstream === undefined ? 'faint' : 'likely';
  const text = `the upstream \`${host}\` names WebSockets`;
  return [{ weight, text, at: anchorOf(pass, pass.directive.args[0]), about: 'backend' }];
}

function commentEvidence({ location: { comments, path } }: ProxyTarget): readonly Evidence[] {
  const says = comments.some((text) => /web[- ]?sockets?|socket\.io/i.test(text) && !denied.test(text) && !isCode(text));
  if (!says) return none;
  // Over what takes all that is left it may speak of the other locations.
  const about = path === '/' ? { about: 'server' as const } : {};
  return [{ weight: 'strong', text: 'a comment speaks of WebSockets', at: undefined, ...about }];
}

const denied = /\b(no|not|non|without|disable\w*|don't|isn't|except|other than|instead|todo|nginx-handshake:)(?=\W|$)/i;

/** A line of configuration that was commented out is no statement: `# location /ws {`, `#proxy_set_header Upgrade …;`. */
function isCode(text: string): boolean {
  return (
    /[;{}]\s*$/.test(text) ||
    /^[#\s]*(?:proxy_\w+|location|upstream|map|server|set|include|rewrite|if)\s+[\S]+\s*[{;"'$/\\]/.test(text)
  );
}

function twinEvidence(target: ProxyTarget, context: RuleContext): readonly Evidence[] {
  const twin = forwardingTwin(target, context);
  if (twin?.location.at === undefined) return none;
  const text = `\`${twin.location.path}\` beside it forwards the handshake`;
  return [{ weight: 'likely', text, at: anchorOf(twin.location.at) }];
}

/** The faintest: nothing where another location is named for WebSockets. */
function timeoutEvidence({ level, server }: ProxyTarget): readonly Evidence[] {
  const line = level.own.get('proxy_read_timeout')?.at(-1);
  if (line === undefined) return none;
  const text = line.directive.args[0]?.text ?? '';
  const seconds = /^\d+s?$/.test(text) ? Number.parseInt(text, 10) : /^\d+[hd]$/.test(text) ? 3600 : 0;
  const streams =
    level.own.get('proxy_buffering')?.some(({ directive }) => directive.args[0]?.text.toLowerCase() === 'off') === true;
  if (seconds < 3600 || streams || isNamedAmong(server.locations.names) === 'yes') return none;
  const what = `\`proxy_read_timeout ${text}\` is what WebSockets need`;
  return [{ weight: 'faint', text: what, at: anchorOf(line), about: 'server' }];
}

const isNamedAmong = derived((names: readonly LocationName[]) =>
  names.some(({ path }) => namesWebsocket(path) !== undefined) ? 'yes' : 'no',
);
