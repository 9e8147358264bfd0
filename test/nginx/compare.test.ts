/** What a comparison of two releases says, beside what a real nginx of each does with the same text. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { defaultOptions } from '../../server/src/analysis/analyze.ts';
import { compareVersions } from '../../server/src/features/compare/compare.ts';
import type { Comparison } from '../../server/src/features/compare/model.ts';
import type { Refusal } from '../../server/src/config/model.ts';
import { rules } from '../../server/src/rules/index.ts';
import { startEchoBackend, type Backend } from '../support/backends.ts';
import { behindNginx } from '../support/behind-nginx.ts';
import { requestHead, sendRaw } from '../support/nginx-client.ts';
import { makeNginxFolder, nginxForTests, testConfig } from '../support/nginx.ts';
import { versionOf } from '../support/observed.ts';
import { testParser } from '../support/parser.ts';
import { root, type NginxBinary } from '../support/parts.ts';
import { memoryWorkspace } from '../support/workspace.ts';

const parser = await testParser();
const examples = readdirSync(join(root, 'examples'), { recursive: true, encoding: 'utf8' }).filter((it) => it.endsWith('.conf'));
const server = (...lines: readonly string[]): string =>
  `events {}\nhttp {\n    server {\n        listen 8080;\n${lines.map((it) => `        ${it}\n`).join('')}    }\n}\n`;
const pass = 'proxy_pass http://127.0.0.1:3000;';
const pair = 'proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection upgrade;';

const texts: ReadonlyMap<string, string> = new Map([
  ...examples.map((name): [string, string] => [name, readFileSync(join(root, 'examples', name), 'utf8')]),
  ['ssl off', server('ssl off;', `location /ws { ${pass} ${pair} }`)],
  ['http2 on', server('http2 on;', `location /ws { ${pass} ${pair} }`)],
  ['both', server('http2 on;', 'ssl off;', `location /ws { ${pass} }`)],
  ['refused by all', server('proxy_sett_header A b;', `location /ws { ${pass} }`)],
  ['a value', server(`location /ws { ${pass} proxy_http_version 2; }`)],
  ['push', server('http2_push_preload on;', `location /ws { ${pass} }`)],
  ['without anything', server(`location /ws { ${pass} }`)],
  ['with Host', server(`location /ws { ${pass} ${pair} proxy_set_header Host $host; }`)],
  ['with its version', server(`location /ws { ${pass} ${pair} proxy_http_version 1.1; }`)],
]);

function compared(main: string, text: string, from: NginxBinary, to: NginxBinary): Comparison {
  const compare = { workspace: memoryWorkspace(parser, new Map([[main, text]])), main };
  const options = { ...defaultOptions, nginx: versionOf(from.version), build: {} };
  const failed = (rule: string): void => assert.fail(rule);
  return compareVersions(
    { ...compare, options },
    { from: versionOf(from.version), to: versionOf(to.version) },
    { rules, failed },
  );
}

const binaries = nginxForTests();
const [oldest, newest] = [binaries[0], binaries.at(-1)];
const pairs = oldest === undefined || newest === undefined ? [] : [[oldest, newest] as const, [newest, oldest] as const];

for (const [from, to] of pairs) {
  suite(`from nginx ${from.version} to ${to.version}`, () => {
    let backend: Backend;
    before(async () => {
      backend = await startEchoBackend();
    });
    after(() => backend.stop());

    for (const [name, text] of texts) {
      test(`${name}: who starts, and what is refused where`, () => {
        const folder = makeNginxFolder();
        folder.write('nginx.conf', text);
        const { refused, refusals } = compared(`${folder.path}/nginx.conf`, text, from, to);
        const real = [from, to].map((it) => testConfig(it, folder.path).refusal);
        folder.remove();
        assert.deepEqual([refused.from, refused.to].map(said), real);
        const [before, now] = real;
        const changes = refusals.map((it) => [it.change, said(it)]);
        if (now !== undefined && now !== before) assert.ok(changes.some(([change, it]) => change === 'appears' && it === now));
        if (before !== undefined && now !== before)
          assert.ok(changes.some(([change, it]) => change === 'vanishes' && it === before));
        if (before === undefined && now === undefined) assert.deepEqual(changes, []);
      });

      test(`${name}: what the backend receives otherwise`, async () => {
        const heads: string[][] = [];
        for (const nginx of [from, to]) {
          const before = backend.requests.length;
          await behindNginx(nginx, text, backend, (port) => sendRaw(port, requestHead({ target: '/ws' })));
          const head = backend.requests[before]?.head.trimEnd().split('\n') ?? [];
          heads.push(head.map((line, index) => (index === 0 ? (line.split(' ').at(-1) ?? '') : line)).filter((it) => it !== ''));
        }
        const [one = [], other = []] = heads;
        if (one.length === 0 || other.length === 0) return;
        const { handshakes } = compared('/srv/nginx.conf', text, from, to);
        const own = handshakes.find(({ location }) => location === '/ws') ?? handshakes[0];
        const [gone, come] = [one.filter((it) => !other.includes(it)), other.filter((it) => !one.includes(it))];
        assert.deepEqual([own?.head.gone ?? [], own?.head.come ?? []], [gone, come]);
      });
    }
  });
}

function said(refusal: Refusal | undefined): string | undefined {
  return refusal?.path === undefined ? refusal?.message : `${refusal.message} in ${refusal.path}:${refusal.line ?? 0}`;
}
