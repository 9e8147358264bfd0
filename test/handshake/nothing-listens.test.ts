/** A port on which no server is to be seen: it fails only where nothing is hidden that may listen there. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { buildConfig } from '../../server/src/config/build.ts';
import { browserRequest } from '../../server/src/handshake/request/request.ts';
import { simulate } from '../../server/src/handshake/simulate.ts';
import { newestStable } from '../../server/src/reference/version.ts';
import { testParser } from '../support/parser.ts';
import { memoryWorkspace } from '../support/workspace.ts';

const parser = await testParser();
const main = '/etc/nginx/nginx.conf';

const cases: Readonly<Record<string, readonly [text: string, verdict: string, reason: RegExp]>> = {
  'all is here': ['http { include mime.types; server { listen 80; } }', 'fails', /^Nothing listens on port 8443\.$/],
  'a file of http is not here': [
    'http { include sites.conf; server { listen 80; } }',
    'unknown',
    /`sites\.conf`, which is not here/,
  ],
  'a file of a server is not here': ['http { server { include listen.conf; } }', 'unknown', /`listen\.conf`, which is not here/],
  'a file of a location is not here': [
    'http { server { listen 80; location / { include x.conf; } } }',
    'fails',
    /Nothing listens/,
  ],
  'a folder is not here': ['http { include sites/*.conf; server { listen 80; } }', 'unknown', /`sites\/\*\.conf`/],
  'the file with http is not here': ['include http.conf;', 'unknown', /`http\.conf`/],
  'a template makes the servers': [
    'http {\n{% for site in sites %}\nserver { listen 80; }\n{% endfor %}\n}',
    'unknown',
    /template/,
  ],
};

for (const [name, [text, kind, reason]] of Object.entries(cases)) {
  test(name, () => {
    const workspace = memoryWorkspace(parser, new Map([[main, `events {}\n${text}\n`]]));
    const connection = { port: 8443, tls: false, remoteAddress: '10.0.0.1' };
    const { verdict } = simulate(buildConfig(workspace, main), browserRequest('chrome', 'ws://a/ws'), connection, {
      nginx: newestStable,
      workspace,
    });
    assert.equal(verdict.kind, kind, verdict.reason);
    assert.match(verdict.reason, reason);
  });
}
