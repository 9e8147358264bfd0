/** Code lenses, inlay hints and the way of a URL, through the bundled server. */
import assert from 'node:assert/strict';
import { after, suite, test } from 'node:test';
import {
  CodeLensRefreshRequest,
  CodeLensRequest,
  InlayHintRefreshRequest,
  InlayHintRequest,
  type Location,
} from 'vscode-languageserver/node';
import { startServer, type LspClient, type ServerOptions } from '../support/lsp-client.ts';

const uri = 'file:///nowhere/nginx.conf';
const text = `events {}
http {
    server {
        listen 8080;
        server_name example.com;
        proxy_http_version 1.1;
        proxy_set_header Upgrade $http_upgrade;
        proxy_set_header Connection "upgrade";
        location /ws {
            proxy_pass http://127.0.0.1:3000;
        }
        location /chat {
            proxy_set_header Connection close;
            proxy_pass http://127.0.0.1:3000;
        }
        location /api {
            proxy_set_header X-A b;
            proxy_pass http://127.0.0.1:3000;
        }
        location /lua {
            include /elsewhere/not-here.conf;
            proxy_pass http://127.0.0.1:3000;
        }
    }
}
`;

async function serve(options: ServerOptions = {}, source = text): Promise<LspClient> {
  const client = await startServer({ initializationOptions: { opensSimulations: true }, ...options });
  after(async () => {
    assert.equal(await client.stop(), 0);
  });
  await client.open(uri, source);
  return client;
}

async function lenses(client: LspClient): Promise<readonly string[]> {
  const found = await client.connection.sendRequest(CodeLensRequest.type, { textDocument: { uri } });
  return (found ?? []).map(({ range, command }) => {
    const [, url] = (command?.arguments ?? []) as readonly string[];
    return `${String(range.start.line + 1)} ${command?.title ?? ''} ${url ?? ''}`;
  });
}

suite('code lenses', () => {
  test('tell the verdict over each location, and nothing where it cannot be known', async () => {
    const client = await serve({ settings: { '': { codeLens: 'all' } } });
    assert.deepEqual(await lenses(client), [
      '9 WebSocket: connects ws://example.com:8080/ws',
      '12 WebSocket: fails: Connection: close ws://example.com:8080/chat',
      '16 WebSocket: fails: Connection: close before 1.29.7, none since ws://example.com:8080/api',
    ]);
  });

  const site = (...lines: readonly string[]): string => ['events {}', 'http {', 'server {', ...lines, '}', '}', ''].join('\n');
  const shown = async (source: string, settings: object = {}): Promise<readonly string[]> =>
    lenses(await serve({ settings: { '': settings } }, source));

  test('say that the rest of a server is not forwarded, where nothing shows that it should be', async () => {
    const source = site('location / { proxy_pass http://app; }', 'location /api { proxy_pass http://app; }');
    assert.deepEqual(await shown(source), ['4 WebSocket: not forwarded ws://app.example.com/']);
    assert.deepEqual(await shown(source, { notForwardedLens: 'never' }), []);
    assert.deepEqual(await shown(source, { notForwardedLens: 'everywhere' }), [
      '4 WebSocket: not forwarded ws://app.example.com/',
      '5 WebSocket: not forwarded ws://app.example.com/api',
    ]);
  });

  test('say why nginx itself answers', async () => {
    const headers = 'proxy_http_version 1.1; proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection upgrade;';
    const source = site(headers, 'location /ws {', 'try_files $uri =404;', 'proxy_pass http://app;', '}');
    assert.deepEqual(await shown(source), [
      '5 WebSocket: fails: nginx itself answers 404: `try_files` finds no file ws://app.example.com/ws',
    ]);
  });

  test('say that nginx refuses, with the line', async () => {
    const source = site('location / { proxy_pass http://app; }', 'location /ws { proxy_pass http://app; }', 'listen 80 80;');
    assert.deepEqual(await shown(source), [
      '4 nginx refuses: line 6 ws://app.example.com/',
      '5 nginx refuses: line 6 ws://app.example.com/ws',
    ]);
  });

  test('say where the mistake is, though nginx names the line on which its statement ends', async () => {
    const source = site('location /ws { proxy_pass http://app; }', 'listen', '  80', '  nonsense;');
    assert.deepEqual(await shown(source), ['4 nginx refuses: line 7 ws://app.example.com/ws']);
    const fence = site('location /ws { proxy_pass http://app; }', '```nginx', 'location /b {}');
    assert.deepEqual(await shown(fence), ['4 nginx refuses: line 5 ws://app.example.com/ws']);
  });

  test('can be off', async () => {
    assert.deepEqual(await lenses(await serve({ settings: { '': { codeLens: 'off' } } })), []);
  });
});

