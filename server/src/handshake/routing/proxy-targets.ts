/** Every place of a server that passes requests on: each location, `if` and `limit_except` with a `*_pass` of its own. */
import type { Level, Location, Placed, Server } from '../../config/model.ts';
import { derived } from '../../query/derived.ts';
import type { PassKind, ProxyTarget } from '../model.ts';

const passes: Readonly<Record<string, PassKind>> = {
  proxy_pass: 'proxy',
  grpc_pass: 'grpc',
  uwsgi_pass: 'uwsgi',
  scgi_pass: 'scgi',
  fastcgi_pass: 'fastcgi',
  memcached_pass: 'memcached',
  tunnel_pass: 'tunnel',
};

const passNames = Object.entries(passes);

/** All of a server, in the order of the text. */
export function targetsOf(server: Server): readonly ProxyTarget[] {
  return allLocations(server.locations.all()).flatMap((location) => targetsIn(location, server));
}

/** Locations with those in them, each before its own. */
export function allLocations(locations: readonly Location[]): readonly Location[] {
  return locations.length === 0 ? locations : withInner(locations);
}

const withInner = derived((locations: readonly Location[]): readonly Location[] => {
  if (locations.every((it) => it.locations.names.length === 0)) return locations;
  return locations.flatMap((it) => [it, ...allLocations(it.locations.all())]);
});

/** A location's own passes: its own before those of the `if` and `limit_except` blocks in it. */
export function targetsIn(location: Location, server: Server): readonly ProxyTarget[] {
  return passesIn(location).map(({ pass, kind, level }) => ({ pass, kind, level, location, server }));
}

type Pass = Pick<ProxyTarget, 'pass' | 'kind' | 'level'>;

/** Most locations have no blocks to look into, and there are many. */
function passesIn(location: Location): readonly Pass[] {
  return location.ifs.length + location.limitExcept.length > 0 ? passesWithin(location) : passesAt(location.level);
}

const passesWithin: (location: Location) => readonly Pass[] = derived((location) =>
  [location, ...location.ifs, ...location.limitExcept].flatMap(({ level }) => passesAt(level)),
);

function passesAt(level: Level): readonly Pass[] {
  const found = passOf(level);
  return found === undefined ? none : [{ pass: found.pass, kind: found.kind, level }];
}

const none: readonly Pass[] = [];

/**
 * What a level itself passes requests to. Each handler takes the place of the one before it (ngx_http_proxy_pass,
 * ngx_http_empty_gif): the last line counts, and where that is no `*_pass`, nothing is passed on.
 */
export function passOf({ own }: Level): { readonly pass: Placed; readonly kind: PassKind } | undefined {
  const pass = own.lastOf(handlers);
  const kind = pass === undefined ? undefined : passes[pass.directive.name.text];
  return pass === undefined || kind === undefined ? undefined : { pass, kind };
}

/** Handlers of nginx's own modules that answer by themselves. */
const answering = ['empty_gif', 'stub_status', 'mp4', 'flv'];

const handlers = new Set([...Object.keys(passes), ...answering]);

/** The line of a level that answers by itself; `undefined` where a pass behind it takes its place, or none is there. */
export function answeringLine({ own }: Level): Placed | undefined {
  const last = own.lastOf(handlers);
  return last === undefined || isPass(last) ? undefined : last;
}

/** A level's own pass of one kind. */
export function passOfKind({ own }: Level, kind: PassKind): { readonly pass: Placed; readonly kind: PassKind } | undefined {
  const name = passNames.find(([, it]) => it === kind)?.[0];
  const pass = name === undefined ? undefined : own.get(name)?.[0];
  return pass === undefined ? undefined : { pass, kind };
}

function isPass({ directive: { name } }: Placed): boolean {
  return name.text in passes;
}
