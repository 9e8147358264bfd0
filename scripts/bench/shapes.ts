/** Configurations that are large in one way each. */
import { inHttp, type Shape } from './shape.ts';

const connectionMap = ['map $http_upgrade $connection_upgrade {', '    default upgrade;', "    ''      close;", '}'];

const headers = [
  'proxy_http_version 1.1;',
  'proxy_set_header Host $host;',
  'proxy_set_header X-Real-IP $remote_addr;',
  'proxy_set_header Upgrade $http_upgrade;',
  'proxy_set_header Connection $connection_upgrade;',
];

/** One server with so many locations, all of them right. */
export function locations(count: number): Shape {
  return oneServer(
    numbers(count).flatMap((index) => [
      `location /service${String(index)}/ {`,
      `    proxy_pass http://127.0.0.1:${String(3000 + index)};`,
      ...headers.map((line) => `    ${line}`),
      '    proxy_read_timeout 1h;',
      '}',
    ]),
    'proxy_read_timeout 1h',
  );
}

/** One server with so many locations that are meant for WebSockets and do not forward them. */
export function broken(count: number): Shape {
  return oneServer(
    numbers(count).flatMap((index) => [
      `location /ws/room${String(index)} {`,
      `    proxy_pass http://127.0.0.1:${String(3000 + index)};`,
      '    proxy_connect_timeout 5s;',
      '}',
    ]),
    'proxy_connect_timeout 5s',
  );
}

/** So many sites in one file, each with a location that forwards the handshake wrongly. */
export function wrongSites(count: number): Shape {
  const sites = numbers(count).flatMap((index) => wrongSite(index, 1));
  return { files: new Map([['nginx.conf', inHttp([...connectionMap, ...sites])]]), typedIn: 'nginx.conf', typed: hour };
}

/** So many files: the main file, twelve of `conf.d`, six snippets, and the sites, which include four of them each. */
export function tree(files: number): Shape {
  const sites = numbers(files - 19).map((index): [string, string] => [
    siteName(index),
    block('server', [
      'listen 80;',
      `server_name site${String(index)}.example.com;`,
      'include snippets/log.conf;',
      block('location /', [`proxy_pass http://127.0.0.1:${String(4000 + index)};`, 'include snippets/proxy.conf;']),
      block('location /ws', [
        `proxy_pass http://127.0.0.1:${String(4000 + index)};`,
        'include snippets/proxy.conf;',
        'include snippets/websocket.conf;',
        'proxy_send_timeout 1h;',
      ]),
      'include snippets/assets.conf;',
    ]),
  ]);
  return { files: new Map([...around, ...sites]), typedIn: siteName(30), typed: 'proxy_send_timeout 1h' };
}

/** The same tree; each site has two locations with a fixable mistake. */
export function wrongTree(files: number): Shape {
  const sites = numbers(files - 19).map((index): [string, string] => [siteName(index), `${wrongSite(index, 2).join('\n')}\n`]);
  return { files: new Map([...around, ...sites]), typedIn: siteName(30), typed: hour };
}

/** So many main files, each in a folder of its own, which share snippets. */
export function mains(count: number): Shape {
  const files = numbers(count).map((index): [string, string] => [
    `hosts/${String(index).padStart(3, '0')}/nginx.conf`,
    inHttp([
      'include ../../snippets/maps.conf;',
      block('server', [
        `listen ${String(8000 + index)};`,
        block('location /ws', [
          `proxy_pass http://127.0.0.1:${String(5000 + index)};`,
          'include ../../snippets/proxy.conf;',
          'include ../../snippets/websocket.conf;',
          'proxy_send_timeout 1h;',
        ]),
      ]),
    ]),
  ]);
  const shared = snippets.filter(([name]) => name !== 'nginx.conf');
  return {
    files: new Map([['snippets/maps.conf', lines(connectionMap)], ...shared, ...files]),
    typedIn: `hosts/${String(count >> 1).padStart(3, '0')}/nginx.conf`,
    typed: 'proxy_send_timeout 1h',
  };
}

