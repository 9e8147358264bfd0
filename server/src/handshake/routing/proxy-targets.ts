/** Every place of a server that passes requests on: each location, `if` and `limit_except` with a `*_pass` of its own. */
import type { Level, Location, Placed, Server } from '../../config/model.ts';
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

/** Its own passes in the order of the text: a location before the `if` blocks, `limit_except` blocks and locations in it. */
export function targetsOf(server: Server): readonly ProxyTarget[] {
  const known = memo.get(server);
  if (known !== undefined) return known;
  const found = server.locations.flatMap((location) => targetsIn(location, server));
  memo.set(server, found);
  return found;
}

/** A server that did not change is the same object, and has the same targets. */
const memo = new WeakMap<Server, readonly ProxyTarget[]>();

/** What a level itself passes requests to; the last `*_pass` wins, as each one sets the handler (ngx_http_proxy_pass). */
export function passOf(level: Level): { readonly pass: Placed; readonly kind: PassKind } | undefined {
  let found: { readonly pass: Placed; readonly kind: PassKind } | undefined;
  for (const [name, kind] of Object.entries(passes)) {
    const pass = level.own.get(name)?.[0];
    if (pass !== undefined) found = { pass, kind };
  }
  return found;
}

function targetsIn(location: Location, server: Server): readonly ProxyTarget[] {
  const levels = [location, ...location.ifs, ...location.limitExcept].map(({ level }) => level);
  const own = levels.flatMap((level) => {
    const found = passOf(level);
    return found === undefined ? [] : [{ ...found, level, location, server }];
  });
  return [...own, ...location.locations.flatMap((inner) => targetsIn(inner, server))];
}
