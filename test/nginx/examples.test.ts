/** The examples on a real nginx: each broken one fails as its first line says, each fixed one connects. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { http11ByDefault, isAtLeast } from '../../server/src/reference/version.ts';
import { startEchoBackend, type Backend } from '../support/backends.ts';
import { behindNginx, handshakeBehindNginx } from '../support/behind-nginx.ts';
import { requestHead, sendRaw } from '../support/nginx-client.ts';
import { nginxForTests } from '../support/nginx.ts';
import { versionOf } from '../support/observed.ts';
import { root } from '../support/parts.ts';

/** The folder, the URL that its socket uses, and the answer to its handshake while it is broken. */
const examples: readonly [folder: string, path: string, status: number | 'refused'][] = [
  ['article', '/ws', 426],
  ['1-missing-headers', '/ws', 426],
  ['2-missing-http-version', '/ws', 101],
  ['3-map-outside-http', '/ws', 'refused'],
  ['4-headers-in-other-location', '/ws', 426],
  ['5-hardcoded-connection-upgrade', '/', 101],
  ['6-typographic-quotes', '/ws', 426],
  ['7-short-timeout', '/ws', 101],
];

const example = (folder: string) => readFileSync(join(root, 'examples', folder, 'nginx.conf'), 'utf8');

for (const nginx of nginxForTests()) {
  suite(`examples on nginx ${nginx.version}`, () => {
    let backend: Backend;
    before(async () => {
      backend = await startEchoBackend();
    });
    after(() => backend.stop());

    for (const [folder, path, status] of examples) {
      test(folder, async () => {
        assert.equal(await handshakeBehindNginx(nginx, example(folder), backend, path), status);
        assert.equal(await handshakeBehindNginx(nginx, example(`fixed/${folder}`), backend, path), 101);
      });
    }

    test('the literal of example 5 also goes out with plain requests, the map does not', async () => {
      const connection = async (folder: string) => {
        await behindNginx(nginx, example(folder), backend, (port) =>
          sendRaw(port, requestHead({ target: '/', browser: 'plain' })),
        );
        return /^Connection: (.*)$/m.exec(backend.requests.at(-1)?.head ?? '')?.[1];
      };
      assert.equal(await connection('5-hardcoded-connection-upgrade'), 'upgrade');
      assert.equal(await connection('fixed/5-hardcoded-connection-upgrade'), 'close');
    });

    test('the pair of example 2 goes out in the HTTP version that nginx defaults to', async () => {
      await handshakeBehindNginx(nginx, example('2-missing-http-version'), backend, '/ws');
      const version = isAtLeast(versionOf(nginx.version), http11ByDefault) ? '1.1' : '1.0';
      assert.ok(backend.requests.at(-1)?.head.startsWith(`GET /ws HTTP/${version}\n`));
    });

    test('a strict backend refuses example 2 in HTTP/1.0', async () => {
      const strict = await startEchoBackend({ strict: true });
      const status = await handshakeBehindNginx(nginx, example('2-missing-http-version'), strict, '/ws').finally(strict.stop);
      assert.equal(status, isAtLeast(versionOf(nginx.version), http11ByDefault) ? 101 : 400);
    });
  });
}
