/** What the pages of the rules on the way through nginx claim, each with a backend that shows it: before the fix, and after it. */
import assert from 'node:assert/strict';
import { createServer, type AddressInfo } from 'node:net';
import type { IncomingMessage } from 'node:http';
import { suite, test } from 'node:test';
import { isAtLeast } from '../../server/src/reference/version.ts';
import { startApp, type App, type AppOptions } from '../support/app-backend.ts';
import { acceptFor } from '../support/backends.ts';
import { behindNginx } from '../support/behind-nginx.ts';
import { browserAccepts, requestHead, sendRaw, websocketKey, type RawAnswer } from '../support/nginx-client.ts';
import { makeNginxFolder, nginxForTests, testConfig } from '../support/nginx.ts';
import { versionOf } from '../support/observed.ts';
import { exampleOf, readPage, shownOnTheWay } from '../support/pages.ts';
import type { NginxBinary } from '../support/parts.ts';

interface Proof {
  readonly see: (nginx: NginxBinary, text: string) => Promise<unknown>;
  readonly before: unknown;
  readonly after: unknown;
  /** The first version that this is so in. */
  readonly from?: string;
}

/** By rule: what is seen with the example of its page, and with what the quick fix makes of it. */
const proofs: Readonly<Record<string, Proof>> = {
  'trailing-slash-redirect': {
    see: (nginx, text) => withApp(nginx, text, {}, async (port) => summary(await handshake(port, '/cable'))),
    before: '301 http://app.example.com/cable/',
    after: '101',
  },
  'proxy-pass-changes-path': {
    see: (nginx, text) =>
      withApp(nginx, text, {}, async (port, { paths }) => {
        await handshake(port, '/chat/room?token=1');
        return paths;
      }),
    before: ['/liveroom?token=1'],
    after: ['/live/room?token=1'],
  },
  'shadowed-websocket-location': { see: statusOf('/live.ws'), before: '404', after: '101' },
  'unreachable-location-path': { see: statusOf('/ws'), before: '404', after: '101' },
  'wrong-protocol-pass': {
    see: (nginx, text) =>
      text.includes('fastcgi_pass')
        ? withSwitchingFastcgi((port) => behindNginx(nginx, text, { port }, async (at) => summary(await handshake(at, '/ws'))))
        : statusOf('/ws')(nginx, text),
    before: 'timeout',
    after: '101',
  },
  'invalid-proxy-scheme': { see: statusOf('/ws'), before: 'refused', after: '101' },
  'hidden-upgrade-header': {
    see: (nginx, text) =>
      withApp(nginx, text, {}, async (port) => {
        const answer = await handshake(port, '/ws');
        return [answer.status, browserAccepts(answer)];
      }),
    before: [101, false],
    after: [101, true],
  },
  'cached-handshake': {
    see: (nginx, text) =>
      withApp(nginx, text, {}, async (port, { paths }) => {
        const [first, plain] = [await handshake(port, '/ws'), await get(port, '/ws')];
        const second = await handshake(port, '/ws');
        return [...[first, plain, second].map(summary), second.body.includes('page'), paths.length];
      }),
    before: ['101', '200', '200', true, 2],
    after: ['101', '200', '101', false, 3],
  },
  'origin-host-mismatch': {
    see: (nginx, text) => withApp(nginx, text, { admit: sameOrigin }, async (port) => summary(await handshake(port, '/ws'))),
    before: '403',
    after: '101',
  },
  'upstream-keepalive-lost': {
    see: (nginx, text) =>
      withApp(nginx, text, {}, async (port, { connections }) => {
        for (let count = 0; count < 3; count++) await get(port, '/');
        const before = connections();
        return [before, summary(await handshake(port, '/'))];
      }),
    before: [3, '101'],
    after: [1, '101'],
  },
  'socketio-without-affinity': {
    see: async (nginx, text) => {
      const second = await startApp(sessions('b'));
      const both = text.replace('127.0.0.1:3001', `127.0.0.1:${second.port}`);
      return withApp(nginx, both, sessions('a'), pollThenUpgrade).finally(second.stop);
    },
    before: ['200', '400 {"code":1,"message":"Session ID unknown"}'],
    after: ['200', '200', '101'],
  },
  'deprecated-listen-http2': {
    see: (nginx, text) => Promise.resolve(warningsOf(nginx, text)),
    before: ['the "listen ... http2" directive is deprecated, use the "http2" directive instead'],
    after: [],
    from: '1.25.1',
  },
  'missing-sni': {
    see: async (nginx, text) => {
      const app = await startApp({ onlyFor: 'localhost' });
      const placed = text.replace('ws.example.com', `localhost:${app.port}`);
      const ask = async (port: number, log: () => string): Promise<unknown> => {
        const status = summary(await handshake(port, '/ws'));
        return [status, /SSL_do_handshake\(\) failed .*while SSL handshaking to upstream/.test(log())];
      };
      return behindNginx(nginx, placed, app, ask).finally(app.stop);
    },
    before: ['502', true],
    after: ['101', false],
  },
};

