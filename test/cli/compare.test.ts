/** `check --compare`: what breaks when another nginx runs a configuration, in the first line, and what else changes. */
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { runCli } from '../support/cli.ts';
import { makeFolder } from '../support/folder.ts';
import { broken, connectionLine, connectionMap, mainFile, upgradeLine, working } from '../support/sites.ts';

const upgrading = mainFile(
  connectionMap,
  'upstream app { server 127.0.0.1:3000; }',
  ['server {', '    listen 8443 http2;', '    ssl off;', '    server_name example.com;', '    http2_push_preload on;'].join('\n'),
  ['    location /ws {', '        proxy_pass http://app;', `        ${upgradeLine}`, `        ${connectionLine}`].join('\n'),
  ['        proxy_read_timeout 1h;', '    }', '    location /api { proxy_pass http://app; }', '}'].join('\n'),
);
const http2On = mainFile('server {\n    http2 on;\n    location / { proxy_pass http://127.0.0.1:1; }\n}');

const folder = makeFolder({
  'upgrading.conf': upgrading,
  'http2.conf': http2On,
  'working.conf': working,
  'broken.conf': broken,
  'tree/nginx.conf': mainFile(connectionMap, 'include conf.d/*.conf;'),
  'tree/conf.d/a.conf': 'server {\n    ssl off;\n}\n',
  'tree/conf.d/b.conf': `server {\n    listen 81;\n    location /b { proxy_pass http://127.0.0.1:1; }\n}\n`,
});

const compare = (versions: string, ...args: readonly string[]) => runCli(['check', '--compare', versions, ...args], folder.path);

function firstLine(versions: string, ...args: readonly string[]): readonly [string, number | null, string] {
  const { stdout, status, stderr } = compare(versions, ...args);
  return [stdout.split('\n')[0] ?? '', status, stderr];
}

suite('what breaks, in the first line', () => {
  test('nginx does not start any more', () => {
    assert.deepEqual(firstLine('1.22.1,1.31.3', 'upgrading.conf'), [
      'Breaks from nginx 1.22.1 to nginx 1.31.3: nginx 1.31.3 does not start: unknown directive "ssl" in upgrading.conf:10.',
      1,
      '',
    ]);
  });

  test('the way back', () => {
    assert.deepEqual(firstLine('1.31.3,1.22.1', 'http2.conf'), [
      'Breaks from nginx 1.31.3 to nginx 1.22.1: nginx 1.22.1 does not start: unknown directive "http2" in http2.conf:4.',
      1,
      '',
    ]);
  });

  test('a handshake gets through less', () => {
    const [line, status] = firstLine('1.31.3,freenginx/1.29.7', 'upgrading.conf');
    assert.equal(
      line,
      'Breaks from nginx 1.31.3 to freenginx 1.29.7: a WebSocket to /ws (upgrading.conf:13) connects → depends.',
    );
    assert.equal(status, 1);
  });

  test('nothing', () => {
    assert.deepEqual(firstLine('1.28.0,1.31.3', 'working.conf'), [
      'Nothing breaks from nginx 1.28.0 to nginx 1.31.3, and nothing changes.',
      0,
      '',
    ]);
    assert.deepEqual(firstLine('1.22.1,1.31.3', 'http2.conf').slice(0, 2), [
      'Nothing breaks from nginx 1.22.1 to nginx 1.31.3, and nginx 1.31.3 starts where nginx 1.22.1 does not: unknown directive "http2" in http2.conf:4.',
      0,
    ]);
    assert.match(
      firstLine('openresty/1.25.3.1,openresty/1.27.1.2', 'upgrading.conf')[0],
      /, but neither starts: unknown directive "ssl" in /,
    );
  });

  test('of what is not here, in a file that was not named', () => {
    const [line, status] = firstLine('1.22.1,1.31.3', 'tree/conf.d/b.conf');
    assert.match(line, /does not start: unknown directive "ssl" in tree\/conf\.d\/a\.conf:2\.$/);
    assert.equal(status, 1);
  });
});

test('what else changes stands below it', () => {
  const { stdout } = compare('1.22.1,1.31.3', 'upgrading.conf');
  for (const part of [
    /^New with nginx 1\.31\.3:\n {2}upgrading\.conf:10: error: `ssl` was there until nginx 1\.25\.0, .* \[not-in-this-version\]$/m,
    /^ {2}upgrading\.conf:9: information: .* \[deprecated-listen-http2\]$/m,
    /^Gone with nginx 1\.31\.3:\n {2}upgrading\.conf:14: warning: .* \[missing-http-version\]$/m,
    /^ {2}\/ws \(upgrading\.conf:13\) depends → connects\. .* The backend receives HTTP\/1\.1 instead of HTTP\/1\.0\.$/m,
    /^ {2}HTTP\/1\.1 instead of HTTP\/1\.0, without `Connection: close`: \/api \(upgrading\.conf:19\)$/m,
    /^ {2}nginx 1\.25\.1 and newer: `http2_push_preload` is read with a warning and does nothing\. upgrading\.conf:12$/m,
    /^ {2}nginx 1\.29\.7 and newer: Where `keepalive` is not set, .* upgrading\.conf:7$/m,
  ])
    assert.match(stdout, part);
});

