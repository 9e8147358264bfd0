/** Makes a whole configuration from a seed, with the requests to ask it. */
import { ifBlock, returnLine, rewriteLines, setLine } from './handlers.ts';
import { innerAddress, innerServer, upstreamServers } from './inner.ts';
import { headerLines, shuffled } from './headers.ts';
import { errorPage, locationBlocks } from './locations.ts';
import { mapBlocks } from './maps.ts';
import { introduceMistake } from './mistakes.ts';
import { createRandom } from './random.ts';
import { requestsFor, type GeneratedRequest } from './requests.ts';
import { block, createWorld, markLine, type World } from './world.ts';

/** Texts hold `__PORT__`, `__PORT2__`, `__PORT3__` (TLS), `__BACKEND__`, `__BACKEND2__` and `__TLS_BACKEND__` (host:port), `__DIR__`. */
export interface GeneratedConfig {
  readonly config: string;
  readonly files: Readonly<Record<string, string>>;
  readonly requests: readonly GeneratedRequest[];
}

export function generateConfig(seed: number): GeneratedConfig {
  const random = createRandom(seed);
  const world = createWorld(random);
  const http = httpLines(world);
  const lines = ['events { }', '', block('http', http)];
  const text = `${lines.join('\n')}\n`;
  const config = random.chance(0.06) ? introduceMistake(text, random) : text;
  return { config, files: Object.fromEntries(world.files), requests: requestsFor(world) };
}

function httpLines(world: World): readonly string[] {
  const { random } = world;
  const maps = mapBlocks(world);
  const upstreams = random.some(['app', 'websocket_server', 'Back.End'], 2).map((name) => {
    world.upstreams.push(name);
    const servers = upstreamServers(random);
    // A connection that was kept from another request may be tried once more.
    const keeps = random.chance(0.4) && !servers.some((line) => line.includes(innerAddress));
    return block(`upstream ${name}`, [...servers, ...(keeps ? ['keepalive 8;'] : [])]);
  });
  const settings = random.some(
    [
      'underscores_in_headers on;',
      'ignore_invalid_headers off;',
      'merge_slashes off;',
      'server_names_hash_bucket_size 128;',
      'port_in_redirect off;',
      'absolute_redirect off;',
      'server_name_in_redirect on;',
      'recursive_error_pages on;',
      'set_real_ip_from 127.0.0.0/8; real_ip_header X-Forwarded-For;',
      'set_real_ip_from 127.0.0.1; set_real_ip_from 9.9.9.9; real_ip_header X-Real-IP; real_ip_recursive on;',
    ],
    2,
  );
  for (const name of random.some(staticFiles, 4)) world.files.set(name, 'text\n');
  const servers = Array.from({ length: 1 + random.int(3) }, (_, index) => server(world, index));
  return [
    '__SETTINGS__',
    ...settings,
    ...(random.chance(0.5) ? headerLines(world, true) : []),
    ...shuffled(world, [...maps, ...upstreams, ...servers]),
    innerServer(world),
  ];
}

function server(world: World, index: number): string {
  const { random, servers } = world;
  world.named.length = 0;
  const port = index > 0 && random.chance(0.3) ? random.pick([2, 3] as const) : 1;
  const address = `127.0.0.1:${['__PORT__', '__PORT2__', '__PORT3__'][port - 1] ?? ''}`;
  const listen = `listen ${address}${port === 3 ? ' ssl' : ''}${index > 0 && random.chance(0.2) ? ' default_server' : ''};`;
  const listens = port < 3 && random.chance(0.2) ? ['listen 127.0.0.1:__PORT__;', 'listen 127.0.0.1:__PORT2__;'] : [listen];
  const taken = servers.flatMap(({ names }) => names);
  const own = random.some(
    serverNames.filter((name) => !taken.includes(name)),
    3,
  );
  servers.push({ names: own, port, paths: ['/'] });
  const set = random.chance(0.3) ? [random.pick(['set $backend __BACKEND__;', 'set $backend 127.0.0.1:__BACKEND_PORT__;'])] : [];
  if (set.length > 0) world.hosts.push('backend');
  const early = random.chance(0.15)
    ? random.pick([[ifBlock(world)], [returnLine(world)], rewriteLines(world), [setLine(world)]])
    : [];
  const lines = [
    ...listens,
    ...(own.length > 0 ? [`server_name ${own.join(' ')};`] : []),
    ...(random.chance(0.1) ? ['merge_slashes off;'] : []),
    ...(random.chance(0.06) ? [random.pick(['underscores_in_headers on;', 'ignore_invalid_headers off;'])] : []),
    ...(port === 3 && random.chance(0.15)
      ? [`ssl_protocols ${random.pick(['TLSv1', 'TLSv1.1 TLSv1.2', 'TLSv1 TLSv1.1'])};`]
      : []),
    markLine(world),
    ...(index === 0 ? ['set $mode "";'] : random.chance(0.4) ? [setLine(world)] : []),
    ...(random.chance(0.4) ? ['root html;'] : []),
    ...set,
    ...(random.chance(0.4) ? headerLines(world, true).filter((line) => !line.startsWith('merge_slashes')) : []),
  ];
  const locations = locationBlocks(world);
  const page = random.chance(0.15) ? [errorPage(world)] : [];
  // The pages for errors are not for subrequests, which would send them to a backend of their own.
  const auth = [
    block('location = /auth/ok', ['internal;', 'return 204;']),
    block('location = /auth/no', ['error_page 451 /none;', 'return 401;']),
    block('location = /auth/set', ['internal;', 'set $flag seen;', 'set $mode "$uri";', 'return 204;']),
    block('location = /auth/nowhere', ['error_page 451 /none;', 'proxy_pass http://$arg_none;']),
    block('location = /auth/inner', [
      'internal;',
      'error_page 451 /none;',
      `proxy_pass http://${innerAddress};`,
      'proxy_set_header X-Original-URI $request_uri;',
    ]),
  ];
  return block('server', [...lines, ...early, ...page, ...locations, ...auth]);
}

const staticFiles = [
  'html/ws/index.html',
  'html/ws/chat',
  'html/file.txt',
  'html/api/ws',
  'html/live',
  'html/sub/ws',
  'html/sub/a/b',
];

const serverNames = [
  'app.example.com',
  'example.com',
  '*.example.com',
  'app.*',
  '.example.org',
  '*.example.org',
  'example.org',
  '.example.com',
  '"~^(?<sub>\\w+)\\.regex\\.test$"',
  '~^ws\\d+\\.',
  '_',
  '""',
  'APP.Example.NET',
  'localhost',
  '127.0.0.1',
];
