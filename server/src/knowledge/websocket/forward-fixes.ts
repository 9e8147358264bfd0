/** The fixes of all header rules: the smallest one, and one that writes all that a location for WebSockets has. */
import { effective, effectiveLevel } from '../../config/inherit.ts';
import type { Level, Placed } from '../../config/model.ts';
import { allLocations } from '../../handshake/routing/proxy-targets.ts';
import type { ProxyTarget } from '../../handshake/model.ts';
import { inForce } from '../../handshake/values/in-force.ts';
import { parseTime } from '../../validity/values/numbers.ts';
import { replaceIn } from '../../analysis/edits.ts';
import { allOrNone } from '../../analysis/file-edits.ts';
import type { FileEdit, Fix, FixContext } from '../../analysis/rule.ts';
import { headerName, isForwarded } from './forwarded.ts';
import { forwardEdits, freshLines, homeOf, isHardcoded, type Additions, type Forwarding } from './forward.ts';
import type { Line } from './line-style.ts';
import { isPublicSite, publicTlsName, unusualPort } from './site.ts';

/** In this order: what forwards the handshake and nothing more, and all that a location for WebSockets has. */
export function forwardFixes(title: string, forwarding: Forwarding, additions: Additions = {}): readonly Fix[] {
  return [
    { title, safe: true, edits: (now) => forwardEdits(now, forwarding, additions) },
    {
      title: 'Make this a WebSocket location',
      safe: false,
      edits: (now) => (isWhole(now, forwarding, additions) ? undefined : wholeEdits(now, forwarding, additions)),
    },
  ];
}

/**
 * Edits that write all that a location for WebSockets has, as far as it is not there: the lines that forward the handshake,
 * Host and the forwarded headers as other locations of the site have them, time-outs of an hour.
 */
export function wholeEdits(now: FixContext, forwarding: Forwarding, additions: Additions = {}): readonly FileEdit[] | undefined {
  const { headers, settings, changed } = beside(now, forwarding, additions);
  const edits = forwardEdits(now, forwarding, { ...additions, headers, settings, withMap: true });
  return edits && allOrNone([...edits, ...changed]);
}

/** All the lines of a location for WebSockets that is yet to be written, behind its pass. */
export function wholeLines(now: FixContext, forwarding: Forwarding): ReturnType<typeof freshLines> {
  return freshLines(now, forwarding, beside(now, forwarding, {}));
}

/** Would the smallest fix do? */
function isWhole(now: FixContext, forwarding: Forwarding, additions: Additions): boolean {
  const { headers, settings, changed } = beside(now, forwarding, additions);
  return headers.length + settings.length + changed.length === 0 && !isHardcoded(forwarding, forwarding.connection);
}

interface Beside {
  readonly headers: readonly Line[];
  readonly settings: readonly Line[];
  /** Values that are too small. */
  readonly changed: readonly (FileEdit | undefined)[];
}

function beside(now: FixContext, forwarding: Forwarding, { lost = [] }: Additions): Beside {
  const { target } = forwarding;
  const { level } = target.location;
  const home = homeOf(forwarding);
  const timeouts =
    level.unseen.length > 0
      ? []
      : ['proxy_read_timeout', 'proxy_send_timeout'].map((name) => timeout(now, level.own.has(name) ? level : home, name));
  return {
    headers: isPublicSite(target) ? [] : forwardedHeaders(now, target, lost),
    settings: [...timeouts.flatMap((it) => (it !== undefined && 'line' in it ? [it.line] : [])), ...special(now, target)],
    changed: timeouts.flatMap((it) => (it !== undefined && 'change' in it ? [it.change] : [])),
  };
}

