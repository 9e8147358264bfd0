/** The probe of the editor: the bundled server over stdio, real nginx, and backends of ws. */
import assert from 'node:assert/strict';
import { createServer as createHttpServer } from 'node:http';
import { createServer, type AddressInfo } from 'node:net';
import { after, suite, test } from 'node:test';
import { CodeLensRequest } from 'vscode-languageserver/node';
import { CancellationTokenSource } from 'vscode-languageserver/node';
import { panelText, type PanelPage, type PanelSpan } from '../../../protocol/panel.ts';
import {
  probeCommand,
  probePageRequest,
  probeRequest,
  probingNotification,
  type ProbeCommandArgument,
  type ProbeParams,
  type ProbeResult,
  type ProbingParams,
} from '../../../protocol/probe.ts';
import { startEchoBackend } from '../../support/backends.ts';
import { behindNginx } from '../../support/behind-nginx.ts';
import { startServer, type LspClient } from '../../support/lsp-client.ts';
import { nginxForTests } from '../../support/nginx.ts';
import type { NginxBinary } from '../../support/parts.ts';
import { around, forwarding } from './ways.ts';

const uri = 'file:///nowhere/nginx.conf';
const location = (lines: string): string => around(`location /ws {\nproxy_pass http://127.0.0.1:3000;\n${lines}\n}`);

async function serve(text: string, trusted = true): Promise<LspClient> {
  const client = await startServer({ initializationOptions: { trusted, opensSimulations: true, probes: true } });
  after(async () => {
    assert.equal(await client.stop(), 0);
  });
  await client.open(uri, text);
  return client;
}

