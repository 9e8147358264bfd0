/** What is known is told, in a real VS Code: what nginx refuses, what is not forwarded, and a URL that somebody keeps in view. */
import assert from 'node:assert/strict';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { startEchoBackend, type Backend } from '../support/backends.ts';
import { handshakeBehindNginx } from '../support/behind-nginx.ts';
import { nginxBinaries, root } from '../support/parts.ts';
import { pictures, runInVSCode } from './vscode.ts';

const refused = `events {}

http {
    server {
        listen 8080;

        location /ws {
            proxy_pass http://127.0.0.1:3000;
            proxy_http_version 1.2;
            proxy_set_headr Upgrade $http_upgrade;
            proxy_set_header Connection "upgrade";
            proxy_read_timeout 60 s;
        }
    }
}
`;

const bare = `events {}

http {
    server {
        listen 80;
        server_name app.example.com;

        location / {
            proxy_pass http://127.0.0.1:3000;
            proxy_set_header Host $host;
        }
    }
}
`;

const brought = `events {}

http {
    server {
        listen 80;

        location / {
            frobnicate on;
            return 200;
        }
    }
}
`;

suite('what is told in VS Code', () => {
  const place = mkdtempSync(join(tmpdir(), 'nginx-handshake-'));
  const workspace = join(place, 'app');
  const write = (name: string, text: string): void => {
    mkdirSync(dirname(join(workspace, name)), { recursive: true });
    writeFileSync(join(workspace, name), text);
  };
  let backend: Backend;
  let reports: ReadonlyMap<string, unknown>;
  before(async () => {
    backend = await startEchoBackend();
    write('refused/nginx.conf', refused);
    write('bare/nginx.conf', bare);
    write('brought/nginx.conf', brought);
    write('.vscode/settings.json', JSON.stringify({ 'nginxHandshake.nginxVersion': '1.28.0', 'remote.autoForwardPorts': false }));
    reports = await runInVSCode('told.ts', workspace);
  });
  after(async () => {
    // The pictures of README.md: `UPDATE=1 npm run test:e2e` renews them.
    if (process.env['UPDATE'] !== undefined)
      for (const name of ['refused.png', 'kept.png']) cpSync(join(pictures, name), join(root, 'docs/images', name));
    rmSync(place, { recursive: true });
    await backend.stop();
  });

  test('each mistake that nginx refuses is told at its line, in its words', () => {
    assert.deepEqual(reports.get('refused'), [
      ...[
        [9, 'invalid-value', '`proxy_http_version` does not take `1.2`: it is one of `1.0`, `1.1`.', 'invalid value "1.2"'],
        [
          10,
          'unknown-directive',
          'nginx has no directive `proxy_set_headr`: `proxy_set_header` may be meant.',
          'unknown directive "proxy_set_headr"',
        ],
        [
          12,
          'wrong-argument-count',
          '`proxy_read_timeout` takes 1 argument, and has 2.',
          'invalid number of arguments in "proxy_read_timeout" directive',
        ],
      ].map(([line, rule, what, words]) => [line, rule, `${what} nginx does not start: \`${words}\`.`]),
    ]);
    assert.deepEqual(reports.get('lenses where nginx refuses'), ['nginx refuses: line 9']);
  });

  test('a proxy that nobody said is for WebSockets has a lens, and no finding', () => {
    assert.deepEqual(reports.get('lens of the proxy'), ['WebSocket: not forwarded']);
    assert.equal(reports.get('findings of the proxy'), 0);
  });

  test('a URL that is kept in view is checked from then on', () => {
    assert.deepEqual(reports.get('the comment'), ['# nginx-handshake: websocket ws://app.example.com/']);
    assert.deepEqual(reports.get('kept'), [[10, 'missing-websocket-headers', 0]]);
  });

  test('one action forwards, and nothing is left to say', () => {
    assert.deepEqual(reports.get('actions'), ['Forward WebSockets here']);
    assert.match(String(reports.get('shown afterwards')), /^ws:\/\/app\.example\.com\/\n\nConnects/);
  });

  test('a directive that a module brings is said once, and stands in the settings', () => {
    assert.equal(reports.get('what may be said'), 'Say that a module brings frobnicate');
    assert.deepEqual(reports.get('what is left'), []);
    const settings = JSON.parse(readFileSync(join(workspace, '.vscode/settings.json'), 'utf8')) as Record<string, unknown>;
    assert.deepEqual(settings['nginxHandshake.directives'], ['frobnicate']);
  });

  for (const nginx of nginxBinaries) {
    test(`nginx ${nginx.version} connects what was forwarded`, async () => {
      const text = readFileSync(join(workspace, 'bare/nginx.conf'), 'utf8').replace('listen 80;', 'listen 8080;');
      assert.equal(await handshakeBehindNginx(nginx, text, backend, '/'), 101);
    });
  }
});
