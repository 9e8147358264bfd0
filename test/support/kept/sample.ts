/** Workspaces to begin with, and random series of steps in them. */
import { fc } from '../dice.ts';
import { broken, connectionLine, connectionMap, mainFile, upgradeLine, websocketServer, working } from '../sites.ts';
import type { Step } from './steps.ts';

/** What each file may hold: a usual tree of includes, and a second folder that takes a file of the first. */
const pool: Readonly<Record<string, readonly string[]>> = {
  'one/nginx.conf': [
    mainFile('include conf.d/*.conf;', 'include sites-enabled/*;', 'upstream app { server 127.0.0.1:3000; }'),
    mainFile(
      'map $http_upgrade $connection_upgrade { include values.conf; }',
      websocketServer('include snippets/ws.conf;'),
      'include conf.d/*.conf;',
    ),
    mainFile(connectionMap, upgradeLine, connectionLine, 'include conf.d/app.conf;', 'include snippets/live.conf;'),
  ],
  'one/conf.d/map.conf': [connectionMap, 'map $http_upgrade $connection_upgrade {\n    include values.conf;\n}\n', '# none\n'],
  'one/conf.d/app.conf': [
    `${websocketServer('include snippets/ws.conf;', 'proxy_read_timeout 1h;')}\n`,
    `${websocketServer(upgradeLine, connectionLine, 'include snippets/ws.inc;')}\n`,
    'server {\n    include snippets/ws.conf;\n    location /chat {\n        proxy_pass http://app;\n    }\n}\n',
    'server {\n    include snippets/live.conf;\n    set $backend app;\n    location /ws { proxy_pass http://$backend; }\n}\n',
  ],
  'one/conf.d/late.conf': [
    'upstream app {\n    server 127.0.0.1:3000;\n    keepalive 8;\n}\n',
    'server {\n    listen 81;\n    set $connection_upgrade upgrade;\n}\n',
    connectionMap,
  ],
  'one/values.conf': ['default close;\n', 'default upgrade;\n', '', "'' close;\ndefault upgrade;\n"],
  'one/snippets/ws.conf': [`${upgradeLine}\n${connectionLine}\n`, `${upgradeLine}\n`, '', '# nothing\n'],
  'one/snippets/ws.inc': ['proxy_http_version 1.1;\n', `${connectionLine}\n`, ''],
  'one/snippets/live.conf': [
    'location /live {\n    proxy_pass http://app;\n    include snippets/ws.conf;\n}\n',
    'location /live {\n    # nginx-handshake: websocket\n    proxy_pass http://127.0.0.1:4000;\n}\n',
  ],
  'one/sites-enabled/a.conf': [`${websocketServer('include snippets/ws.inc;', 'proxy_http_version 1.1;')}\n`, '# off\n'],
  'one/sites-available/b.conf': ['server {\n    include snippets/live.conf;\n}\n'],
  'one/start.conf': [mainFile('include conf.d/*.conf;'), '# nothing yet\n', 'stream {\n}\n'],
  'nginx.conf': [mainFile('include one/conf.d/*.conf;', 'include two/app.conf;'), '# nothing\n'],
  'two/nginx.conf': [mainFile(connectionMap, 'include app.conf;', 'include ../one/snippets/live.conf;')],
  'two/app.conf': [`${websocketServer(upgradeLine, connectionLine)}\n`, `${websocketServer('include shared.inc;')}\n`],
  'two/shared.inc': [`${upgradeLine}\n${connectionLine}\n`, ''],
};

const names = Object.keys(pool);

/** What any file may hold. */
const texts = [
  working,
  broken,
  '',
  '# nothing but a comment\n',
  '# nginx-handshake: context http\nproxy_http_version 1.1;\n',
  'http {\n    include snippets/*.conf;\n}\n',
];

/** What people type, one after the other. */
const pieces = ['', ' ', '\n', ';', '{', '}', '"', "'", '#', '$', '”', '1', 'x', 'close', '\\', '/', '\r\n', 'é', '{{ x }}'];

/** Whole lines. */
const lines = [
  '# nginx-handshake: websocket',
  '# nginx-handshake: websocket ws://localhost/ws',
  '# nginx-handshake: websocket ws://localhost:81/live',
  '# nginx-handshake: ignore missing-upgrade-header',
  '# nginx-handshake: ignore missing-websocket-headers, short-websocket-timeout -- known',
  '# nginx-handshake: context http',
  '# nginx-handshake: context location',
  '# the live socket.io endpoint',
  upgradeLine,
  connectionLine,
  'proxy_set_header Connection close;',
  'proxy_set_header Upgrade "";',
  'proxy_http_version 1.1;',
  'include snippets/ws.conf;',
  'include snippets/ws.inc;',
  'include conf.d/*.conf;',
  'include /etc/nginx/snippets/ws.conf;',
  'include maps.inc;',
  'set $connection_upgrade close;',
  'set $backend http://app;',
  'map $http_upgrade $connection_upgrade { default upgrade; }',
  'upstream app { server 127.0.0.1:3000; }',
  'location /live { proxy_pass http://app; }',
  'location /ws { proxy_pass $backend; }',
  'server { listen 81; location /ws { proxy_pass http://app; } }',
  'http {',
  'events {}',
  'server {',
  '}',
  '',
];

