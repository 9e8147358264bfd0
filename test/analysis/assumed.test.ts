/** Where nobody said the version: what is wrong at either end of what it may be is told, with the versions that it is true for. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import { createAnalyzer, defaultOptions, type Analysis } from '../../server/src/analysis/analyze.ts';
import type { FileFinding } from '../../server/src/analysis/finding.ts';
import { hoverAt } from '../../server/src/features/hover.ts';
import { lensesOf } from '../../server/src/features/lenses.ts';
import { oldestSupported } from '../../server/src/reference/releases.ts';
import { newestStable, type NginxVersion } from '../../server/src/reference/version.ts';
import { rules } from '../../server/src/rules/index.ts';
import { folder, readCases } from '../support/cases.ts';
import { testParser } from '../support/parser.ts';
import { memoryWorkspace } from '../support/workspace.ts';

const parser = await testParser();
const main = `${folder}nginx.conf`;

function analyse(files: ReadonlyMap<string, string>, nginx: NginxVersion, nginxUpTo?: NginxVersion, url?: string): Analysis {
  const [first = ''] = files.keys();
  const statedUrls = url === undefined ? [] : [{ url, elsewhere: false }];
  return createAnalyzer(rules)(memoryWorkspace(parser, files), first, { ...defaultOptions, nginx, nginxUpTo, statedUrls });
}

function assumed(text: string, url?: string): Analysis {
  return analyse(new Map([[main, text]]), oldestSupported, newestStable, url);
}

function site(...lines: readonly string[]): string {
  return `events {}\nhttp {\n    server {\n        listen 80;\n        location /ws {\n            proxy_pass http://127.0.0.1:3000;\n${lines.map((it) => `            ${it}\n`).join('')}        }\n    }\n}\n`;
}

suite('the cases of all rules', () => {
  const isLoud = ({ severity }: FileFinding): boolean => severity === 'error' || severity === 'warning';
  const placeOf = ({ path, start }: FileFinding): string => `${path}:${start}`;
  const rulesFolder = join(import.meta.dirname, '../rules');
  for (const name of readdirSync(rulesFolder).filter((it) => it.endsWith('.conf'))) {
    test(name, () => {
      for (const it of readCases(readFileSync(join(rulesFolder, name), 'utf8'))) {
        const files = new Map([...it.files].map(([path, text]) => [folder + path, text]));
        const told = analyse(files, oldestSupported, newestStable).findings;
        const all = [analyse(files, oldestSupported), analyse(files, newestStable)];
        // What one end refuses, and the other reads, was not written for it.
        const reading = all.filter(({ problems }) => problems().read.length === 0);
        const ends = (reading.length === 0 ? all : reading).map(({ findings }) => findings.filter(isLoud));
        const places = new Set(told.map(placeOf));
        for (const finding of ends.flat()) assert.ok(places.has(placeOf(finding)), `${it.name}: ${finding.message} is not told`);
        for (const finding of told.filter(isLoud)) {
          const isSaid = ends.every((end) => end.some((other) => placeOf(other) === placeOf(finding)));
          const words = told.filter((other) => placeOf(other) === placeOf(finding)).map(({ message }) => message);
          assert.ok(
            isSaid || words.some((text) => /(?:before|from|until nginx|with nginx) 1\.\d+/i.test(text)),
            `${it.name}: ${words.join()}`,
          );
        }
      }
    });
  }
});

suite('lenses', () => {
  const titleOf = (analysis: Analysis): string | undefined => lensesOf(analysis, main, 'all', 'never')[0]?.title;
  const upgrade = 'proxy_set_header Upgrade $http_upgrade;';
  const connection = 'proxy_set_header Connection upgrade;';

  test('say which versions have the defaults', () => {
    assert.equal(titleOf(assumed(site(upgrade))), 'WebSocket: fails: Connection: close before 1.29.7, none since');
    assert.equal(titleOf(assumed(site(upgrade, connection))), 'WebSocket: depends on the backend: HTTP/1.0 before 1.29.7');
  });

  test('say nothing of versions where nothing hangs on them', () => {
    assert.equal(titleOf(assumed(site(upgrade, connection, 'proxy_http_version 1.1;'))), 'WebSocket: connects');
    assert.equal(
      titleOf(assumed(site(upgrade, connection, 'proxy_http_version 1.0;'))),
      'WebSocket: depends on the backend: HTTP/1.0',
    );
    assert.equal(titleOf(assumed(site(upgrade, 'proxy_set_header Connection close;'))), 'WebSocket: fails: Connection: close');
    assert.equal(titleOf(analyse(new Map([[main, site(upgrade)]]), oldestSupported)), 'WebSocket: fails: Connection: close');
  });

  test('a file that only newer ones read is judged for these', () => {
    const text = site(upgrade, connection).replace('http {', 'http {\n    upstream app { server 127.0.0.1:1; keepalive 0; }');
    assert.equal(titleOf(assumed(text)), 'WebSocket: connects');
  });

  test('so does the hover', () => {
    const text = site(upgrade);
    const hover = hoverAt(assumed(text), main, text.indexOf('proxy_pass') + 1, (path) => ({ words: path, href: path }));
    assert.match(hover?.markdown ?? '', /`Connection: close` are the default before 1\.29\.7, which .*; newer ones send neither/);
  });
});

suite('stated URLs', () => {
  const saidOf = (text: string, range: readonly [NginxVersion, NginxVersion?]): readonly string[] =>
    analyse(new Map([[main, text]]), ...([range[0], range[1]] as const), 'ws://app.example.com/ws')
      .findings.filter(({ rule, severity }) => rule === 'failing-handshake' && severity === 'error')
      .map(({ message }) => message);
  // Before 1.25.1, an address with http2 and without TLS takes no HTTP/1.1.
  const text = site(
    'proxy_http_version 1.1;',
    'proxy_set_header Upgrade $http_upgrade;',
    'proxy_set_header Connection upgrade;',
  ).replace('listen 80;', 'listen 80 http2;');

  test('what fails at one end only is told with the versions', () => {
    const [message = ''] = saidOf(text, [oldestSupported, newestStable]);
    assert.match(message, /does not get through.* That is so with nginx 1\.18\.0; with nginx 1\.30\.5 it gets through\.$/);
  });

  test('what a certain version does is told without', () => {
    assert.doesNotMatch(saidOf(text, [oldestSupported])[0] ?? '', /That is so with/);
    assert.deepEqual(saidOf(text, [newestStable]), []);
  });
});
