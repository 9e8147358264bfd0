/** What answers in a location: a proxied server in all its spellings, a return, rewrites before it, a file. */
import { shuffled } from './headers.ts';
import { comingBack, innerAddress } from './inner.ts';
import { block, currentPaths, type World } from './world.ts';

export interface Place {
  readonly regex: boolean;
  readonly named: boolean;
}

/** The lines of the rewrite phase and of the handler; one handler at most. */
export function handlerLines(world: World, place: Place): readonly string[] {
  const { random, upstreams } = world;
  const before = random.chance(0.3) ? rewriteLines(world) : [];
  const kind = random.int(30);
  const lines =
    kind < 18
      ? [`proxy_pass ${passUrl(world, place)};`]
      : kind < 21
        ? [returnLine(world), ...(random.chance(0.3) ? [`proxy_pass ${passUrl(world, place)};`] : [])]
        : kind < 22
          ? tryFiles(world)
          : kind < 23
            ? limitExcept(world)
            : kind < 24
              ? []
              : kind < 25
                ? aliased(world)
                : kind < 27
                  ? shuffled(world, [`proxy_pass ${passUrl(world, place)};`, random.pick(otherHandlers)])
                  : [`proxy_pass http://${random.pick([innerAddress, innerAddress, ...upstreams])};`, ...comingBack(world)];
  return shuffled(world, [...before, ...lines, ...access(world)]);
}

/** The one that stands last takes the place of the others. */
const otherHandlers = ['empty_gif;', 'fastcgi_pass __BACKEND2__;', 'fastcgi_pass $arg_x;', 'autoindex on;'];

/** Without a URI part where nginx forbids it. */
export function passUrl({ random, hosts, upstreams }: World, { regex, named }: Place, bare = false): string {
  const names = upstreams.map((name) => `http://${name}`);
  if (random.chance(0.25)) {
    const host = random.pick(['http://__BACKEND__', ...hosts.map((name) => `http://$${name}`), ...names]);
    const uri = random.pick(variableUris);
    const url = host.includes('$') || uri.includes('$') ? host + uri : host;
    return random.chance(0.5) ? url : `"${url}"`;
  }
  const host = random.pick([
    'http://__BACKEND__',
    'http://__BACKEND__',
    'http://__BACKEND__',
    'http://__BACKEND2__',
    'https://__TLS_BACKEND__',
    ...names,
  ]);
  if (regex || named || bare || random.chance(0.55)) return host;
  return host + random.pick(uris);
}

const uris = ['/', '/', '/ws', '/ws/', '/other/', '/a%20b/', '/x?y=1', '/é', '/deep/er'];

const variableUris = [
  '',
  '$request_uri',
  '$uri',
  '$uri$is_args$args',
  '/',
  '/fixed',
  '/fixed?y=$arg_x',
  '/$1',
  '/x/$1$is_args$args',
  '$document_uri',
  '/y$request_uri',
];

export function returnLine({ random, named }: World): string {
  return `return ${random.pick(['200 "ok"', '200', '204', '301 /ws', '301 /ws/', '302 https://$host$request_uri', '308 /api/ws?$args', 'https://app.example.com/', '403', '404', '410', '418', '426', '444', '500', '502', '503 busy', '403 $arg_x', '404 "$http_x_custom"', ...named.map(() => '418')])};`;
}

export function rewriteLines(world: World): readonly string[] {
  const { random } = world;
  const one = (): string => {
    const kind = random.int(10);
    if (kind < 4)
      return `rewrite ${random.pick(patterns)} ${random.pick(targets)}${random.pick(['', ' last', ' last', ' break', ' break', ' redirect', ' permanent'])};`;
    if (kind < 6) return setLine(world);
    if (kind < 9) return ifBlock(world);
    return 'break;';
  };
  return Array.from({ length: 1 + random.int(2) }, one);
}

const patterns = [
  '^/ws/(.*)$',
  '^/ws$',
  '^(.*)/$',
  '^/api/(\\w+)',
  '"^/(a|b|ws){1,2}/"',
  '(?i)/CHAT',
  '^',
  '/old',
  '^/(?<rest>.+)$',
  '\\.php$',
];
const targets = [
  '/$1',
  '/api/$1',
  '/ws/chat',
  '/api/ws?x=1',
  '/api/ws?',
  '/app$uri',
  '/ws',
  '/ws/$1?y=2',
  'http://other.example.com/$1',
  '/a%20b',
  '$uri',
  '/x/$1/$2',
];

export function setLine({ random, maps }: World): string {
  const value = random.pick([
    '""',
    'ws',
    'upgrade',
    '$http_upgrade',
    '$uri',
    '$host',
    '"$1"',
    '${arg_x}y',
    ...maps.map((name) => `$${name}`),
  ]);
  if (random.chance(0.06)) return random.pick(builtInSets);
  return `set $${random.pick(['mode', 'flag', 'dest', 'mode', 'flag', 'dest', 'args'])} ${value};`;
}

/** Variables of nginx's own families: set only where the line runs. */
const builtInSets = ['set $http_x_custom own;', 'set $arg_x "$arg_x$arg_x";', 'set $cookie_sid $uri;', 'set $limit_rate 100k;'];

