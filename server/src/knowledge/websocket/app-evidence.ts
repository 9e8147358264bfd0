/** What the application behind a location tells: it counts for the location that takes the URL of its socket. */
import { anchorOf } from '../../config/anchor.ts';
import type { Location, LocationName, Placed } from '../../config/model.ts';
import type { RuleContext } from '../../analysis/rule.ts';
import type { ProxyTarget } from '../../handshake/model.ts';
import { compilePattern } from '../../handshake/text/pattern.ts';
import { bounded } from '../../query/bounded.ts';
import { derived } from '../../query/derived.ts';
import { appNamed, type App } from '../../reference/apps.ts';
import { backendAt, type Backend } from './backend.ts';
import type { Evidence } from './weight.ts';
import { namesWebsocket } from './path-names.ts';
import { mountOf, portsOfTwins } from './siblings.ts';

/** At most one piece of evidence. Named by the location itself, or where no server is to be seen, an
 * application is mounted there, else at the root of the server. */
export function appEvidence(target: ProxyTarget, context: RuleContext): readonly Evidence[] {
  const { pass, location, server } = target;
  const known = appAt(target, context);
  if (known === undefined) return none;
  const { app, own, agrees, mount } = known;
  if (!takesSocket(app, mount, location, server.locations.names)) return none;
  const weight = app.use === 'needed' || (app.use === 'used' && agrees) ? 'likely' : 'weak';
  const text = `${app.name} opens ${app.socket}${app.use === 'needed' ? ', and does not work without' : ''}`;
  const at = anchorOf(pass);
  if (app.paths.length > 0) return [{ weight, text, at, about: 'backend', sign: 'socket' }];
  return [{ weight, text, at, about: own === undefined ? 'server' : 'backend' }];
}

/** Does the application behind a target open exactly this URL, without a slash at the end? */
export function appOpens(path: string, target: ProxyTarget, context: RuleContext): boolean {
  const known = appAt(target, context);
  return known?.app.paths.some((it) => it === path || known.mount + it === path) === true;
}

interface AppAt {
  readonly app: App;
  /** Where the location itself names it. */
  readonly own: App | undefined;
  readonly agrees: boolean;
  readonly mount: string;
}

function appAt(target: ProxyTarget, context: RuleContext): AppAt | undefined {
  const backend = backendAt(target, context);
  const own = namedByLocation(target, backend);
  const app = own ?? namedByServer(target);
  if (app === undefined) return undefined;
  const agrees = portAgrees(app, target, backend, context);
  if (app.ambiguous && !agrees) return undefined;
  return { app, own, agrees, mount: own === undefined && target.server.at !== undefined ? '' : mountOf(target, context) };
}

const none: readonly Evidence[] = [];

/** Names come again and again; addresses are numbers, and no name is. */
function appIn(text: string): App | undefined {
  return /[a-z]/i.test(text) ? appAmong(text) : undefined;
}

const appAmong = bounded(5000, (text) => appNamed(text));

function firstApp<T>(list: readonly T[], named: (item: T) => App | undefined): App | undefined {
  for (const item of list) {
    const app = named(item);
    if (app !== undefined) return app;
  }
  return undefined;
}

function namedByLocation({ location }: ProxyTarget, { authority, upstream }: Backend): App | undefined {
  return (
    appIn(authority.replace(/:\d+$/, '')) ??
    firstApp(upstream?.servers ?? [], ({ address }) => appIn(address)) ??
    appIn(mountName(location)) ??
    firstApp(location.comments, (text) => appIn(text))
  );
}

function namedByServer({ pass, server }: ProxyTarget): App | undefined {
  const names = server.level.own.get('server_name');
  return (names && namedBy(names).app) ?? appIn(pass.path.slice(pass.path.lastIndexOf('/') + 1));
}

const namedBy = derived((names: readonly Placed[]): { readonly app: App | undefined } => ({
  app: firstApp(names, ({ directive }) => firstApp(directive.args, ({ text }) => appIn(text))),
}));

/** The last segment of a path, which an application is often mounted at: `/grafana/`, `~ ^/tools/grafana(/|$)`. */
function mountName({ modifier, path }: Location): string {
  const plain = modifier.startsWith('~') ? path.replace(/^\^|[($*].*$|\.\*?$/gs, '') : path;
  return /([^/]+)\/?$/.exec(plain)?.[1] ?? '';
}

/** A location that is named alike (`/shiny1`, `/shiny2`) has its port beside. */
function portAgrees(app: App, target: ProxyTarget, { port }: Backend, context: RuleContext): boolean {
  if (app.ports.length === 0) return false;
  if (port !== undefined && app.ports.includes(port)) return true;
  return portsOfTwins(target, context).some((other) => app.ports.includes(other));
}

/** Is the location the one that its server chooses for a URL of the application's socket? */
function takesSocket({ paths }: App, mount: string, location: Location, names: readonly LocationName[]): boolean {
  const urls = paths.length === 0 ? [`${mount}/`] : paths.map((path) => mount + path);
  // Of a snippet, a named location or one within another it is not known which URLs come to it.
  if (!names.some((it) => isSame(it, location)))
    return location.path.startsWith('@') || urls.some((url) => matches(location, url));
  // A URL that has a location of its own, at the root too: the author knows of the sockets.
  const hasOwn = (url: string): boolean => {
    const chosen = chosenFor(url, names);
    return chosen !== undefined && !isSame(chosen, location) && namesWebsocket(chosen.path) === 'strong';
  };
  if (urls.some(hasOwn) || paths.some(hasOwn)) return false;
  return urls.some((url) => {
    const chosen = chosenFor(url, names);
    return chosen !== undefined && isSame(chosen, location);
  });
}

function isSame({ modifier, path }: LocationName, location: Location): boolean {
  return modifier === location.modifier && path === location.path;
}

/** The name that nginx chooses (ngx_http_core_find_location): exact, the longest prefix if it is `^~`, the first pattern, the prefix. */
function chosenFor(url: string, names: readonly LocationName[]): LocationName | undefined {
  const prefixes = names.filter((it) => !it.modifier.startsWith('~') && it.modifier !== '@' && matches(it, url));
  const longest = prefixes.reduce<LocationName | undefined>(
    (best, it) => (best === undefined || it.modifier === '=' || it.path.length > best.path.length ? it : best),
    undefined,
  );
  if (longest?.modifier === '=' || longest?.modifier === '^~') return longest;
  return names.find((it) => it.modifier.startsWith('~') && matches(it, url)) ?? longest;
}

/** A prefix takes the URL that lacks its last slash too: nginx leads there. */
function matches({ modifier, path }: Pick<LocationName, 'modifier' | 'path'>, url: string): boolean {
  if (path === '') return true;
  if (!modifier.startsWith('~')) return modifier === '=' ? path === url : url.startsWith(path) || `${url}/` === path;
  const match = compilePattern(path, modifier === '~*')?.match(url);
  return match !== undefined && match !== 'unknown';
}
