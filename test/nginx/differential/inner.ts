/** A server of the same configuration that others pass requests on to, on a unix socket; what others make of its answers. */
import type { Random } from './random.ts';
import { block, type World } from './world.ts';

/** Behind `http://` and in an upstream. */
export const innerAddress = 'unix:__DIR__/inner.sock';

/** It has no mark: that of the server before it tells which location was chosen. */
export function innerServer({ random }: World): string {
  const answer = (): string =>
    random.pick([
      'return 404;',
      'return 401;',
      'return 403;',
      'return 302 /moved;',
      'return 503;',
      'return 500;',
      'return 444;',
      'return 204;',
      'return 200 fine;',
      'proxy_hide_header Sec-WebSocket-Accept; proxy_pass http://__BACKEND__; proxy_http_version 1.1; proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection upgrade;',
      'if ($http_upgrade) { return 418; }',
      'if ($http_x_original_uri ~ x=1) { return 401; }',
      'add_header X-Accel-Redirect /ws always;',
      'add_header X-Accel-Redirect "/api/ws?from=$uri"; return 200;',
      'proxy_pass http://__BACKEND__;',
      'proxy_pass http://__BACKEND2__; proxy_http_version 1.1; proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection upgrade;',
    ]);
  const locations = ['= /', '/ws', '/api/', '~ chat', '/auth'].filter(() => random.chance(0.6));
  return block('server', [
    `listen ${innerAddress};`,
    ...locations.map((head) => block(`location ${head}`, [answer()])),
    // A backend that is asked here would come before the one of the request itself.
    block('location = /auth/inner', [random.pick(['return 204;', 'return 200;', 'return 401;', 'return 403;', 'return 404;'])]),
    ...(random.chance(0.5) ? [answer()] : []).filter((line) => line.startsWith('return')),
  ]);
}

/** What the location before it makes of what comes back. */
export function comingBack({ random }: World): readonly string[] {
  return random.some(
    [
      'proxy_intercept_errors on;',
      `proxy_next_upstream ${random.pick(['http_404', 'http_503 http_404', 'error http_500', 'off', 'http_403 non_idempotent'])};`,
      'recursive_error_pages on;',
      'proxy_ignore_headers X-Accel-Redirect;',
      'proxy_next_upstream_tries 1;',
    ],
    2,
  );
}

/** Failures are not counted: requests do not depend on those before them. */
export function upstreamServers(random: Random): readonly string[] {
  return [
    ...(random.chance(0.15) ? [random.pick(['least_conn;', 'random;', 'hash $uri;', 'zone shared 64k;'])] : []),
    ...servers(random),
  ];
}

function servers(random: Random): readonly string[] {
  const one = (): string => random.pick(['__BACKEND__', '__BACKEND2__']);
  const mark = (): string => random.pick(['', '', '', ' down']);
  return random.pick([
    () => [`server ${one()};`],
    () => [`server ${one()};`],
    () => [`server ${one()} down;`, `server ${one()}${mark()};`],
    () => [`server ${one()} down;`, `server ${one()} backup${mark()};`],
    () => [`server ${innerAddress} max_fails=0;`, `server ${one()} backup${mark()};`],
    () => [`server ${innerAddress} max_fails=0${mark()};`, `server ${innerAddress} max_fails=0 backup;`],
  ])();
}