test('everything that the other tests of the pages leave to this one is here', () => {
  assert.deepEqual(
    [...shownOnTheWay].filter((id) => proofs[id] === undefined),
    [],
  );
});

for (const nginx of nginxForTests()) {
  suite(`on the way through nginx ${nginx.version}`, () => {
    for (const [id, { see, before, after, from }] of Object.entries(proofs)) {
      if (!isAtLeast(versionOf(nginx.version), versionOf(from ?? '1.0.0'))) continue;
      test(id, async () => {
        assert.deepEqual(await see(nginx, exampleOf(readPage(id), 'Before').text), before, 'before the fix');
        assert.deepEqual(await see(nginx, exampleOf(readPage(id), 'After').text), after, 'after the fix');
      });
    }

    test('what proxy_pass makes of a path', async () => {
      const made = [
        ['/chat/', 'http://127.0.0.1:3000/live', '/liveroom?token=1'],
        ['/chat', 'http://127.0.0.1:3000/', '//room?token=1'],
        ['/chat/', 'http://127.0.0.1:3000/live/', '/live/room?token=1'],
        ['/chat', 'http://127.0.0.1:3000/live', '/live/room?token=1'],
        ['/chat/', 'http://$app/live', '/live'],
        ['/chat/', 'http://$app', '/chat/room?token=1'],
      ] as const;
      const locations = (path: string, pass: string): string => server(`location ${path} { ${forward(pass)} }`);
      for (const [path, pass, sent] of made) {
        const paths = await withApp(nginx, locations(path, pass), {}, async (port, app) => {
          assert.equal(summary(await handshake(port, '/chat/room?token=1')), '101');
          return app.paths;
        });
        assert.deepEqual(paths, [sent], `${path} ${pass}`);
      }
    });

    test('a rewrite leaves nothing for the URI of proxy_pass', async () => {
      const rewrite = 'rewrite ^/chat/(.*)$ /app/$1 break;';
      const text = server(`location /chat/ { ${rewrite} ${forward('http://127.0.0.1:3000/live')} }`);
      const paths = await withApp(nginx, text, {}, async (port, app) => {
        await handshake(port, '/chat/room');
        return app.paths;
      });
      assert.deepEqual(paths, ['/app/room']);
    });

    test('no buffers, nothing in the cache; and buffers are no matter for a tunnel', async () => {
      const page = exampleOf(readPage('cached-handshake'), 'Before').text;
      const unbuffered = page.replace('proxy_cache pages;', 'proxy_cache pages;\n            proxy_buffering off;');
      const second = (text: string): Promise<unknown> =>
        withApp(nginx, text, {}, async (port) => {
          await get(port, '/ws');
          return summary(await handshake(port, '/ws'));
        });
      assert.deepEqual([await second(page), await second(unbuffered)], ['200', '101']);
    });

    test('a key with the Upgrade header keeps handshakes apart', async () => {
      const page = exampleOf(readPage('cached-handshake'), 'Before').text;
      const keyed = page.replace('proxy_cache pages;', 'proxy_cache pages; proxy_cache_key $http_upgrade$request_uri;');
      const second = await withApp(nginx, keyed, {}, async (port) => {
        await get(port, '/ws');
        return summary(await handshake(port, '/ws'));
      });
      assert.equal(second, '101');
    });

    test('$host leaves out the port, $http_host keeps it', async () => {
      const ask = (host: string): Promise<unknown> =>
        withApp(
          nginx,
          server(`location / { proxy_set_header Host ${host}; ${forward('http://127.0.0.1:3000')} }`),
          { admit: sameOrigin },
          async (port) => summary(await handshake(port, '/', 'app.example.com:8080')),
        );
      assert.deepEqual([await ask('$host'), await ask('$http_host')], ['403', '101']);
    });

    test('a variable hides ws:// from nginx -t', async () => {
      const text = (scheme: string): string => server(`location /ws { set $app ${scheme}://127.0.0.1:3000; ${forward('$app')} }`);
      assert.deepEqual([await statusOf('/ws')(nginx, text('ws')), await statusOf('/ws')(nginx, text('http'))], ['500', '101']);
    });
  });
}