/** `if` of the rewrite module alone; a handler inside is added where that is allowed. */
export function ifBlock(world: World, handler?: string): string {
  const { random } = world;
  const body =
    handler === undefined
      ? [
          random.pick([
            setLine(world),
            setLine(world),
            returnLine(world),
            'rewrite ^ /api/ws last;',
            'rewrite ^/ws(.*)$ /api$1 break;',
            'break;',
          ]),
        ]
      : [handler];
  return block(`if (${random.pick(conditions)})`, body);
}

const conditions = [
  '$http_upgrade',
  '$http_upgrade = websocket',
  '$http_upgrade = WebSocket',
  '$http_upgrade != websocket',
  '$http_upgrade ~* websocket',
  '$http_upgrade !~* websocket',
  '$http_connection ~* "upgrade"',
  '$http_connection = Upgrade',
  '$request_method = POST',
  '$request_method !~ ^(GET|HEAD)$',
  '$arg_x',
  '$arg_x = 1',
  '$host ~ ^(\\w+)\\.',
  '$host = app.example.com',
  '$uri ~ ^/ws(?<tail>.*)$',
  '$http_cookie ~* "sid=(\\w+)"',
  '$http_origin = ""',
  '$scheme = http',
  '$args ~ token=',
  '$mode',
  '$mode = ws',
  '$remote_addr = 127.0.0.1',
  '-f $request_filename',
  '!-f $request_filename',
  '-d $document_root/sub',
  '!-e $request_filename',
  '-e html$uri',
  '-d $arg_x',
  '$http_x_custom',
  '$cookie_sid = abc',
  '$is_args',
  '$request_uri ~ "^(/[^?]*)"',
];

/** The order of the last one matters: a URI, a named location or a code. */
function tryFiles(world: World): readonly string[] {
  const { random, named } = world;
  const last = random.pick(['=404', '=403', '/index.html', '/ws', '/api/ws?x=1', '$uri', ...named, ...named]);
  const first = random.pick([
    '$uri',
    '$uri $uri/',
    '$uri/ /file.txt',
    '/ws/',
    '/nothing',
    '/file.txt',
    '$uri.html',
    `"${random.pick(['/', ...currentPaths(world)])}"`,
  ]);
  return [`try_files ${first} ${last};`, ...(random.chance(0.5) ? ['proxy_pass http://__BACKEND__;'] : [])];
}

/** A folder in the place of the location's name. */
function aliased({ random }: World): readonly string[] {
  return [
    `alias html/${random.pick(['', 'sub/', 'ws', 'sub'])};`,
    ...(random.chance(0.6)
      ? [`try_files ${random.pick(['$uri', '$uri $uri/', '/ws', '$1'])} ${random.pick(['=404', '/file.txt', '/api/ws'])};`]
      : []),
  ];
}

function limitExcept(world: World): readonly string[] {
  const { random } = world;
  const body = random.pick([['deny all;'], ['allow 127.0.0.1;', 'deny all;'], [`proxy_pass http://__BACKEND2__;`]]);
  return [
    block(`limit_except ${random.pick(['GET', 'GET POST', 'POST', 'PUT DELETE'])}`, body),
    'proxy_pass http://__BACKEND__;',
  ];
}

function access({ random }: World): readonly string[] {
  if (!random.chance(0.1)) return [];
  return random.pick([
    ['deny all;'],
    ['allow 127.0.0.0/8;', 'deny all;'],
    ['deny 127.0.0.1;', 'allow all;'],
    ['satisfy any;', 'allow 127.0.0.1;', 'deny all;', 'auth_basic x;', 'auth_basic_user_file htpasswd;'],
    ['auth_basic "x";', 'auth_basic_user_file htpasswd;'],
    ['auth_request /auth/ok;'],
    ['auth_request /auth/no;'],
    ['auth_request /auth/inner;'],
    ['auth_request /auth/nowhere;'],
    ['auth_request "";', 'auth_request_set $flag x;'],
    ['auth_request /auth/set;', 'auth_request_set $dest "$status of $uri";'],
    ['set_real_ip_from localhost;', 'real_ip_header X-Real-IP;', 'deny 9.9.9.9;', 'deny ::1;'],
    ['auth_request /auth/set;', 'auth_request_set $args "set=$flag";', 'auth_request_set $dest $uri;'],
    ['auth_request /auth/set;', 'auth_request_set $flag "$mode$status";'],
    ['internal;'],
    ['satisfy any;', 'deny all;', 'auth_request /auth/ok;'],
    ['satisfy any;', 'deny all;', 'auth_request /auth/no;'],
    ['satisfy any;', 'allow 127.0.0.1;', 'deny all;', 'auth_request /auth/no;'],
    ['satisfy any;', 'auth_basic x;', 'auth_basic_user_file htpasswd;', 'auth_request /auth/no;'],
    ['deny 1.2.3.4;', 'allow 127.0.0.1;', 'deny all;'],
    ['default_type text/plain;'],
  ]);
}
