/** Lines that decide what the backend receives: proxy_set_header and its kin, right, half right, cut off, wrong. */
import type { World } from './world.ts';

/** At most one line per scalar directive. `outer`: at http or server level, for inner levels to inherit or to lose. */
export function headerLines(world: World, outer: boolean): readonly string[] {
  const { random } = world;
  const kind = random.int(10);
  const pair = [`proxy_set_header ${upgrade(world)};`, `proxy_set_header ${connection(world)};`];
  const lines =
    kind < (outer ? 5 : 3)
      ? []
      : kind < 6
        ? pair
        : kind < 7
          ? [random.pick(pair)]
          : kind < 8
            ? [...pair, ...other(world)]
            : other(world);
  const version = random.chance(outer ? 0.2 : 0.45)
    ? [`proxy_http_version ${random.pick(['1.1', '1.1', '1.1', '"1.1"', '1.0'])};`]
    : [];
  const include = !outer && random.chance(0.1) ? [includeSnippet(world, pair)] : [];
  const scalars = random.chance(0.12) ? [random.pick(scalarLines)] : [];
  return shuffled(world, [...lines, ...version, ...include, ...scalars]);
}

const scalarLines = [
  'proxy_pass_request_headers off;',
  'proxy_pass_request_body off;',
  'proxy_method POST;',
  'proxy_method $request_method;',
  'proxy_method $arg_x;',
  'ssi on;',
  'limit_rate 100k;',
  'proxy_limit_rate 1;',
  'proxy_set_body "x=$arg_x";',
  'proxy_hide_header Upgrade;',
  'proxy_hide_header Sec-WebSocket-Accept;',
  'proxy_hide_header Connection;',
  'proxy_pass_header Upgrade;',
  'proxy_ignore_headers X-Accel-Redirect Vary;',
  'proxy_pass_header Server;',
  'proxy_buffering off;',
  'proxy_read_timeout 3600s;',
  'proxy_redirect off;',
  'proxy_intercept_errors on;',
  'proxy_cache_bypass $http_upgrade;',
];

function upgrade({ random, maps }: World): string {
  return random.pick([
    ...Array.from({ length: 8 }, () => 'Upgrade $http_upgrade'),
    'Upgrade "$http_upgrade"',
    'Upgrade ${http_upgrade}',
    'upgrade $HTTP_Upgrade',
    'Upgrade websocket',
    "Upgrade ''",
    'Upgrade $http_upgarde',
    'Upgrade http_upgrade',
    'Upgrade “$http_upgrade”',
    ...maps.map((name) => `Upgrade $${name}`),
  ]);
}

function connection({ random, maps }: World): string {
  return random.pick([
    ...Array.from({ length: 3 }, () => 'Connection "upgrade"'),
    'Connection Upgrade',
    "Connection 'Upgrade'",
    'Connection $http_connection',
    'Connection "keep-alive, Upgrade"',
    'Connection keep-alive',
    'Connection ""',
    'Connection close',
    'CONNECTION upgrade',
    'Connection $http_upgrade',
    'Connection “upgrade”',
    'Connection upgrade#',
    ...maps.flatMap((name) => [`Connection $${name}`, `Connection "\${${name}}"`]),
  ]);
}

const values = [
  '$host',
  '$http_host',
  '$proxy_host',
  '$proxy_host:$proxy_port',
  '$server_name',
  '$server_port',
  '$server_addr',
  '$scheme',
  '$https',
  '$remote_addr',
  '$remote_user',
  '$uri',
  '${uri}x',
  '$document_uri',
  '$request_uri',
  '$request',
  '$args',
  '$query_string',
  '$is_args$args',
  '$arg_x',
  '$arg_X',
  '$arg_token',
  '$cookie_sid',
  '$http_cookie',
  '$http_origin',
  '$http_x_custom',
  '$http_auth_token',
  '$http_user_agent',
  '$http_sec_websocket_key',
  '$request_method',
  '$server_protocol',
  '$proxy_add_x_forwarded_for',
  '$content_length',
  '"$scheme://$host$request_uri"',
  '"a $uri b"',
  "'$1-$2'",
  '$1',
  '"a;b"',
  '"tab\\tnew"',
  'back\\slash',
];

function other(world: World): readonly string[] {
  const { random, maps, captures } = world;
  const host = random.chance(0.6)
    ? [
        `proxy_set_header Host ${random.pick(['$host', '$host', '$http_host', '$http_host', '$proxy_host', 'app.internal', '""', '$host:$server_port'])};`,
      ]
    : [];
  const names = [
    'X-Real-IP',
    'X-Forwarded-For',
    'X-Forwarded-Proto',
    'X-A',
    'X-B',
    'x-a',
    'Origin',
    'Cookie',
    'X-Custom',
    'Accept-Encoding',
    'Referer',
  ];
  const all = [...values.filter((value) => !captures || !/\$\d/.test(value)), ...maps.map((name) => `$${name}`), '""'];
  const extra = Array.from({ length: random.int(4) }, () => `proxy_set_header ${random.pick(names)} ${random.pick(all)};`);
  const rare = random.chance(0.08)
    ? [
        `proxy_set_header ${random.pick(['Sec-WebSocket-Key ""', 'Sec-WebSocket-Extensions ""', 'Content-Length 0', 'Transfer-Encoding ""', 'Keep-Alive x', 'TE trailers', 'Expect ""', 'Upgrade: $http_upgrade', 'Sec-WebSocket-Version 13'])};`,
      ]
    : [];
  return [...host, ...extra, ...rare];
}

/** A file of headers beside the main one, as distributions and images bring them. */
function includeSnippet(world: World, pair: readonly string[]): string {
  const name = `snippets/${world.random.pick(['websocket', 'proxy_params', 'headers'])}${world.random.int(3)}.conf`;
  if (!world.files.has(name)) {
    const lines = world.random.chance(0.5) ? pair : other(world);
    world.files.set(name, [...lines, ''].join('\n'));
  }
  return `include ${world.random.chance(0.8) ? name : name.replace(/\d\.conf/, '*.conf')};`;
}

export function shuffled<T>({ random }: World, items: readonly T[]): readonly T[] {
  const left = [...items];
  return items.map(() => left.splice(random.int(left.length), 1)[0] as T);
}
