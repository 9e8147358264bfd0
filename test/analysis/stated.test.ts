/** Stated URLs: on the truth table each configuration that does not connect has an error, and each that connects has none. */
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { createAnalyzer, defaultOptions, type Analysis } from '../../server/src/analysis/analyze.ts';
import type { StatedUrl } from '../../server/src/analysis/stated.ts';
import { newestStable, parseVersion } from '../../server/src/reference/version.ts';
import { rules } from '../../server/src/rules/index.ts';
import { columns, mainFile, truth, workspaceOf, type Case, type Column } from '../handshake/truth/cases.ts';
import { testParser } from '../support/parser.ts';
import { memoryWorkspace } from '../support/workspace.ts';

const parser = await testParser();
const asked: readonly Column[] = ['nginx_1_22', 'nginx_1_31_3'];

/** What no configuration shows: the backend, or what nginx is built with. */
const decidedElsewhere: Readonly<Record<string, string>> = {
  'c10-http-to-tls': 'the backend speaks TLS only',
  'c11-https-to-plain': 'the backend speaks no TLS',
  'c16-dead': 'the backend is down',
  'd10-origin-proxy_host': 'the backend compares Origin with Host',
  'd25-sub_filter': 'a build of nginx lacks the module',
  'e05-sni-required': 'the backend asks for SNI',
  'e07-sni-ip': 'the backend asks for SNI',
  'e09-verify': 'the certificate of the backend is not trusted',
  'p07-uri-double-slash': 'the backend serves another path',
  'p08-uri-glued': 'the backend serves another path',
  'p37-var-double-slash': 'the backend serves another path',
};

/** A lenient backend took it, strict ones do not: no stated URL may depend on that. */
const lenient: Readonly<Record<string, readonly Column[]>> = {
  'a04-both-no-version': ['nginx_1_22'],
  'a25-version-10': asked,
  'a66-commented-out': ['nginx_1_22'],
  'd27-set-body': asked,
  'd59-te-chunked': asked,
  'd65-two-hosts': asked,
};

/** The folder of an include is not here: what nginx refuses may be in it, so that it is told, and no more. */
const unseen: ReadonlySet<string> = new Set(['m25-include-glob-empty']);

/** Somebody who opens the URL in a browser sends just what the case sends. */
function isBrowsers({ request = {} }: Case): boolean {
  const others = Object.keys(request).filter((key) => !['browser', 'host', 'tls'].includes(key));
  return request.browser !== 'plain' && others.length === 0;
}

function analyse(it: Case, column: Column): Analysis {
  const host = (it.request?.host ?? 'app.example.com').replace(/:\d+$/, '');
  const url = `${it.request?.tls === true ? 'wss' : 'ws'}://${host}:41000${it.request_path}`;
  const nginx = parseVersion(columns[column]) ?? newestStable;
  const options = { ...defaultOptions, nginx, statedUrls: [{ url, elsewhere: false }] };
  return createAnalyzer(rules)(workspaceOf(it, parser), mainFile(it), options);
}

suite('a stated URL of the truth table', () => {
  for (const it of truth.filter(isBrowsers)) {
    for (const column of asked) {
      const connects = it[column].config === 'ok' && it[column].handshake_ok && lenient[it.id]?.includes(column) !== true;
      const { findings } = analyse(it, column);
      const errors = findings.filter(({ severity, stated }) => severity === 'error' || (unseen.has(it.id) && stated === true));
      const told = errors.map(({ rule, message }) => `${rule}: ${message}`);
      if (decidedElsewhere[it.id] !== undefined) continue;
      test(`${it.id} on ${columns[column]} ${connects ? 'is silent' : 'is an error'}`, () => {
        if (connects) assert.deepEqual(told, []);
        else assert.notDeepEqual(told, []);
      });
    }
  }

  test('nothing is left out that need not be', () => {
    for (const id of Object.keys(decidedElsewhere)) {
      const it = truth.find((other) => other.id === id);
      assert.ok(it, `${id} is in the table`);
      const wrong = asked.filter((column) => {
        const connects = it[column].config === 'ok' && it[column].handshake_ok;
        return analyse(it, column).findings.some(({ severity }) => severity === 'error') === connects;
      });
      assert.notDeepEqual(wrong, [], `${id} is right without its exception`);
    }
    for (const [id, where] of Object.entries(lenient)) {
      const it = truth.find((other) => other.id === id);
      for (const column of where) assert.equal(it?.[column].handshake_ok, true, `${id} on ${columns[column]}`);
    }
  });
});

const site = `events {}
http {
    server {
        listen 80;
        server_name app.example.com;
        location /ws { proxy_pass http://127.0.0.1:3000; }
        location /page { return 200; }
    }
}
`;

function findingsOf(text: string, ...statedUrls: readonly StatedUrl[]): readonly string[] {
  const workspace = memoryWorkspace(parser, new Map([['/etc/nginx/nginx.conf', text]]));
  const options = { ...defaultOptions, nginx: newestStable, statedUrls };
  const { findings } = createAnalyzer(rules)(workspace, '/etc/nginx/nginx.conf', options);
  return findings.filter(({ severity }) => severity === 'error').map(({ rule, start }) => `${rule} ${lineAt(text, start)}`);
}

function lineAt(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length;
}

suite('whose URL it is', () => {
  const here = (url: string): StatedUrl => ({ url, elsewhere: false });
  const anywhere = (url: string): StatedUrl => ({ url, elsewhere: true });

  test('one that the workspace states is judged where a server has its name', () => {
    assert.deepEqual(findingsOf(site, anywhere('ws://app.example.com/page')), [
      'missing-websocket-headers 6',
      'failing-handshake 7',
    ]);
    assert.deepEqual(findingsOf(site, anywhere('ws://other.example.com/page')), ['missing-websocket-headers 6']);
    assert.deepEqual(findingsOf(site, anywhere('ws://app.example.com:81/page')), ['missing-websocket-headers 6']);
    assert.deepEqual(findingsOf(site, anywhere('ws://localhost/page')), ['missing-websocket-headers 6', 'failing-handshake 7']);
  });

  test('one that is stated for this very configuration is judged by the server that takes it', () => {
    assert.deepEqual(findingsOf(site, here('ws://other.example.com/page')), [
      'missing-websocket-headers 6',
      'failing-handshake 7',
    ]);
    assert.deepEqual(findingsOf(site, here('ws://app.example.com:81/page')), [
      'failing-handshake 4',
      'missing-websocket-headers 6',
    ]);
  });

  test('several that one line stops are said there', () => {
    const urls = ['ws://app.example.com/page', 'ws://app.example.com/page/2'].map(here);
    assert.deepEqual(findingsOf(site, ...urls), ['missing-websocket-headers 6', 'failing-handshake 7']);
  });

  test('what nginx refuses is said once, at its line', () => {
    const refused = site.replace('listen 80;', 'listen 80; proxy_http_version 1.2;');
    const told = findingsOf(refused, here('ws://app.example.com/page'), here('ws://app.example.com/ws'));
    assert.equal(told.filter((it) => it.endsWith(' 4')).length, 1, told.join());
    assert.ok(!told.some((it) => it.startsWith('failing-handshake') && !it.endsWith(' 4')), told.join());
  });

  test('bad URLs and empty configurations have an answer', () => {
    for (const url of ['', '/', '//', 'ws://', 'ws://[::1/x', 'x'.repeat(100_000), 'wss://a:99999/', '\u0000']) {
      for (const text of ['', 'events {}', site, '}', 'http { server { listen 80;']) findingsOf(text, here(url), anywhere(url));
    }
  });
});
