/** What is worked out once for all locations with the same lines is what a handshake to each of them comes to. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createAnalyzer, defaultOptions } from '../../server/src/analysis/analyze.ts';
import { tryHandshake } from '../../server/src/handshake/attempt.ts';
import { targetsOf } from '../../server/src/handshake/routing/proxy-targets.ts';
import { simulateArrival } from '../../server/src/handshake/sample.ts';
import { surelyArrives } from '../../server/src/knowledge/websocket/arrives.ts';
import { isGood, outlookAt } from '../../server/src/analysis/outlook.ts';
import { shapeOf } from '../../server/src/handshake/shape.ts';
import { newestStable, type NginxVersion } from '../../server/src/reference/version.ts';
import { sampleOf } from '../support/kept/sample.ts';
import { testParser } from '../support/parser.ts';
import { memoryWorkspace } from '../support/workspace.ts';

const parser = await testParser();
const versions: readonly NginxVersion[] = [[1, 22, 1], newestStable, [1, 31, 4]];

/** Lines that may stand in a location, its server or around it. */
const lines = [
  'proxy_set_header Upgrade $http_upgrade;',
  'proxy_set_header Upgrade websocket;',
  'proxy_set_header Upgrade $by_host;',
  'proxy_set_header Connection $connection_upgrade;',
  'proxy_set_header Connection upgrade;',
  'proxy_set_header Connection $by_path;',
  'proxy_set_header Connection "";',
  'proxy_set_header Host $host;',
  'proxy_set_header Host $empty;',
  'proxy_set_header Host "";',
  'proxy_set_header Sec-WebSocket-Key $http_x_key;',
  'proxy_set_header X-Name $by_host-$1;',
  'proxy_set_header Content-Length $arg_length;',
  'proxy_http_version 1.1;',
  'proxy_http_version 1.0;',
  'proxy_hide_header Upgrade;',
  'proxy_cache zone;',
  'proxy_cache_bypass $http_upgrade;',
  'proxy_cache_bypass $by_path;',
  'proxy_read_timeout 0;',
  'proxy_method $by_host;',
  'add_header Upgrade $by_path always;',
  'limit_rate $by_path;',
  'set $empty websocket;',
  'include missing.conf;',
  'deny all;',
  'error_page 403 502 /a/ws;',
  'return 404;',
  'access_log off;',
  'client_max_body_size 1m;',
  'listen 81 ssl;',
  'listen 81 proxy_protocol;',
  'add_header X-Server one;',
  'auth_request /a;',
];

const maps = `map $http_upgrade $connection_upgrade { default upgrade; '' close; }
map $host $by_host { default websocket; ~^b(.*) $1; }
map $uri $by_path { default ''; ~^/a 1; }
map $http_nothing $empty { default ''; }`;

const paths = ['/', '/a/ws', '= /b', '~ ^/a/(.+)$', '@named', '^~ /c/'];
const passes = [
  'http://a.example',
  'https://b:8443/x',
  'http://$host',
  'http://b',
  'http://x.invalid',
  'nothing',
  'http://unix:/a',
];

/** Numbers from 0 up to `most`, the same for each seed. */
function numbers(seed: number): (most: number) => number {
  let state = seed;
  return (most) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return (state >>> 8) % most;
  };
}

function configOf(seed: number): string {
  const number = numbers(seed);
  const some = (most: number): string => Array.from({ length: number(most) }, () => lines[number(lines.length)]).join(' ');
  const location = (): string =>
    `location ${paths[number(paths.length)] ?? ''} { proxy_pass ${passes[number(passes.length)] ?? ''}; ${some(5)} }`;
  const server = (index: number): string =>
    `server { server_name ${'abc'.charAt(index)}.example; ${some(3)} ${Array.from({ length: 4 }, location).join('\n')} }`;
  return `http { ${maps}\nupstream b { server 10.0.0.1; }\n${number(4) === 0 ? some(2) : ''}\n${[0, 1, 2].map(server).join('\n')} }`;
}

/** Targets to which a handshake gets past nothing. */
let arrived = 0;

test('shapes tell what a handshake to each location tells', () => {
  let shared = 0;
  arrived = 0;
  for (let seed = 1; seed <= 250; seed++) shared += compare(new Map([['/nginx.conf', configOf(seed)]]), '/nginx.conf', seed);
  for (let seed = 1; seed <= 60; seed++) {
    const { files } = sampleOf(seed);
    shared += compare(new Map(Object.entries(files).map(([name, text]) => [`/${name}`, text])), '/one/nginx.conf', seed);
  }
  assert.ok(shared > 500, `${shared} targets have a shape`);
  assert.ok(arrived > 100, `${arrived} targets are surely arrived at`);
});

function compare(files: ReadonlyMap<string, string>, main: string, seed: number): number {
  let shared = 0;
  const nginx = versions[seed % versions.length] ?? newestStable;
  const { config, contextOf } = createAnalyzer([])(memoryWorkspace(parser, files), main, { ...defaultOptions, nginx });
  for (const server of config.http?.servers ?? []) {
    for (const target of targetsOf(server)) {
      const context = contextOf(server);
      const { upstream, verdict } = tryHandshake(target, context);
      const values = (name: string) => upstream.headers.filter((it) => it.name.toLowerCase() === name).map(({ value }) => value);
      const isHidden = (name: string) => values(name).some((value) => typeof value !== 'string');
      const expected = {
        verdict: verdict.kind,
        upgrade: values('upgrade').some((value) => isGood('Upgrade', value)),
        connection: values('connection').some((value) => isGood('Connection', value)),
        upgradeHidden: isHidden('upgrade'),
        connectionHidden: isHidden('connection'),
        version: upstream.httpVersion !== '1.0' && upstream.httpVersion !== '2',
      };
      if (shapeOf(target) !== undefined) shared++;
      if (surelyArrives(target, context)) {
        arrived++;
        const arrival = simulateArrival(target, context);
        assert.deepEqual([arrival?.verdict.kind, arrival?.location], [verdict.kind, target.location], `seed ${seed}`);
      }
      assert.deepEqual(
        outlookAt(target, context),
        expected,
        `seed ${seed}: location ${target.location.path}\n${[...files.values()].join('\n')}`,
      );
    }
  }
  return shared;
}
