/** The simulation takes anything: broken configurations, hostile requests. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { buildConfig } from '../../server/src/config/build.ts';
import { browserRequest, parseRequest } from '../../server/src/handshake/request/request.ts';
import { simulate } from '../../server/src/handshake/simulate.ts';
import { newestStable } from '../../server/src/reference/version.ts';
import { fc } from '../support/dice.ts';
import { testParser } from '../support/parser.ts';
import { memoryWorkspace } from '../support/workspace.ts';

const parser = await testParser();

/** Pieces of configurations, put together without regard to what belongs where. */
const pieces = [
  'server {', 'location /ws {', 'location ~ ^/(a|b {', 'location ~ ^/(\\w+)$ {', 'location @x {', 'location {', 'location = /ws/ {',
  'if ($http_upgrade) {', 'if ($a ~ (', 'if (', 'if ($x = ) {', 'limit_except GET {', 'map $a $b {', 'map $b $a {', 'upstream u {', 'geo $g {', '}',
  '}', '}', 'proxy_pass http://u;', 'proxy_pass http://$b/$1;', 'proxy_pass;', 'proxy_pass ://;', 'proxy_set_header Upgrade $http_upgrade;',
  'proxy_set_header Connection;', 'proxy_set_header $a $b;', 'rewrite ^/(.*)$ /x/$1 last;', 'rewrite ^ /ws last;', 'rewrite ( ;', 'return;',
  'return 444;', 'return 301 /x;', 'set $a $b;', 'set $b $a;', 'set a;', 'try_files $uri @x;', 'try_files;', 'error_page 404 = @x;', 'error_page;',
  'error_page 500 /ws;', 'default $a;', '~^w $b;', '~( x;', "'' close;", 'server 127.0.0.1:80;', 'listen 80;', 'listen;', 'listen unix:;',
  'server_name ~^(;', 'server_name *. .x;', 'auth_request /ws;', 'deny;', 'allow 10.0.0.0/99;', 'root;', 'alias $a;', 'index;', 'include x;', '"', '# x\n',
  '${', '{{ x }}', 'proxy_cache z;', 'add_header Upgrade;', 'proxy_buffer_size x;', 'limit_rate $a;', 'valid_referers ~(;',
]; // prettier-ignore

const configurations = fc
  .array(fc.constantFrom(...pieces), { maxLength: 40 })
  .map((parts) => `events {}\nhttp {\n${parts.join('\n')}\n}\n`);
const targets = fc.oneof(fc.constantFrom('/ws', '/ws/', '/a%', '//', '/%00', '*', 'http://', '/\u{d800}', '/é'), fc.string());

test('on any configuration and target', () => {
  fc.assert(
    fc.property(configurations, targets, (text, target) => {
      const workspace = memoryWorkspace(parser, new Map([['/nginx.conf', text]]));
      const config = buildConfig(workspace, '/nginx.conf');
      const request = { ...browserRequest('chrome', '/'), target };
      const { verdict } = simulate(
        config,
        request,
        { port: 80, tls: false, remoteAddress: 'x' },
        { nginx: newestStable, workspace },
      );
      assert.ok(verdict.reason.endsWith('.'), verdict.reason);
    }),
    { numRuns: 400 },
  );
});

test('on any text of a request', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      parseRequest(text);
      parseRequest(`GET ${text} HTTP/1.1\r\n${text}`);
    }),
  );
});