const replacements: readonly (readonly [from: string, to: string])[] = [
  ['    location', '    # nginx-handshake: websocket\n    location'],
  ['location /ws', 'location /chat'],
  ['location /ws', 'location = /ws'],
  ['/chat', '/live'],
  ['$connection_upgrade', 'upgrade'],
  ['$connection_upgrade', '$missing'],
  ['default upgrade', 'default close'],
  ['default close', 'default upgrade'],
  ['127.0.0.1:3000', 'app'],
  ['http://app', 'https://app'],
  ['ws.conf', 'ws.inc'],
  ['ws.inc', 'ws.conf'],
  ['http {', 'stream {'],
  ['stream {', 'http {'],
  ['include', 'includ'],
  ['include ', '# include '],
  ['# include ', 'include '],
  [';', ''],
  ['}', ''],
  ['1h', '30s'],
  ['map ', 'geo '],
];

const settings: readonly Readonly<Record<string, unknown>>[] = [
  {},
  { nginxVersion: '1.22.1' },
  { nginxVersion: '1.29.8' },
  { rules: { 'missing-upgrade-header': 'off', 'unknown-variable': 'hint' } },
  { websocketUrls: ['^/live', '^/chat'] },
  { websocketUrls: ['ws://localhost/ws', 'wss://localhost/live', 'ws://localhost:81/ws'] },
  { includeMap: { '/etc/nginx': '.' } },
  { mainFile: 'other.conf' },
  { mainFile: 'nginx.conf' },
  { codeLens: 'off', inlayHints: false },
];

const folder = fc.constantFrom('one', 'two');

/** A step in some of the files, so that steps have to do with each other. */
function stepIn(some: readonly string[]): fc.Arbitrary<Step> {
  const file = fc.constantFrom(...some);
  const write = file.chain((name) =>
    fc.record({
      do: fc.constant('write' as const),
      file: fc.constant(name),
      text: fc.oneof({ weight: 5, arbitrary: fc.constantFrom(...(pool[name] ?? [''])) }, fc.constantFrom(...texts)),
    }),
  );
  const type = fc.record({
    do: fc.constant('type' as const),
    file,
    at: fc.nat(600),
    remove: fc.constantFrom(0, 0, 0, 1, 2, 30),
    text: fc.constantFrom(...pieces),
  });
  const line = fc.record({
    do: fc.constant('lines' as const),
    file,
    line: fc.nat(20),
    remove: fc.constantFrom(0, 0, 0, 0, 1, 1, 3),
    text: fc.constantFrom(...lines),
  });
  const replace = file.chain((name) =>
    fc.constantFrom(...replacementsIn(name)).map(([from, to]): Step => ({ do: 'replace', file: name, from, to })),
  );
  const rare = fc.constantFrom<Step>(
    { do: 'link', file: 'one/sites-enabled/b', to: '../sites-available/b.conf' },
    { do: 'link', file: 'one/conf.d/linked.conf', to: '../snippets/live.conf' },
    { do: 'delete', file: 'one/sites-enabled/b' },
    { do: 'folders', names: ['one'] },
    { do: 'folders', names: ['one', 'two'] },
  );
  return fc.oneof(
    { weight: 3, arbitrary: type },
    { weight: 10, arbitrary: line },
    { weight: 14, arbitrary: replace },
    { weight: 12, arbitrary: write },
    { weight: 6, arbitrary: fc.record({ do: fc.constant('delete' as const), file }) },
    { weight: 5, arbitrary: fc.record({ do: fc.constantFrom('open' as const, 'close' as const, 'save' as const), file }) },
    { weight: 2, arbitrary: fc.record({ do: fc.constant('rename' as const), file, to: fc.constantFrom(...names) }) },
    { weight: 2, arbitrary: fc.record({ do: fc.constant('settings' as const), folder, value: fc.constantFrom(...settings) }) },
    { weight: 2, arbitrary: rare },
  );
}

/** Those that may find something there. */
function replacementsIn(name: string): typeof replacements {
  const held = [...(pool[name] ?? []), ...lines];
  return replacements.filter(([from]) => held.some((text) => text.includes(from)));
}

export interface Sample {
  readonly files: Readonly<Record<string, string>>;
  readonly steps: readonly Step[];
}

/** Shown from the beginning, if they are there: what is said of them depends on all others. */
const shown = ['one/conf.d/app.conf', 'one/snippets/live.conf', 'one/nginx.conf', 'two/app.conf'];

/** They are read together, whatever main file there is. */
const near = names.filter((name) => name.startsWith('one/') && !name.includes('sites'));

const begin = fc.record({
  held: fc.tuple(
    ...names.map((name) => fc.option(fc.constantFrom(...(pool[name] ?? [''])), { freq: shown.includes(name) ? 20 : 3 })),
  ),
  some: fc
    .tuple(fc.constantFrom(...shown), fc.subarray(near, { minLength: 2, maxLength: 3 }), fc.subarray(names, { maxLength: 1 }))
    .map((it) => it.flat()),
  opened: fc.subarray(shown, { minLength: 2 }),
});

const sample = begin.chain(({ held, some, opened }) =>
  fc.array(fc.array(stepIn(some), { minLength: 1, maxLength: 3 }), { minLength: 6, maxLength: 9 }).map((rounds): Sample => ({
    files: Object.fromEntries(names.flatMap((name, index) => (typeof held[index] === 'string' ? [[name, held[index]]] : []))),
    steps: [
      ...opened.map((file): Step => ({ do: 'open', file })),
      { do: 'ask' },
      ...rounds.flatMap((round): Step[] => [...round, { do: 'ask' }]),
    ],
  })),
);

/** The server is asked after every few steps, and at the end. */
export function sampleOf(seed: number): Sample {
  const [first] = fc.sample(sample, { seed, numRuns: 1 });
  return first ?? { files: {}, steps: [] };
}
