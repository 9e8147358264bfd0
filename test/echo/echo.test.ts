/** The echo backend behind each real nginx: what it takes, and what it says of requests beside the configuration that sent them. */
import assert from 'node:assert/strict';
import { suite, test, type TestContext } from 'node:test';
import { createServer, type AddressInfo } from 'node:net';
import { WebSocket } from 'ws';
import { asRead } from '../../server/src/validity/problems.ts';
import { buildConfig } from '../../server/src/config/build.ts';
import { compareArrived } from '../../server/src/echo/compare.ts';
import type { Manner } from '../../server/src/echo/answer.ts';
import { startEcho, type EchoRequest } from '../../server/src/echo/server.ts';
import { placeIn } from '../../server/src/echo/places.ts';
import { tellComparison } from '../../server/src/echo/words.ts';
import { openSocket, requestHead, sendRaw, websocketKey } from '../support/nginx-client.ts';
import { freePort, makeNginxFolder, nginxForTests, startNginx } from '../support/nginx.ts';
import { versionOf } from '../support/observed.ts';
import { testParser } from '../support/parser.ts';
import type { NginxBinary } from '../support/parts.ts';
import { comes } from '../support/until.ts';
import { memoryWorkspace } from '../support/workspace.ts';

const parser = await testParser();

async function echoOn(t: TestContext, manner: Partial<Manner> & { readonly port?: number } = {}) {
  const requests: EchoRequest[] = [];
  const others: string[] = [];
  const ends: (readonly [number, number, number, string])[] = [];
  const echo = await startEcho(
    { port: 0, strict: false, ...manner },
    {
      arrived: (it) => requests.push(it),
      other: (what) => others.push(what),
      ended: (...how) => ends.push(how),
    },
  );
  assert.ok(!('refusal' in echo), JSON.stringify(echo));
  t.after(echo.stop);
  return { ...echo, requests, others, ends };
}

/** nginx in front of the echo backend: `PORT` is its port, `BACKEND` the other. */
async function nginxOn(
  t: TestContext,
  nginx: NginxBinary,
  config: string,
  backend: number,
): Promise<{ port: number; text: string }> {
  const [folder, port] = [makeNginxFolder(), await freePort()];
  const text = config.replaceAll('BACKEND', String(backend)).replaceAll('PORT', String(port));
  folder.write('nginx.conf', text);
  const running = await startNginx(nginx, folder.path, port);
  assert.ok(!('refusal' in running), JSON.stringify(running));
  t.after(async () => {
    await running.stop();
    folder.remove();
  });
  return { port, text };
}

/** The headline, then each line with the numbers of its lines in the text. */
function told(text: string, { request }: EchoRequest, port: number, nginx: NginxBinary): readonly string[] {
  const path = '/etc/nginx/nginx.conf';
  const workspace = memoryWorkspace(parser, new Map([[path, text]]));
  const config = asRead(buildConfig(workspace, path), workspace, {});
  const { headline, lines } = tellComparison(
    compareArrived(request, port, { config, workspace, versions: [versionOf(nginx.version)] }),
    port,
  );
  return [
    headline,
    ...lines.map(({ text: line, places }) => [line, ...places.map((at) => placeIn(workspace, at).line)].join(' @')),
  ];
}

const map = "map $http_upgrade $connection_upgrade { default upgrade; '' close; }";
const site = (location: string, besides = ''): string =>
  `events {}\nhttp {\n  ${map}\n  ${besides}\n  server {\n    listen 127.0.0.1:PORT;\n    server_name app.example.com;\n${location}\n  }\n}\n`;
const full = `    location /ws {
      proxy_pass http://127.0.0.1:BACKEND;
      proxy_http_version 1.1;
      proxy_set_header Upgrade $http_upgrade;
      proxy_set_header Connection $connection_upgrade;
      proxy_set_header Host $host;
      proxy_set_header X-Real-IP $remote_addr;
      proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
      proxy_set_header X-Request-ID $request_id;
    }`;

const ways: readonly (readonly [name: string, config: string, path: string])[] = [
  ['a complete location', site(full), '/ws?token=1'],
  ['one without the headers', site('    location / { proxy_pass http://127.0.0.1:BACKEND; }'), '/chat'],
  ['a URI part', site(full.replace('BACKEND;', 'BACKEND/live/;').replace('/ws', '/ws/')), '/ws/room'],
  ['a rewrite', site(full.replace('proxy_http', 'rewrite ^/ws/(.*)$ /$1 break; proxy_http')), '/ws/room'],
  [
    'an upstream block',
    site(full.replace('127.0.0.1:BACKEND', 'app'), 'upstream app { server 127.0.0.1:BACKEND; keepalive 2; }'),
    '/ws',
  ],
  [
    'a variable as address',
    site(full.replace('http://127.0.0.1:BACKEND', 'http://$where'), 'map $host $where { default 127.0.0.1:BACKEND; }'),
    '/ws',
  ],
  ['a regular expression', site(full.replace('/ws', '~ ^/(?<room>[a-z]+)/socket$')), '/lobby/socket'],
  [
    'headers of the client alone',
    site(full.replace('proxy_set_header Host $host;', 'proxy_set_header Origin $http_origin;')),
    '/ws',
  ],
];