/** Answers all by itself, as what stands in front may. */
async function startFront(): Promise<{ readonly port: number; readonly stop: () => Promise<void> }> {
  const server = createHttpServer((_request, response) => {
    response.writeHead(403).end('no');
  });
  server.on('upgrade', (_request, socket) => socket.end('HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\n\r\nno'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    stop: () =>
      new Promise(
        (resolve) =>
          void server.close(() => {
            resolve();
          }),
      ),
  };
}

interface Shown {
  readonly client: LspClient;
  readonly url: string;
  readonly received: () => number;
}

/** Runs `running` in nginx, with `filed` open in the editor on the same ports. */
async function beside<T>(nginx: NginxBinary, running: string, filed: string, use: (shown: Shown) => Promise<T>): Promise<T> {
  const backend = await startEchoBackend();
  try {
    const done = await behindNginx(nginx, running, backend, async (port) => {
      const text = filed.replaceAll('127.0.0.1:3000', `127.0.0.1:${backend.port}`).replace('listen 8080', `listen ${port}`);
      return use({ client: await serve(text), url: `ws://127.0.0.1:${port}/ws`, received: () => backend.requests.length });
    });
    assert.notEqual(done, 'refused');
    return done as T;
  } finally {
    await backend.stop();
  }
}

async function probe(
  client: LspClient,
  params: Omit<ProbeParams, 'uri'>,
): Promise<{ readonly connected: boolean; readonly page: PanelPage }> {
  const result = await client.connection.sendRequest<ProbeResult>(probeRequest, { uri, ...params });
  assert.ok('page' in result, JSON.stringify(result));
  return result;
}

const headingsOf = ({ sections }: PanelPage): readonly string[] => sections.map(({ heading }) => heading);
const spansOf = ({ sections }: PanelPage): readonly PanelSpan[] => sections.flatMap(({ lines }) => lines.flat());

for (const nginx of nginxForTests()) {
  suite(`the editor probes through nginx ${nginx.version}`, () => {
    test('it connects, as the file says', () =>
      beside(nginx, location(forwarding), location(forwarding), async ({ client, url }) => {
        const { connected, page } = await probe(client, { url });
        assert.ok(connected);
        assert.equal(headingsOf(page)[0], 'Connected (101)');
        assert.ok(headingsOf(page).some((it) => it.startsWith('By the configuration: Connects')));
      }));

    test('what runs is older than the file: and the page follows the file', () =>
      beside(nginx, location(''), location(''), async ({ client, url }) => {
        const first = await probe(client, { url });
        assert.match(panelText(first.page), /Refused \(426\)[^]*As the file says/);
        assert.ok(first.page.actions.some(({ command }) => command === 'nginxHandshake.fixUrl'));
        const text = client.text(uri);
        await client.change(uri, { text: text.replace('proxy_pass', `${forwarding}\nproxy_pass`) });
        const page = await client.connection.sendRequest<PanelPage>(probePageRequest);
        assert.match(panelText(page), /Refused \(426\)[^]*older configuration[^]*By the configuration: Connects/);
      }));

    test('who ends a silent connection is a line of the file', () => {
      const text = location(`${forwarding}\nproxy_read_timeout 1s;`);
      return beside(nginx, text, text, async ({ client, url }) => {
        const told: PanelPage[] = [];
        client.connection.onNotification(probingNotification, ({ page }: ProbingParams) => void told.push(page));
        const { connected, page } = await probe(client, { url, hold: 5 });
        assert.equal(connected, false);
        assert.match(panelText(page), /Closed \(1006\)\n[^]*As the file says: nginx ends it, by proxy_read_timeout 1s\./);
        const line = client.text(uri).split('\n').indexOf('proxy_read_timeout 1s;');
        assert.ok(spansOf(page).some(({ place }) => place?.range.start.line === line));
        assert.deepEqual(headingsOf(told[0] ?? page), ['Asks…']);
        assert.ok(told.slice(1).every(({ progress }) => progress?.whole === 5));
        assert.ok(told.length > 1);
      });
    });

    test('it is stopped while it holds', () =>
      beside(nginx, location(forwarding), location(forwarding), async ({ client, url }) => {
        const source = new CancellationTokenSource();
        client.connection.onNotification(probingNotification, ({ page }: ProbingParams) => {
          if (page.progress !== undefined) source.cancel();
        });
        const begun = performance.now();
        const asked = client.connection.sendRequest<ProbeResult>(probeRequest, { uri, url, hold: 600 }, source.token);
        const result = await asked;
        assert.ok('page' in result);
        assert.match(panelText(result.page), /Stopped\n {2}It was open for \d/);
        assert.ok(performance.now() - begun < 30_000);
      }));

    test('the origin is asked the same, and what else was asked is shown', async () => {
      const front = await startFront();
      await beside(nginx, location(forwarding), location(forwarding), async ({ client, url, received }) => {
        const port = new URL(url).port;
        const { page } = await probe(client, { url: `ws://127.0.0.1:${front.port}/ws`, origin: 'https://app.example.com' });
        assert.match(panelText(page), /Refused \(403\)[^]*\nAsked with\n {2}Origin: https:\/\/app\.example\.com\n/);
        const compare = page.actions.find(({ title }) => title === 'Compare with the origin…');
        const { ask, ...asked } = compare?.arguments[0] as ProbeCommandArgument;
        assert.equal(ask, 'origin address');
        const before = received();
        const both = await client.connection.sendRequest<ProbeResult>(probeRequest, { ...asked, compare: `127.0.0.1:${port}` });
        assert.ok('page' in both);
        assert.match(
          panelText(both.page),
          /Refused \(403\)\n[^]*The origin connects and the public way does not[^]*At the origin, 127\.0\.0\.1: Connected \(101\)\n/,
        );
        assert.equal(received(), before + 1);
        assert.equal(
          both.page.actions.find(({ title }) => title === 'Compare with the origin…'),
          undefined,
        );
      });
      await front.stop();
    });

    test('nothing is sent from a workspace that is not trusted', () =>
      beside(nginx, location(forwarding), location(forwarding), async ({ url, received }) => {
        const client = await serve(location(forwarding), false);
        const result = await client.connection.sendRequest<ProbeResult>(probeRequest, { uri, url });
        assert.ok('complaint' in result);
        assert.match(result.complaint, /not trusted/);
        assert.equal(received(), 0);
      }));
  });
}

suite('the editor probes', () => {
  test('a lens beside the verdict names the URL that is really opened', async () => {
    const client = await serve(location(forwarding));
    const lenses = (await client.connection.sendRequest(CodeLensRequest.type, { textDocument: { uri } })) ?? [];
    assert.deepEqual(
      lenses.map(({ command }) => command?.title),
      ['WebSocket: connects', 'Test this WebSocket'],
    );
    const [argument] = (lenses[1]?.command?.arguments ?? []) as readonly ProbeCommandArgument[];
    assert.deepEqual([lenses[1]?.command?.command, argument?.url, argument?.uri], [probeCommand, 'ws://localhost:8080/ws', uri]);
  });

  test('no lens offers to send something from a workspace that is not trusted', async () => {
    const client = await serve(location(forwarding), false);
    const lenses = (await client.connection.sendRequest(CodeLensRequest.type, { textDocument: { uri } })) ?? [];
    assert.deepEqual(
      lenses.map(({ command }) => command?.title),
      ['WebSocket: connects'],
    );
  });

  test('what is no URL is not asked', async () => {
    const client = await serve('');
    for (const url of ['ftp://a/', '/ws', 'ws://me:secret@a/', ''])
      assert.ok('complaint' in (await client.connection.sendRequest<ProbeResult>(probeRequest, { uri, url })), url);
    assert.equal(await client.connection.sendRequest(probePageRequest), null);
  });

  test('what cannot be sent is not asked', async () => {
    const client = await serve('');
    const wrong: readonly Partial<ProbeParams>[] = [
      { headers: ['no colon'] },
      { headers: ['X: a\r\nHost: b'] },
      { origin: 'a\nb' },
      { subprotocols: ['a b'] },
      { resolve: ['a:b:c'] },
      { compare: 'origin.example.com' },
      { compare: '192.0.2.1:0' },
    ];
    for (const params of wrong) {
      const asked = { uri, url: 'ws://127.0.0.1:1/', ...params };
      const result = await client.connection.sendRequest<ProbeResult>(probeRequest, asked);
      assert.ok('complaint' in result, JSON.stringify(params));
    }
    assert.equal(await client.connection.sendRequest(probePageRequest), null);
  });

  test('without a configuration the answer stands alone, and is text of one line each', async () => {
    const server = createServer((socket) => {
      const body = `<script>alert(1)</script>\n\u0007${'x'.repeat(9000)}`;
      socket.end(`HTTP/1.1 200 \u202e<b>\r\nX: <img>\r\nContent-Length: ${body.length}\r\n\r\n${body}`);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const client = await serve('');
    const url = `ws://127.0.0.1:${(server.address() as AddressInfo).port}/ws`;
    const result = await client.connection.sendRequest<ProbeResult>(probeRequest, { uri: 'file:///not/open.conf', url });
    server.close();
    assert.ok('page' in result);
    assert.ok(!headingsOf(result.page).some((it) => it.startsWith('By the configuration')));
    for (const { text } of spansOf(result.page)) assert.doesNotMatch(text, /[\u0000-\u001f\u202e]/);
    assert.ok(spansOf(result.page).some(({ text }) => text === '<script>alert(1)</script>'));
    assert.ok(panelText(result.page).length < 6000);
  });

  test('a port that nothing listens on', async () => {
    const client = await serve(location(forwarding).replace('8080', '1'));
    const { connected, page } = await probe(client, { url: 'ws://127.0.0.1:1/ws' });
    assert.equal(connected, false);
    assert.equal(headingsOf(page)[0], 'Not reached');
  });
});