function withApp(
  nginx: NginxBinary,
  text: string,
  options: AppOptions,
  ask: (port: number, app: App) => Promise<unknown>,
): Promise<unknown> {
  return startApp(options).then((app) => behindNginx(nginx, text, app, (port) => ask(port, app)).finally(app.stop));
}

function statusOf(path: string): Proof['see'] {
  return (nginx, text) => withApp(nginx, text, {}, async (port) => summary(await handshake(port, path)));
}

function handshake(port: number, target: string, host?: string): Promise<RawAnswer> {
  return sendRaw(port, requestHead({ target, host }), { timeout: 1000 });
}

function get(port: number, target: string): Promise<RawAnswer> {
  return sendRaw(port, requestHead({ target, browser: 'plain' }));
}

/** Status, where a redirect leads, and what a session's server says; a 101 counts when a frame came back. */
function summary({ status, head, body, echo }: RawAnswer): string {
  if (status === 101) return echo ? '101' : '101, but nothing came back';
  const where = /^location: (\S+)/im.exec(head)?.[1]?.replace(/:\d+\//, '/') ?? (body.startsWith('{"code"') ? body : '');
  return `${status} ${where}`.trim();
}

/** As Socket.IO's client does it: a session is opened, asked, and upgraded; stops at the first refusal. */
async function pollThenUpgrade(port: number): Promise<readonly string[]> {
  const opened = await get(port, '/socket.io/?EIO=4&transport=polling');
  const sid = /"sid":"(\w+)"/.exec(opened.body)?.[1] ?? '';
  const asked = await get(port, `/socket.io/?EIO=4&transport=polling&sid=${sid}`);
  if (asked.status !== 200) return [opened.status.toString(), summary(asked)];
  const upgraded = await handshake(port, `/socket.io/?EIO=4&transport=websocket&sid=${sid}`);
  return [opened, asked, upgraded].map(({ status }) => status.toString());
}

/** A server that knows the sessions that it has opened itself. */
function sessions(name: string): AppOptions {
  const known = new Set<string>();
  const sidOf = ({ url = '' }: IncomingMessage): string | null => new URL(url, 'http://app').searchParams.get('sid');
  return {
    answer: (request) => {
      const sid = sidOf(request) ?? `${name}${known.size}`;
      if (sidOf(request) === null) known.add(sid);
      return known.has(sid) ? [200, `0{"sid":"${sid}"}`] : [400, '{"code":1,"message":"Session ID unknown"}'];
    },
    admit: (request) => (known.has(sidOf(request) ?? '') ? 101 : 400),
  };
}

function sameOrigin({ headers: { host, origin = '' } }: IncomingMessage): number {
  return new URL(origin).host === host ? 101 : 403;
}

/** A FastCGI application that answers the handshake as it should be answered, if that were possible. */
async function withSwitchingFastcgi<T>(ask: (port: number) => Promise<T>): Promise<T> {
  const head = `Status: 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${acceptFor(websocketKey)}\r\n\r\n`;
  const application = createServer((socket) => {
    socket.on('error', () => socket.destroy());
    // FCGI_STDOUT of request 1.
    socket.once('data', () => socket.write(Buffer.concat([Buffer.from([1, 6, 0, 1, 0, head.length, 0, 0]), Buffer.from(head)])));
  });
  await new Promise<void>((resolve) => application.listen(0, '127.0.0.1', resolve));
  try {
    return await ask((application.address() as AddressInfo).port);
  } finally {
    application.close();
  }
}

function warningsOf(nginx: NginxBinary, text: string): readonly string[] {
  const folder = makeNginxFolder();
  folder.write('nginx.conf', text);
  const { output } = testConfig(nginx, folder.path);
  folder.remove();
  return [...output.matchAll(/\[warn\] (?:\d+#\d+: )?(.*) in \S+$/gm)].map(([, said = '']) => said);
}

function server(location: string): string {
  return `events {}\nhttp {\nserver {\nlisten 8080;\nset $app 127.0.0.1:3000;\n${location}\n}\n}\n`;
}

function forward(pass: string): string {
  return `proxy_pass ${pass}; proxy_http_version 1.1; proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection "upgrade";`;
}
