/** Clients that come over HTTP/2 (`test/nginx/http2.test.ts` asks nginx the same). */
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { buildConfig } from '../../server/src/config/build.ts';
import type { Simulation } from '../../server/src/handshake/model.ts';
import { browserRequest } from '../../server/src/handshake/request/request.ts';
import { simulate } from '../../server/src/handshake/simulate.ts';
import { testParser } from '../support/parser.ts';
import { versionOf } from '../support/observed.ts';
import { memoryWorkspace } from '../support/workspace.ts';

const parser = await testParser();
const location =
  'location / { proxy_pass http://127.0.0.1:3000; proxy_http_version 1.1; proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection upgrade; proxy_set_header X-Protocol $server_protocol; }';

function asked(version: string, listen: string, client: 'chrome' | 'plain' = 'chrome', http2 = true): Simulation {
  const text = `events {}\nhttp { server { ${listen} ${location} } }`;
  const workspace = memoryWorkspace(parser, new Map([['/nginx.conf', text]]));
  const request = browserRequest(client, 'wss://a.test/');
  const connection = { port: 443, tls: true, http2, remoteAddress: '127.0.0.1' };
  return simulate(buildConfig(workspace, '/nginx.conf'), request, connection, { nginx: versionOf(version), workspace });
}

suite('over HTTP/2', () => {
  test('Upgrade and Connection are refused from 1.31.0 on', () => {
    for (const version of ['1.31.0', '1.31.5']) {
      const { verdict, upstream } = asked(version, 'listen 443 ssl; http2 on;');
      assert.deepEqual([verdict.kind, verdict.status, upstream], ['fails', 400, undefined], version);
      assert.match(verdict.reason, /over HTTP\/2/);
    }
  });

  test('no 101 reaches the client before', () => {
    const { verdict, head } = asked('1.30.4', 'listen 443 ssl; http2 on;');
    assert.deepEqual([verdict.kind, verdict.status], ['fails', undefined]);
    assert.match(verdict.reason, /there is no 101/);
    assert.match(head ?? '', /^X-Protocol: HTTP\/2\.0$/m);
    assert.equal(asked('1.22.1', 'listen 443 ssl http2;').verdict.kind, 'fails');
  });

  test('a client speaks HTTP/1.1 where the server offers no more, or where it wants to', () => {
    assert.equal(asked('1.31.5', 'listen 443 ssl;').verdict.kind, 'connects');
    assert.equal(asked('1.31.5', 'listen 443 ssl; http2 on;', 'chrome', false).verdict.kind, 'connects');
    // The directive came with 1.25.1.
    assert.equal(asked('1.22.1', 'listen 443 ssl; http2 on;').verdict.kind, 'connects');
  });
});