for (const nginx of nginxForTests()) {
  suite(`nginx ${nginx.version}`, () => {
    for (const [name, config, path] of ways) {
      test(`${name}: as predicted, for handshakes and ordinary requests`, async (t) => {
        const echo = await echoOn(t);
        const { port, text } = await nginxOn(t, nginx, config, echo.port);
        await openSocket(port, path);
        await sendRaw(port, requestHead({ target: path, browser: 'firefox', add: [['X-Forwarded-For', '203.0.113.7']] }));
        await sendRaw(port, requestHead({ target: path, browser: 'plain' }));
        assert.equal(echo.requests.length, 3);
        for (const request of echo.requests) assert.equal(told(text, request, echo.port, nginx)[0], 'as predicted', request.head);
      });
    }

    test('a file that was changed and not reloaded: the lines that differ, and where each comes from', async (t) => {
      const echo = await echoOn(t);
      const old = full
        .replace(/ *proxy_set_header (?:Upgrade|Connection).*\n/g, '')
        .replace('1.1;', '1.0; proxy_set_header X-Old yes; proxy_set_header Connection close;');
      const { port, text } = await nginxOn(t, nginx, site(old), echo.port);
      await openSocket(port, '/ws');
      const now = text.replace(
        'proxy_http_version 1.0; proxy_set_header X-Old yes; proxy_set_header Connection close;',
        'proxy_http_version 1.1;\n      proxy_set_header Upgrade $http_upgrade;\n      proxy_set_header Connection $connection_upgrade;',
      );
      const [request] = echo.requests;
      assert.ok(request);
      const lines = told(now, request, echo.port, nginx);
      assert.deepEqual(lines.slice(0, 8), [
        '4 lines differ from what is predicted',
        'arrived    GET /ws HTTP/1.0',
        'predicted  GET /ws HTTP/1.1 @10',
        'missing    Upgrade: websocket @11',
        'arrived    Connection: close',
        'predicted  Connection: upgrade @12 @3',
        'unexpected X-Old: yes',
        'It stands among the lines that nginx sets, and no line here sets it.',
      ]);
      assert.match(lines.at(-1) ?? '', /nginx -s reload/);
    });

    test('a nginx in front that takes Upgrade away is told apart', async (t) => {
      const echo = await echoOn(t);
      const { port, text } = await nginxOn(t, nginx, site(full), echo.port);
      const front = await nginxOn(
        t,
        nginx,
        site(`    location / { proxy_pass http://127.0.0.1:${port}; proxy_set_header Host $host; }`),
        1,
      );
      await openSocket(front.port, '/ws');
      const [request] = echo.requests;
      assert.ok(request);
      assert.equal(told(text, request, echo.port, nginx)[0], 'as predicted, but Upgrade was lost in front of nginx');
    });

    test('strict refuses what the simulation says depends on the backend, lenient takes it', async (t) => {
      const config = site(full.replace('proxy_http_version 1.1', 'proxy_http_version 1.0'));
      for (const [strict, status] of [
        [false, 101],
        [true, 400],
      ] as const) {
        const echo = await echoOn(t, { strict });
        const { port } = await nginxOn(t, nginx, config, echo.port);
        assert.deepEqual(await openSocket(port, '/ws'), { status, echo: status === 101 ? 'hello' : undefined });
        assert.deepEqual(
          echo.requests[0]?.answer.complaints.map(({ what }) => what),
          ['The request is HTTP/1.0: a handshake is HTTP/1.1'],
        );
      }
    });

    test('what is no HTTP/1 is said', async (t) => {
      const echo = await echoOn(t);
      const { port } = await nginxOn(
        t,
        nginx,
        site(
          '    location /t { proxy_pass https://127.0.0.1:BACKEND; }\n location /f { fastcgi_pass 127.0.0.1:BACKEND; }\n location /u { uwsgi_pass 127.0.0.1:BACKEND; uwsgi_param REQUEST_METHOD $request_method; }\n location /s { scgi_pass 127.0.0.1:BACKEND; }',
        ),
        echo.port,
      );
      for (const path of ['/t', '/f', '/u', '/s']) await openSocket(port, path);
      assert.deepEqual(
        echo.others.map((it) => it.replace(/[,:].*/, '')),
        ['The start of a TLS handshake', 'FastCGI', 'The uwsgi protocol', 'SCGI'],
      );
    });
  });
}

