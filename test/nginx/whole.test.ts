/** “Make this a WebSocket location” and “Forward WebSockets here” on a real nginx, in front of a backend as strict as any. */
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { suite, test } from 'node:test';
import { createAnalyzer, defaultOptions } from '../../server/src/analysis/analyze.ts';
import { applyEdits } from '../../server/src/analysis/edits.ts';
import { checkedFixes } from '../../server/src/analysis/gate.ts';
import { forwardHere } from '../../server/src/features/forward-here.ts';
import { rules } from '../../server/src/rules/index.ts';
import { startEchoBackend } from '../support/backends.ts';
import { behindNginx, handshakeBehindNginx } from '../support/behind-nginx.ts';
import { nginxForTests } from '../support/nginx.ts';
import { requestHead, sendRaw } from '../support/nginx-client.ts';
import { testParser } from '../support/parser.ts';
import { memoryWorkspace } from '../support/workspace.ts';
import { versionOf } from '../support/observed.ts';

const parser = await testParser();
const path = '/etc/nginx/nginx.conf';

const around = (location: string, beside = ''): string =>
  `events {}\nhttp {\n    server {\n        listen 8080;\n        ${beside}\n        ${location}\n    }\n}\n`;

/** What is wrong in words, and a configuration with a location `/ws`. */
const broken: Readonly<Record<string, string>> = {
  'nothing is set': around('location /ws { proxy_pass http://127.0.0.1:3000; }'),
  'half is set, and a Host of its own': around(
    'location /ws { proxy_pass http://127.0.0.1:3000; proxy_set_header Host $http_host; proxy_set_header Upgrade $http_upgrade; }',
  ),
  'the pair is cut off': around(
    'location /ws { proxy_pass http://127.0.0.1:3000; proxy_set_header X-Real-IP $remote_addr; }',
    'proxy_set_header Host $http_host; proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection "upgrade";',
  ),
  'another location has all of it': around(
    'location /ws { proxy_pass http://127.0.0.1:3000; proxy_read_timeout 20s; }',
    'location / { proxy_pass http://127.0.0.1:3000; proxy_set_header Host $http_host; proxy_set_header X-Forwarded-For $remote_addr; proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection "upgrade"; proxy_http_version 1.1; }',
  ),
  'the connection to an upstream is kept': around(
    'location /ws { proxy_pass http://127.0.0.1:3000; proxy_http_version 1.1; proxy_set_header Connection ""; }',
  ),
};

for (const nginx of nginxForTests()) {
  const analysisOf = (text: string) =>
    createAnalyzer(rules)(memoryWorkspace(parser, new Map([[path, text]])), path, {
      ...defaultOptions,
      nginx: versionOf(nginx.version),
      nginxUpTo: undefined,
    });

  suite(`the whole recipe on nginx ${nginx.version}`, () => {
    for (const [what, text] of Object.entries(broken)) {
      test(`where ${what}`, async () => {
        const analysis = analysisOf(text);
        const offered = [
          ...analysis.findings
            .flatMap((finding) => checkedFixes(analysis, finding, { parser }))
            .filter(({ title }) => title === 'Make this a WebSocket location'),
          forwardHere(analysis, path, text.indexOf('location /ws'), { parser }),
        ].filter((it) => it !== undefined);
        assert.equal(offered.length, 2, 'as a quick fix, and as a refactoring');
        for (const { title, edits } of offered) {
          const fixed = applyEdits(text, edits[0]?.edits ?? []) ?? '';
          const left = analysisOf(fixed).findings.filter(({ start }) => start >= fixed.indexOf('location /ws'));
          assert.deepEqual(left, [], title);
          for (const refuses of [{ strict: true }, { sameOrigin: true }]) {
            const backend = await startEchoBackend(refuses);
            try {
              assert.notEqual(await handshakeBehindNginx(nginx, text, backend, '/ws'), 101);
              assert.equal(await handshakeBehindNginx(nginx, fixed, backend, '/ws'), 101, title);
            } finally {
              await backend.stop();
            }
          }
        }
      });
    }
  });

  test(`an answer to Socket.IO's polling is not held back by proxy_buffering, on nginx ${nginx.version}`, async () => {
    // Whole, with its length; the connection stays open.
    const server = createServer((request, response) => {
      response.writeHead(200, { 'Content-Length': 2, Connection: 'keep-alive' }).write('2:');
      request.resume();
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    try {
      for (const buffering of ['on', 'off']) {
        const location = `location /socket.io/ { proxy_pass http://127.0.0.1:3000; proxy_http_version 1.1; proxy_set_header Connection ""; proxy_buffering ${buffering}; }`;
        const answer = await behindNginx(nginx, around(location), server.address() as AddressInfo, (port) =>
          sendRaw(port, requestHead({ target: '/socket.io/?EIO=4&transport=polling', host: 'a.example.com', browser: 'plain' }), {
            timeout: 10_000,
          }),
        );
        assert.ok(typeof answer === 'object' && answer.status === 200, `buffering ${buffering}`);
      }
    } finally {
      server.closeAllConnections();
      server.close();
    }
  });
}
