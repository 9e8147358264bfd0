/** Lines for a server that somebody includes: its other locations are not to be seen. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { buildConfig } from '../../server/src/config/build.ts';
import { browserRequest } from '../../server/src/handshake/request/request.ts';
import { simulate } from '../../server/src/handshake/simulate.ts';
import { newestStable } from '../../server/src/reference/version.ts';
import { testParser } from '../support/parser.ts';
import { memoryWorkspace } from '../support/workspace.ts';

const parser = await testParser();
const main = '/etc/nginx/snippets/app.conf';
const headers =
  'proxy_http_version 1.1;\nproxy_set_header Upgrade $http_upgrade;\nproxy_set_header Connection "upgrade";\nproxy_set_header Host $host;';
const location = `location /ws { proxy_pass http://127.0.0.1:3000; ${headers} }`;

const cases: Readonly<Record<string, readonly [text: string, verdict: string, reason: RegExp]>> = {
  'a location of it takes the URL': [location, 'connects', /complete/],
  'none of its locations takes the URL': [location.replace('/ws', '/live'), 'unknown', /the server that includes this/],
  'it has the lines of a location': [headers, 'unknown', /the server that includes this/],
  'its own location looks for a file': ['location / { root /srv/www; }', 'fails', /404/],
  'the server is here, and has no location for the URL': [
    `server { listen 80; ${location.replace('/ws', '/live')} }`,
    'fails',
    /404/,
  ],
};

for (const [name, [text, kind, reason]] of Object.entries(cases)) {
  test(name, () => {
    const workspace = memoryWorkspace(parser, new Map([[main, `${text}\n`]]));
    const connection = { port: 80, tls: false, remoteAddress: '10.0.0.1' };
    const { verdict } = simulate(buildConfig(workspace, main), browserRequest('chrome', 'ws://a/ws'), connection, {
      nginx: newestStable,
      workspace,
    });
    assert.equal(verdict.kind, kind, verdict.reason);
    assert.match(verdict.reason, reason);
  });
}
