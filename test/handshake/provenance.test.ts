/** Where each header comes from, and what became of those that are lost. */
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { buildConfig } from '../../server/src/config/build.ts';
import type { Anchor } from '../../server/src/config/model.ts';
import { isUnknown } from '../../server/src/handshake/values/exchange.ts';
import type { Origin, UpstreamRequest, Value, Verdict } from '../../server/src/handshake/model.ts';
import { browserRequest } from '../../server/src/handshake/request/request.ts';
import { targetsOf } from '../../server/src/handshake/routing/proxy-targets.ts';
import { upstreamRequest } from '../../server/src/handshake/upstream/upstream.ts';
import { judge } from '../../server/src/handshake/verdict/verdict.ts';
import { newestStable, parseVersion } from '../../server/src/reference/version.ts';
import { testParser } from '../support/parser.ts';
import { memoryWorkspace } from '../support/workspace.ts';

const parser = await testParser();

/** The first target of the first server of an http block. */
function first(text: string, version = '1.30.0', url = '/ws'): { readonly upstream: UpstreamRequest; readonly verdict: Verdict } {
  const workspace = memoryWorkspace(parser, new Map([['/nginx.conf', `events {}\nhttp {\n${text}\n}\n`]]));
  const http = buildConfig(workspace, '/nginx.conf').http;
  const target = http?.servers.flatMap(targetsOf)[0];
  assert.ok(http !== undefined && target !== undefined);
  const nginx = parseVersion(version) ?? newestStable;
  const situation = { environment: http.environment, nginx, connection: { port: 80, tls: false, remoteAddress: '127.0.0.1' } };
  const request = browserRequest('chrome', url);
  const upstream = upstreamRequest(target, request, situation);
  return { upstream, verdict: judge(target, upstream, request, situation) };
}

function show(value: Value): string {
  return isUnknown(value) ? '?' : value;
}

function words({ directive }: Anchor): string {
  return [directive.name, ...directive.args].map(({ raw }) => raw).join(' ');
}

function origin(from: Origin): string {
  return from.kind === 'set' ? words(from.at) : from.kind;
}

const pass = 'proxy_pass http://127.0.0.1:3000;';

suite('headers that are sent', () => {
  test('by lines, by nginx, by the client', () => {
    const { upstream } = first(`server { location / { ${pass} proxy_set_header X-A $host; } }`, '1.22.1');
    const shown = upstream.headers.slice(0, 4).map(({ name, value, from }) => [name, show(value), origin(from)]);
    assert.deepEqual(shown, [
      ['X-A', 'app.example.com', 'proxy_set_header X-A $host'],
      ['Host', '127.0.0.1:3000', 'default'],
      ['Connection', 'close', 'default'],
      ['Pragma', 'no-cache', 'client'],
    ]);
  });

  test('through maps and set', () => {
    const { upstream } = first(`
      map $http_upgrade $a { default upgrade; '' close; }
      server { location / { ${pass} set $b $a; proxy_set_header Connection $b; } }`);
    const connection = upstream.headers.find(({ name }) => name === 'Connection');
    assert.deepEqual(connection?.through.map(words), ['set $b $a', 'default upgrade']);
  });

  test('with the version where it is set', () => {
    const { upstream } = first(`proxy_http_version 1.0; server { location / { ${pass} } }`);
    assert.equal(upstream.httpVersion, '1.0');
    assert.equal(origin(upstream.httpVersionFrom), 'proxy_http_version 1.0');
    assert.equal(first(`server { location / { ${pass} } }`).upstream.httpVersion, '1.1');
    assert.equal(first(`server { location / { ${pass} } }`, '1.29.6').upstream.httpVersion, '1.0');
  });
});

suite('headers that are lost', () => {
  const lost = (text: string): readonly (readonly string[])[] =>
    first(text).upstream.dropped.map(({ name, because }) =>
      because.kind === 'default' ? [name, 'default'] : [name, because.kind, words(because.by)],
    );

  test('nginx never forwards them', () => {
    assert.deepEqual(lost(`server { location / { ${pass} } }`), [
      ['Host', 'default'],
      ['Connection', 'default'],
      ['Upgrade', 'default'],
    ]);
  });

  test('lines replace or empty them', () => {
    const lines =
      'proxy_set_header Host $host; proxy_set_header Connection close; proxy_set_header Upgrade ""; proxy_set_header Origin "";';
    assert.deepEqual(lost(`server { location / { ${pass} ${lines} } }`), [
      ['Connection', 'replaced', 'proxy_set_header Connection close'],
      ['Upgrade', 'emptied', 'proxy_set_header Upgrade ""'],
      ['Origin', 'emptied', 'proxy_set_header Origin ""'],
    ]);
  });

  test('a line of an inner level cuts off those outside', () => {
    const outer = 'proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection upgrade;';
    assert.deepEqual(lost(`server { ${outer} location / { ${pass} proxy_set_header Host $host; proxy_set_header X-A 1; } }`), [
      ['Connection', 'default'],
      ['Upgrade', 'default'],
      ['Upgrade', 'cut-off', 'proxy_set_header Host $host'],
      ['Connection', 'cut-off', 'proxy_set_header Host $host'],
    ]);
  });

  test('none of the client is passed', () => {
    const dropped = lost(`server { location / { ${pass} proxy_pass_request_headers off; } }`);
    assert.ok(dropped.some(([name, kind]) => name === 'Sec-WebSocket-Key' && kind === 'not-passed'));
  });
});

suite('the verdict of a target', () => {
  test('names the lines that decide', () => {
    const { verdict } = first(`
      map $http_upgrade $connection_upgrade { '' close; }
      server { location / { ${pass} proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection $connection_upgrade; } }`);
    assert.equal(verdict.kind, 'fails');
    assert.deepEqual(verdict.causes.map(words), ['proxy_set_header Connection $connection_upgrade']);
  });

  test('takes a target as reached: captures, set variables and rewrites count, returns do not', () => {
    const { upstream } = first(
      `server { set $x 127.0.0.1:3000; location ~ ^/(\\w+) { return 403; rewrite ^/(.*)$ /v1/$1 break; proxy_pass http://$x; proxy_set_header X-A $1; } }`,
    );
    assert.equal(show(upstream.uri), '/v1/ws');
    assert.equal(show(upstream.address), '127.0.0.1:3000');
  });

  test('of an if counts its own lines', () => {
    const { upstream } = first(`server { location / { if ($http_x) { set $y 2; ${pass} } proxy_set_header X-Y $y; } }`);
    assert.deepEqual(
      upstream.headers.filter(({ name }) => name === 'X-Y').map(({ value }) => show(value)),
      ['2'],
    );
  });
});

test('targets of nested locations, if and limit_except', () => {
  const text = `server { location /a { ${pass} limit_except GET { proxy_pass http://b; } if ($x) { proxy_pass http://c; } location /a/b { grpc_pass d; } location /a/c { root /x; } } }`;
  const workspace = memoryWorkspace(parser, new Map([['/nginx.conf', `http {\n${text}\n}`]]));
  const servers = buildConfig(workspace, '/nginx.conf').http?.servers ?? [];
  const found = servers.flatMap(targetsOf).map(({ kind, level, location }) => `${location.path} ${level.kind} ${kind}`);
  assert.deepEqual(found, ['/a location proxy', '/a if proxy', '/a limit_except proxy', '/a/b location grpc']);
});
