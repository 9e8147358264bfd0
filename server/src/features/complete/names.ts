/** Names that the configuration itself gives: upstreams, named locations, zones, log formats. */
import type { Config, Placed, Server } from '../../config/model.ts';
import { allLocations } from '../../handshake/routing/proxy-targets.ts';
import type { Completion, Scene } from './model.ts';

export function nameCompletions(scene: Scene): readonly Completion[] {
  const [name = '', ...given] = scene.cursor.before;
  if (name in schemes && given.length === 0) return upstreams(scene, name);
  if (jumps.has(name) && given.length > 0) return namedLocations(scene);
  if (name === 'access_log' && given.length === 1) return logFormats(scene);
  return zones(scene, name, given);
}

function named(label: string, detail: string): Completion {
  return { kind: 'name', label, insert: label, detail, rank: 1 };
}

/** What stands in front of the name of an upstream: the usual one first. */
const schemes: Readonly<Record<string, readonly string[]>> = {
  __proto__: null as never,
  proxy_pass: ['http://', 'https://'],
  grpc_pass: ['grpc://', 'grpcs://'],
  fastcgi_pass: [''],
  uwsgi_pass: ['', 'uwsgi://'],
  scgi_pass: [''],
  memcached_pass: [''],
};

function upstreams({ cursor, place, analysis: { config } }: Scene, directive: string): readonly Completion[] {
  const isStream = 'context' in place && place.context.startsWith('stream');
  const names = isStream ? streamUpstreams(config) : (config.http?.environment.allUpstreams ?? []).map(({ name }) => name);
  const all = isStream ? [''] : (schemes[directive] ?? []);
  const typed = all.find((it) => it !== '' && cursor.typed.startsWith(it));
  const own = [...new Set(names)].map((name) => named((typed ?? all[0] ?? '') + name, 'upstream'));
  const scheme = all[0] ?? '';
  return scheme === '' || typed !== undefined ? own : [...own, { ...named(scheme, 'a server'), kind: 'value', rank: 2 }];
}

function streamUpstreams({ directives }: Config): readonly string[] {
  const stream = directives.find(({ directive }) => directive.name.text === 'stream');
  return (stream?.block ?? []).flatMap(({ directive: { name, args } }) =>
    name.text === 'upstream' && args[0] !== undefined ? [args[0].text] : [],
  );
}

const jumps: ReadonlySet<string> = new Set(['try_files', 'error_page', 'post_action']);

function namedLocations(scene: Scene): readonly Completion[] {
  const names = serversAt(scene).flatMap(({ locations }) =>
    allLocations(locations.all()).flatMap(({ modifier, path }) => (modifier === '@' ? [path] : [])),
  );
  return [...new Set(names)].map((it) => named(it, 'location'));
}

/** The server around, or all of them where a file shows none. */
export function serversAt({ cursor, analysis: { config } }: Pick<Scene, 'cursor' | 'analysis'>): readonly Server[] {
  const servers = config.http?.servers ?? [];
  const around = cursor.around.find(({ name, block }) => name.text === 'server' && block !== undefined);
  return around === undefined ? servers : servers.filter(({ at }) => at?.directive === around);
}

function logFormats({ analysis: { config } }: Scene): readonly Completion[] {
  const own = linesOf(config, 'log_format').flatMap(({ directive }) => directive.args[0]?.text ?? []);
  return [...new Set(['combined', ...own])].map((it) => named(it, 'log format'));
}

/** By the directive that uses a zone: the one that makes it, and how it is named there and here. */
const zoneMakers: Readonly<Record<string, readonly [maker: string, parameter: string, prefix: string]>> = {
  __proto__: null as never,
  limit_req: ['limit_req_zone', 'zone=', 'zone='],
  limit_conn: ['limit_conn_zone', 'zone=', ''],
  proxy_cache: ['proxy_cache_path', 'keys_zone=', ''],
  fastcgi_cache: ['fastcgi_cache_path', 'keys_zone=', ''],
  uwsgi_cache: ['uwsgi_cache_path', 'keys_zone=', ''],
  scgi_cache: ['scgi_cache_path', 'keys_zone=', ''],
};

function zones({ analysis: { config } }: Scene, name: string, given: readonly string[]): readonly Completion[] {
  const [maker, parameter, prefix] = zoneMakers[name] ?? [];
  if (maker === undefined || parameter === undefined || given.length > 0) return [];
  const names = linesOf(config, maker).flatMap(({ directive: { args } }) => {
    const word = args.find(({ text }) => text.startsWith(parameter))?.text.slice(parameter.length);
    return word === undefined ? [] : [word.replace(/:.*$/s, '')];
  });
  return [...new Set(names)].map((it) => named(`${prefix ?? ''}${it}`, `zone of ${maker}`));
}

function linesOf({ http }: Config, name: string): readonly Placed[] {
  return http?.level.own.get(name) ?? [];
}