test('not predicted: another port, another location', async (t) => {
  const [nginx] = nginxForTests();
  const echo = await echoOn(t);
  await sendRaw(echo.port, requestHead({ target: '/ws' }));
  const [request] = echo.requests;
  assert.ok(request && nginx);
  const text = site(full).replaceAll('PORT', '8080');
  assert.deepEqual(told(text.replaceAll('BACKEND', '3999'), request, echo.port, nginx)[0], 'not predicted');
  const elsewhere = text.replaceAll('BACKEND', String(echo.port)).replace('location /ws {', 'location /ws { return 404;');
  assert.match(told(elsewhere, request, echo.port, nginx)[1] ?? '', /would not send it here: nginx itself answers 404.*@\d+$/);
});

suite('to clients of its own', () => {
  test('a page for ordinary requests, 426 for half a handshake, and each is told', async (t) => {
    const echo = await echoOn(t);
    const plain = await sendRaw(echo.port, requestHead({ target: '/', browser: 'plain' }));
    assert.deepEqual([plain.status, plain.body.includes('ordinary request')], [200, true]);
    const half = await sendRaw(
      echo.port,
      requestHead({ target: '/', drop: ['upgrade', 'connection'], add: [['Connection', 'close']] }),
    );
    assert.equal(half.status, 426);
    const [, request] = echo.requests;
    assert.match(request?.answer.why ?? '', /There is no Upgrade/);
    const post = await sendRaw(
      echo.port,
      requestHead({ target: '/', method: 'POST', browser: 'plain', add: [['Content-Length', '3']] }) + 'abc',
    );
    assert.equal(post.status, 200);
  });

  test('--status, --origin, --close', async (t) => {
    const status = await echoOn(t, { status: 401 });
    assert.equal((await openSocket(status.port, '/')).status, 401);
    const origin = await echoOn(t, { origin: 'https://app.example.com' });
    assert.equal((await openSocket(origin.port, '/')).status, 403);
    assert.equal((await openSocket(origin.port, '/', 'app.example.com')).status, 403);
    const close = await echoOn(t, { closeAfter: 0.05 });
    const code = await new Promise((resolve) => {
      new WebSocket(`ws://127.0.0.1:${close.port}/`).on('close', resolve);
    });
    assert.equal(code, 1000);
    const [number, , how, by] = await comes(() => close.ends[0]);
    assert.deepEqual([close.ends.length, number, how, by], [1, 1, 1000, 'backend']);
  });

  test('subprotocols, binary messages, who closes', async (t) => {
    const echo = await echoOn(t);
    const client = new WebSocket(`ws://[::1]:${echo.port}/`, ['chat', 'other']);
    const got = await new Promise<Buffer>((resolve, reject) => {
      client
        .on('open', () => {
          client.send(Buffer.from([1, 2, 3]));
        })
        .on('message', (data: Buffer) => {
          resolve(data);
        })
        .on('error', reject);
    });
    assert.deepEqual([client.protocol, [...got]], ['chat', [1, 2, 3]]);
    client.terminate();
    const [, , how, by] = await comes(() => echo.ends[0]);
    assert.deepEqual([echo.ends.length, how, by], [1, 1006, 'nginx']);
  });

  test('hostile heads end nothing', async (t) => {
    const echo = await echoOn(t);
    const heads = [
      'GET / HTTP/1.1\r\n__proto__: a\r\nUpgrade: websocket\r\n\r\n',
      `GET / HTTP/1.1\r\nConnection: upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${websocketKey}\r\nSec-WebSocket-Protocol: ,,\r\nSec-WebSocket-Extensions: ;;;\r\n\r\n`,
      '\0\0\0\0',
      '\u0016\u0003garbage',
      `GET /${'a'.repeat(300_000)}`,
      'GET / HTTP/1.1\r\n',
      '\r\n\r\n\r\n\r\n',
      'x: y\r\n\r\n',
      'GET \u001b[31m HTTP/1.1\r\n\r\n',
    ];
    for (const head of heads) await sendRaw(echo.port, head, { timeout: 300 });
    assert.equal((await openSocket(echo.port, '/')).status, 101);
  });

  test('a port in use is told in a sentence', async (t) => {
    const server = createServer().listen(0, '127.0.0.1');
    t.after(() => server.close());
    await new Promise((resolve) => server.once('listening', resolve));
    const { port } = server.address() as AddressInfo;
    const got = await startEcho(
      { port, strict: false },
      { arrived: () => undefined, other: () => undefined, ended: () => undefined },
    );
    assert.match('refusal' in got ? got.refusal : '', new RegExp(`^Port ${port} is in use: `));
  });
});