/** A `geo` of so many ranges in an included file. */
export function geo(ranges: number, plain = false): Shape {
  const countries = ['DE', 'FR', 'CH', 'AT', 'IT', 'PL', 'CZ', 'DK'];
  const range = (index: number): string =>
    `${[1 + (index >> 16), (index >> 8) & 255, index & 255].join('.')}.0/24 ${countries[index % countries.length] ?? ''};`;
  const main = inHttp(
    [
      ...connectionMap,
      'geo $country {',
      '    default ZZ;',
      '    include geo.conf;',
      '}',
      block('server', [
        'listen 8080;',
        block('location /ws', [
          'proxy_pass http://127.0.0.1:3000;',
          'proxy_set_header X-Country $country;',
          ...headers.filter((line) => line !== host),
          'proxy_set_header Host $http_host;',
          'proxy_read_timeout 1h;',
        ]),
      ]),
    ],
    plain,
  );
  const files = new Map([
    ['nginx.conf', main],
    ['geo.conf', lines(numbers(ranges).map(range))],
  ]);
  return { files, typedIn: 'nginx.conf', typed: hour };
}

/** The same files, another one of them open. */
export function typingIn(shape: Shape, typedIn: string, typed: string): Shape {
  return { ...shape, typedIn, typed };
}

const hour = 'proxy_read_timeout 1h';

function oneServer(body: readonly string[], typed: string): Shape {
  const main = inHttp([...connectionMap, block('server', ['listen 80;', ...body])]);
  return { files: new Map([['nginx.conf', main]]), typedIn: 'nginx.conf', typed };
}

function wrongSite(index: number, mistakes: number): readonly string[] {
  const location = (number: number): string =>
    block(`location /ws/${String(number)}`, [
      `proxy_pass http://127.0.0.1:${String(4000 + index)};`,
      'proxy_http_version 1.1;',
      ...(wrongHeaders[(index + number) % wrongHeaders.length] ?? []),
      'proxy_read_timeout 1h;',
    ]);
  const site = block('server', [
    'listen 80;',
    `server_name site${String(index)}.example.com;`,
    'proxy_set_header Upgrade $http_upgrade;',
    'proxy_set_header Connection $connection_upgrade;',
    block('location /', ['root /srv/site;']),
    ...numbers(mistakes).map(location),
  ]);
  return site.split('\n');
}

const [host = '', upgrade = '', connection = ''] = [headers[1], headers[3], headers[4]];

/** Closed, not upgraded, cut off from the lines of the server. */
const wrongHeaders = [[host, upgrade, 'proxy_set_header Connection close;'], [host, connection], [host]];

const snippets: readonly (readonly [string, string])[] = [
  ['snippets/proxy.conf', lines(headers.slice(0, 3))],
  ['snippets/websocket.conf', lines([...headers.slice(3), 'proxy_read_timeout 1h;'])],
  ['snippets/log.conf', lines(['access_log /var/log/nginx/sites.log;'])],
  ['snippets/assets.conf', lines([block('location /assets/', ['root /srv/assets;', 'expires 7d;'])])],
  ['snippets/security.conf', lines(['add_header X-Content-Type-Options nosniff;'])],
  ['snippets/gzip.conf', lines(['gzip on;', 'gzip_min_length 1k;'])],
];

const around: readonly (readonly [string, string])[] = [
  ['nginx.conf', inHttp(['include conf.d/*.conf;', 'include sites-enabled/*.conf;'])],
  ['conf.d/00-maps.conf', lines(connectionMap)],
  ['conf.d/01-gzip.conf', lines(['include snippets/gzip.conf;', 'include snippets/security.conf;'])],
  ...numbers(10).map((index): [string, string] => [
    `conf.d/1${String(index)}-upstream.conf`,
    lines([block(`upstream pool${String(index)}`, [`server 10.0.0.${String(index)}:80;`, 'keepalive 16;'])]),
  ]),
  ...snippets,
];

function siteName(index: number): string {
  return `sites-enabled/${String(index).padStart(3, '0')}.conf`;
}

function block(head: string, body: readonly string[]): string {
  return [`${head} {`, ...body.flatMap((part) => part.split('\n')).map((line) => `    ${line}`), '}'].join('\n');
}

function lines(of: readonly string[]): string {
  return `${of.join('\n')}\n`;
}

function numbers(count: number): readonly number[] {
  return Array.from({ length: count }, (_, index) => index);
}
