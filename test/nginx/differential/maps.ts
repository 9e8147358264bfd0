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
  if (random.chance(0.12)) {
    maps.push('near');
    blocks.push(
      block(`geo ${random.pick(['', '$arg_x ', '$http_x_forwarded_for ', '$realip_remote_addr '])}$near`, [
        ...random.pick(geoEntries),
      ]),
    );
  }
  if (random.chance(0.08)) {
    maps.push('share');
    blocks.push(
      block(`split_clients "${random.pick(['$uri', '${arg_x}salt', '$remote_addr$http_user_agent', '$request_uri'])}" $share`, [
        ...random.pick(shareEntries),
      ]),
    );
  }
  world.captures = blocks.some((text) => /~.*\(/.test(text));
  return blocks;
}

const geoEntries: readonly (readonly string[])[] = [
  ['default far;', '127.0.0.0/8 upgrade;', '127.0.0.1/32 near;', 'delete 127.0.0.1/32;'],
  ['default upgrade;', '1.2.3.4 "";', '::1 six;', 'proxy 127.0.0.1;'],
  ['ranges;', 'default upgrade;', '0.0.0.1-1.2.3.4 low;', '1.0.0.0-1.0.255.255 one;', '127.0.0.0-127.255.255.255 near;'],
  ['ranges;', '9.0.0.0-9.255.255.255 nine;', 'proxy 127.0.0.0/8;', 'proxy_recursive;', 'proxy 1.2.3.4;'],
  ['10.0.0.0/8 private;', '255.255.255.255 none;'],
];

const shareEntries: readonly (readonly string[])[] = [
  ['50% upgrade;', '* close;'],
  ['0.01% rare;', '33.33% "";', '20% $uri;', '* upgrade;'],
  ['10% a;', '10% b;'],
];

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