suite('inlay hints', () => {
  const all = { start: { line: 0, character: 0 }, end: { line: 99, character: 0 } };
  const hints = async (client: LspClient): Promise<readonly string[]> => {
    const found = await client.connection.sendRequest(InlayHintRequest.type, { textDocument: { uri }, range: all });
    return (found ?? []).map(({ position, label }) => `${String(position.line + 1)} ${typeof label === 'string' ? label : ''}`);
  };

  test('are off by default', async () => {
    assert.deepEqual(await hints(await serve()), []);
  });

  test('show what is inherited and what is cut off', async () => {
    const found = await hints(await serve({ settings: { '': { inlayHints: true } } }));
    assert.deepEqual(found, [
      '10 ⇠ Upgrade, Connection from server',
      '13 ✂ cuts off Upgrade',
      '17 ✂ cuts off Upgrade, Connection',
      '22 ⇠ Upgrade, Connection from server',
    ]);
  });
});

suite('which location handles a URL', () => {
  const ask = async (url: string): Promise<{ readonly text: string; readonly location: Location | null } | null> =>
    (await serve()).connection.sendRequest('nginxHandshake/simulate', { uri, url });

  test('the way, the head and the line', async () => {
    const result = await ask('ws://example.com:8080/chat/room?id=1');
    assert.match(result?.text ?? '', /^ws:\/\/example\.com:8080\/chat\/room\?id=1\n\nfails: [^]*?`Connection: close`/);
    assert.match(result?.text ?? '', /location +\/chat +nginx\.conf:12\n/);
    assert.match(result?.text ?? '', /GET \/chat\/room\?id=1 HTTP\/1\.1/);
    assert.equal(result?.location?.range.start.line, 11);
  });

  test('a URL that no location serves ends at the server', async () => {
    const result = await ask('ws://example.com:8080/nothing');
    assert.match(result?.text ?? '', /404/);
  });

  test('a document that is not open gives nothing', async () => {
    const client = await serve();
    assert.equal(await client.connection.sendRequest('nginxHandshake/simulate', { uri: 'file:///other', url: '/' }), null);
  });
});

suite('keep checking a URL', () => {
  const stated = async (url: string): Promise<unknown> =>
    (await serve()).connection.sendRequest('nginxHandshake/keepChecking', { uri, url });

  test('a comment above the location that takes it', async () => {
    assert.deepEqual(await stated('ws://example.com:8080/chat/room'), {
      uri,
      position: { line: 11, character: 8 },
      newText: '# nginx-handshake: websocket ws://example.com:8080/chat/room\n        ',
    });
  });

  test('a path becomes the whole URL, above the server where no location takes it', async () => {
    assert.deepEqual(await stated('/nothing'), {
      uri,
      position: { line: 2, character: 4 },
      newText: '# nginx-handshake: websocket ws://example.com:8080/nothing\n    ',
    });
  });

  test('nothing for what is no URL, or is stated already', async () => {
    assert.equal(await stated('nonsense'), null);
    const client = await serve(
      {},
      text.replace('location /ws', '# nginx-handshake: websocket ws://example.com:8080/ws\n        location /ws'),
    );
    assert.equal(
      await client.connection.sendRequest('nginxHandshake/keepChecking', { uri, url: 'ws://example.com:8080/ws' }),
      null,
    );
  });
});

test('lenses and hints are asked for again when another document changes', async () => {
  const refreshSupport = { refreshSupport: true };
  const client = await serve({ capabilities: { workspace: { codeLens: refreshSupport, inlayHint: refreshSupport } } });
  const refreshes = [CodeLensRefreshRequest.type, InlayHintRefreshRequest.type].map(
    (type) =>
      new Promise<void>((resolve) => {
        client.connection.onRequest(type, () => {
          resolve();
        });
      }),
  );
  await client.open('file:///nowhere/other.conf', 'proxy_set_header A b;\n');
  await Promise.all(refreshes);
});
