/** The examples on a real nginx: each broken one fails as its first line says, each fixed one connects. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { get } from 'node:http';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { nginxBinaries, root, type NginxBinary } from '../support/parts.ts';
import { behindNginx, openWebSocket, startBackend, type Backend } from '../support/real-nginx.ts';

/** The folder, the URL that its socket uses, and the answer to its handshake while it is broken. */
const examples: readonly [folder: string, path: string, status: number | 'refused'][] = [
  ['article', '/chat', 426],
  ['1-missing-headers', '/ws/', 426],
  ['2-missing-http-version', '/ws/', 101],
  ['3-map-outside-http', '/ws/', 'refused'],
  ['4-headers-in-other-location', '/ws/', 426],
  ['5-hardcoded-connection-upgrade', '/', 101],
  ['6-typographic-quotes', '/ws/', 426],
  ['7-short-timeout', '/ws/', 101],
];

for (const nginx of nginxBinaries) {
  suite(`examples on nginx ${nginx.version}`, () => {
    let backend: Backend;
    before(async () => {
      backend = await startBackend();
    });
    after(() => backend.stop());

    for (const [folder, path, status] of examples) {
      test(folder, async () => {
        assert.equal(await answer(nginx, `examples/${folder}/nginx.conf`, path, backend), status);
        assert.equal(await answer(nginx, `examples/fixed/${folder}/nginx.conf`, path, backend), 101);
      });
    }

    test('the literal of example 5 also goes out with plain requests, the map does not', async () => {
      const connection = async (file: string) => {
        const text = readFileSync(join(root, file), 'utf8');
        await behindNginx(nginx, text, backend, (port) => new Promise((resolve) => get({ port, host: '127.0.0.1' }, resolve)));
        return backend.requests.at(-1)?.headers.connection;
      };
      assert.equal(await connection('examples/5-hardcoded-connection-upgrade/nginx.conf'), 'upgrade');
      assert.equal(await connection('examples/fixed/5-hardcoded-connection-upgrade/nginx.conf'), 'close');
    });

    test('the pair of example 2 goes to the backend in the HTTP version that nginx defaults to', async () => {
      await answer(nginx, 'examples/2-missing-http-version/nginx.conf', '/ws/', backend);
      assert.equal(backend.requests.at(-1)?.httpVersion, nginx.version.startsWith('1.22.') ? '1.0' : '1.1');
    });
  });
}

function answer(nginx: NginxBinary, file: string, path: string, backend: Backend): Promise<number | 'refused'> {
  const text = readFileSync(join(root, file), 'utf8');
  return behindNginx(nginx, text, backend, async (port) => (await openWebSocket(`ws://127.0.0.1:${port}${path}`)).status);
}