test('what is said of many places is said once', () => {
  const locations = Array.from(
    { length: 12 },
    (_, index) => `location /ws${index} { proxy_pass http://127.0.0.1:1; ${upgradeLine} ${connectionLine} }`,
  );
  folder.write('many.conf', mainFile(connectionMap, 'server {', ...locations, '}'));
  const { stdout } = compare('1.28.0,1.31.3', 'many.conf');
  assert.match(stdout, /^ {2}warning: .* \[missing-http-version\]: (?:many\.conf:\d+, ){10}and 2 more$/m);
  assert.match(stdout, /^ {2}(?:\/ws\d \(many\.conf:\d+\), ){10}and 2 more depends → connects\. /m);
});

test('a stated URL is one of the handshakes, and its location is not told twice', () => {
  const { stdout, status } = compare('1.31.3,1.28.0', '--expect', 'ws://example.com/ws', 'upgrading.conf');
  assert.match(stdout, /^ {2}ws:\/\/example\.com\/ws \(upgrading\.conf:13\) connects → depends\./m);
  assert.doesNotMatch(stdout, / {2}\/ws \(/);
  assert.equal(status, 1);
});

test('as JSON', () => {
  const { stdout, status } = compare('1.22.1,1.31.3', '--format', 'json', 'upgrading.conf', 'working.conf');
  const found = JSON.parse(stdout) as Record<string, unknown>;
  const file = folder.file('upgrading.conf');
  assert.deepEqual([status, found['version'], found['from'], found['to'], found['breaks']], [1, 1, '1.22.1', '1.31.3', true]);
  assert.deepEqual(found['mainFiles'], [
    { file, starts: { from: true, to: false } },
    { file: folder.file('working.conf'), starts: { from: true, to: true } },
  ]);
  const [refusal] = found['refusals'] as Record<string, unknown>[];
  assert.deepEqual(
    { ...refusal, explanation: undefined },
    {
      ...{ change: 'appears', file, line: 10, message: 'unknown directive "ssl"', rule: 'not-in-this-version' },
      explanation: undefined,
    },
  );
  const findings = found['findings'] as Record<string, unknown>[];
  assert.deepEqual(
    findings.map(({ change, line, rule }) => [change, line, rule]),
    [
      ['appears', 9, 'deprecated-listen-http2'],
      ['vanishes', 14, 'missing-http-version'],
    ],
  );
  const handshakes = found['handshakes'] as Record<string, unknown>[];
  assert.deepEqual(
    handshakes.map(({ url, stated, location, breaks, head }) => [url, stated, location, breaks, head]),
    [
      [
        'ws://example.com:8443/ws',
        false,
        { file, line: 13, path: '/ws' },
        false,
        { gone: ['HTTP/1.0'], come: ['HTTP/1.1'], moved: false },
      ],
      [
        'ws://example.com:8443/api',
        false,
        { file, line: 19, path: '/api' },
        false,
        { gone: ['HTTP/1.0', 'Connection: close'], come: ['HTTP/1.1'], moved: false },
      ],
    ],
  );
});

suite('usage', () => {
  const cases: readonly (readonly [string, readonly string[], RegExp])[] = [
    ['1.22.1', ['working.conf'], /--compare: 1\.22\.1 is not two versions such as/],
    ['1.22.1,', ['working.conf'], /is not two versions/],
    ['1.22.1,1.28.0,1.31.3', ['working.conf'], /is not two versions/],
    ['1.22.1,x', ['working.conf'], /--compare: x is no version such as/],
    ['apache/2,1.22.1', ['working.conf'], /--compare: apache\/2 is no version/],
    ['1.22,1.22.1', ['working.conf'], /--compare: both are nginx 1\.22\.1/],
    ['1.22.1,1.31.3', ['--fix', 'working.conf'], /leave out --fix/],
    ['1.22.1,1.31.3', ['--nginx-version', '1.28.0', 'working.conf'], /leave out --nginx-version/],
    ['1.22.1,1.31.3', ['--format', 'sarif', 'working.conf'], /--format: sarif is none of text, json/],
    ['1.22.1,1.31.3', ['nowhere.conf'], /nowhere\.conf: no such file/],
    ['1.22.1,1.31.3', [], /needs a file/],
  ];
  for (const [versions, args, complaint] of cases) {
    test(`--compare ${versions} ${args.join(' ')}`, () => {
      const { status, stdout, stderr } = compare(versions, ...args);
      assert.deepEqual([status, stdout], [2, '']);
      assert.match(stderr, complaint);
    });
  }

  test('one file that cannot be read does not hide what the others do', () => {
    const { status, stdout, stderr } = compare('1.22.1,1.31.3', 'nowhere.conf', 'upgrading.conf');
    assert.equal(status, 2);
    assert.match(stdout, /^Breaks /);
    assert.match(stderr, /nowhere\.conf: no such file/);
  });

  test('any text is compared', () => {
    for (const text of ['', '}', '{', 'http {', '\0', 'events {} http { server { location /ws { proxy_pass ', '"'.repeat(99)]) {
      folder.write('any.conf', text);
      assert.ok([0, 1].includes(compare('1.18.0,1.31.3', 'any.conf').status ?? 9), JSON.stringify(text));
    }
  });
});
