/** Maps: the documented one, and those that look like it. */
import { block, type World } from './world.ts';

export function mapBlocks(world: World): readonly string[] {
  const { random, maps, files, hosts } = world;
  const blocks: string[] = [];
  if (random.chance(0.7)) {
    maps.push('connection_upgrade');
    blocks.push(block('map $http_upgrade $connection_upgrade', [...random.pick(connectionEntries)]));
  }
  if (random.chance(0.25)) {
    maps.push('chosen');
    blocks.push(block(`map ${random.pick(sources)} $chosen`, [...random.pick(chosenEntries)]));
  }
  if (random.chance(0.15) && maps.length > 0) {
    const source = random.pick(maps);
    blocks.push(
      block(`map $${source} $chained`, [
        `default ${random.pick([`$${source}`, 'keep-alive', '""'])};`,
        'upgrade "Upgrade, HTTP2";',
        'close close;',
      ]),
    );
    maps.push('chained');
  }
  if (random.chance(0.1)) {
    files.set('maps/ports.map', 'app.example.com __BACKEND__;\n*.example.com __BACKEND2__;\n');
    blocks.push(block('map $host $mapped_backend', ['hostnames;', 'default __BACKEND__;', 'include maps/ports.map;']));
    hosts.push('mapped_backend');
  }
  world.captures = blocks.some((text) => /~.*\(/.test(text));
  return blocks;
}

const connectionEntries: readonly (readonly string[])[] = [
  ['default upgrade;', "'' close;"],
  ['default upgrade;', "'' close;"],
  ['default upgrade;', '"" "";'],
  ["''      close;", 'default upgrade;'],
  ['default close;', 'websocket upgrade;'],
  ['default close;', 'WebSocket upgrade;'],
  ['default close;', '~*^websocket$ upgrade;'],
  ['default close;', '~WebSocket upgrade;'],
  ['default "";', '~*(?<kind>web)socket "$kind-x, upgrade";'],
  ["'' close;"],
  ['websocket upgrade;'],
  ['default close;', "'' upgrade;"],
  ['default upgrade;', '” close;'],
  ['volatile;', 'default $http_connection;', "'' $http_host;"],
  ['default upgrade;', "'' close;", 'h2c "";'],
  ["default upgrade; '' close;"],
];

const sources = [
  '$uri',
  '$host',
  '$request_uri',
  '$arg_x',
  '$http_cookie',
  '"$scheme:$http_upgrade"',
  '$http_upgrade$http_connection',
  '$remote_addr',
  '$request_method',
  '$server_port',
  'constant',
  '$http_user_agent',
];

const chosenEntries: readonly (readonly string[])[] = [
  ['default upgrade;', '/ws one;', '~^/ws/(.*)$ "two-$1";', '~*chat three;'],
  ['default "";', 'app.example.com upgrade;', 'http:websocket upgrade;', '127.0.0.1 local;'],
  [
    'hostnames;',
    'default none;',
    'app.example.com exact;',
    '*.example.com star;',
    'app.* right;',
    '.example.org dot;',
    '~^ws upgrade;',
  ],
  ['default $uri;', '1 upgrade;', '"" $host;', 'GET get;'],
  ['default upgrade;', '\\default backslash;', '~^(?<first>.) "$first";'],
];