/** Host, and the forwarded headers unless the author has chosen some. */
function forwardedHeaders(now: FixContext, target: ProxyTarget, lost: readonly Placed[]): readonly Line[] {
  const set = new Set([...effective(target.level, 'proxy_set_header'), ...lost].map(headerName));
  const models = modelsFor(target);
  const host = models.find((line) => headerName(line) === 'host')?.directive.args[1]?.raw ?? '$host';
  const forwarded = models.filter((line) => headerName(line) !== 'host').map(asLine);
  return [
    ...(set.has('host') ? [] : [headerLine('Host', host === '$host' && hasUnusualPort(now, target) ? '$http_host' : host)]),
    ...([...set].some(isForwarded) ? [] : models.length > 0 ? forwarded : usual),
  ];
}

/** Another server may include the same location. */
function hasUnusualPort({ config }: FixContext, target: ProxyTarget): boolean {
  const { at } = target.location;
  const servers = (config.http?.servers ?? []).filter((server) =>
    allLocations(server.locations.all()).some((it) => it.at !== undefined && it.at.directive === at?.directive),
  );
  return [target.server, ...servers].some((server) => unusualPort({ ...target, server }) !== undefined);
}

const headerLine = (name: string, value: string): Line => ['proxy_set_header', name, value];

const usual: readonly Line[] = [
  headerLine('X-Real-IP', '$remote_addr'),
  headerLine('X-Forwarded-For', '$proxy_add_x_forwarded_for'),
  headerLine('X-Forwarded-Proto', '$scheme'),
];

/**
 * Host and forwarded headers as the first other location of the server has them, or a level around them; just a Host where
 * nobody sends more than that.
 */
function modelsFor({ server, location }: ProxyTarget): readonly Placed[] {
  const levels: Level[] = allLocations(server.locations.all()).map(({ level }) => level);
  for (let at: Level | undefined = server.level; at !== undefined; at = at.outer) levels.push(at);
  const all = levels
    .filter((level) => level !== location.level)
    .map((level) => (level.own.get('proxy_set_header') ?? []).filter(isModel));
  return all.find((lines) => lines.some((line) => isForwarded(headerName(line)))) ?? all.find((lines) => lines.length > 0) ?? [];
}

function isModel(line: Placed): boolean {
  const name = headerName(line);
  return (name === 'host' || isForwarded(name)) && knownValue.test(line.directive.args[1]?.raw ?? '');
}

/** What is the same wherever it is written. */
const knownValue =
  /^(["']?)(?:\$(?:host|http_host|remote_addr|remote_port|server_port|proxy_add_x_forwarded_for|scheme|http_x_\w+)|https?)\1$/;

function asLine({ directive: { args } }: Placed): Line {
  return headerLine(args[0]?.raw ?? '', args[1]?.raw ?? '');
}

const hour = '3600s';

/** A time-out that is the default, or less than a minute: the line that it needs, or the edit of the one that is there. */
function timeout(
  { workspace }: FixContext,
  level: Level,
  name: string,
): { readonly line: Line } | { readonly change: FileEdit | undefined } | undefined {
  const line = inForce(level, name).placed.at(-1);
  const word = line?.directive.args[0];
  if (line === undefined || word === undefined) return { line: [name, hour] };
  const time = parseTime(word.text, false);
  if (time === undefined || time >= 60_000 || word.placeholder) return undefined;
  if (effectiveLevel(level, name) !== level) return { line: [name, hour] };
  return line.includedBy === undefined ? { change: replaceIn(workspace, line, word, hour) } : undefined;
}

/** What a cache, and a backend of several sites by TLS, ask for. */
function special({ config }: FixContext, target: ProxyTarget): readonly Line[] {
  const { level } = target.location;
  const environment = config.http?.environment;
  const cache = inForce(level, 'proxy_cache').placed.at(-1)?.directive.args[0]?.text.toLowerCase() ?? 'off';
  const passesBy = cache === 'off' || effective(level, 'proxy_cache_bypass').length > 0;
  const named = environment === undefined || publicTlsName(target, environment) === undefined;
  return [
    ...(passesBy ? [] : [['proxy_cache_bypass', '$http_upgrade'] as const]),
    ...(named || effective(level, 'proxy_ssl_server_name').length > 0 ? [] : [['proxy_ssl_server_name', 'on'] as const]),
  ];
}
