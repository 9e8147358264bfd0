/** The library: what the command line says, for files of the caller's. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import type { CheckDocument, FileMap, SimulationDocument } from '../../server/src/library/index.ts';
import type * as Library from '../../server/src/library/index.ts';
import { runCli } from '../support/cli.ts';
import { fc } from '../support/dice.ts';
import { makeFolder } from '../support/folder.ts';
import { root } from '../support/parts.ts';

/** As it is built: its parser lies beside it. */
const { check, format, parse, simulate } = createRequire(import.meta.url)('../../dist/library.js') as typeof Library;

const broken = 'server {\n    listen 80;\n    location /ws {\n        proxy_pass http://127.0.0.1:3000;\n    }\n}\n';
const main = 'events {}\nhttp {\n    include conf.d/*.conf;\n}\n';
const rulesIn = async (files: FileMap): Promise<readonly string[]> => {
  const { findings } = await check(files, { nginxVersion: '1.22.1' });
  return findings.map(({ file, rule }) => `${file}: ${rule}`);
};

suite('what the command line says', () => {
  const sites: Readonly<Record<string, FileMap>> = {
    ...Object.fromEntries(
      readdirSync(join(root, 'examples'))
        .filter((name) => name !== 'fixed' && !name.includes('.'))
        .map((name) => [name, { 'nginx.conf': readFileSync(join(root, 'examples', name, 'nginx.conf'), 'utf8') }]),
    ),
    'several files': { 'nginx.conf': main, 'conf.d/a.conf': broken, 'conf.d/b.conf': 'include gone.conf;\n' },
    'a fragment beside a main file': { 'etc/nginx.conf': main, 'etc/conf.d/a.conf': broken, 'other/site.conf': broken },
  };

  for (const [name, files] of Object.entries(sites)) {
    test(name, async () => {
      const folder = makeFolder(files);
      const told = runCli(['check', '--format', 'json', '--nginx-version', '1.22.1', folder.path]).stdout;
      const expected = JSON.parse(told.replaceAll(`${folder.path}/`, '')) as CheckDocument;
      const { complaints, ...result } = await check(files, { nginxVersion: '1.22.1' });
      assert.deepEqual(result, expected);
      assert.deepEqual(complaints, []);
    });
  }

  test('of one request', async () => {
    const folder = makeFolder({ 'nginx.conf': main, 'conf.d/a.conf': broken });
    const url = 'ws://localhost/ws';
    const told = runCli(['simulate', '--format', 'json', '--url', url, folder.path]).stdout;
    const expected = JSON.parse(told.replaceAll(`${folder.path}/`, '')) as SimulationDocument;
    assert.deepEqual(await simulate({ 'nginx.conf': main, 'conf.d/a.conf': broken }, url), expected);
  });
});

suite('files', () => {
  test('of another system, by the names that they were given', async () => {
    const files = { 'C:\\nginx\\conf\\nginx.conf': main, 'C:\\nginx\\conf\\conf.d\\a.conf': broken };
    assert.deepEqual(await rulesIn(files), ['C:\\nginx\\conf\\conf.d\\a.conf: missing-websocket-headers']);
  });

  test('of a share', async () => {
    const files = { '\\\\box\\etc\\nginx.conf': main, '\\\\box\\etc\\conf.d\\a.conf': broken };
    assert.deepEqual(await rulesIn(files), ['\\\\box\\etc\\conf.d\\a.conf: missing-websocket-headers']);
  });

  test('by absolute paths, includes by absolute paths too', async () => {
    const files = { '/etc/nginx/nginx.conf': main.replace('conf.d', '/etc/nginx/conf.d'), '/etc/nginx/conf.d/a.conf': broken };
    assert.deepEqual(await rulesIn(files), ['/etc/nginx/conf.d/a.conf: missing-websocket-headers']);
  });

  test('that a map of includes leads to', async () => {
    const files = { 'nginx.conf': main.replace('conf.d', '/srv/sites'), 'sites/a.conf': broken };
    const { findings } = await check(files, { includeMap: { '/srv/sites': 'sites' }, main: 'nginx.conf' });
    assert.deepEqual([...new Set(findings.map(({ file }) => file))], ['sites/a.conf']);
  });

  test('of what nginx -T prints', async () => {
    const dump = `# configuration file /etc/nginx/nginx.conf:\n${main}\n# configuration file /etc/nginx/conf.d/a.conf:\n${broken}\n`;
    const { findings } = await check(dump.replace('include conf.d', 'include /etc/nginx/conf.d'));
    assert.deepEqual([...new Set(findings.map(({ file }) => file))], ['/etc/nginx/conf.d/a.conf']);
  });

  test('around a text are not known, and nothing wrong is said of them', async () => {
    const { findings } = await check('events {}\nhttp {\n    include gone.conf;\n    include sites/*;\n}\n');
    assert.deepEqual(findings, []);
  });
});

suite('a reader', () => {
  test('is asked for what is included, each once, and may take its time', async () => {
    const texts: FileMap = { 'nginx.conf': main, 'conf.d/a.conf': broken };
    const asked: string[] = [];
    const read = async (path: string): Promise<string | undefined> => {
      asked.push(path);
      await new Promise((resolve) => setTimeout(resolve, 5));
      return texts[path];
    };
    const list = (folder: string): readonly string[] => {
      asked.push(`${folder}/`);
      return folder === 'conf.d' ? ['a.conf'] : [];
    };
    const { findings } = await check({ read, list }, { main: 'nginx.conf', nginxVersion: '1.22.1' });
    assert.deepEqual(findings, (await check(texts, { nginxVersion: '1.22.1' })).findings);
    assert.deepEqual(asked, ['nginx.conf', 'conf.d/', 'conf.d/a.conf']);
  });

  test('that throws makes the answer fail with that', async () => {
    const read = (): string => {
      throw new Error('the line is down');
    };
    await assert.rejects(check({ read }, { main: 'nginx.conf' }), /^Error: the line is down$/);
  });
});

suite('options that are wrong are named', () => {
  const wrong: readonly [name: string, ask: () => Promise<unknown>, said: RegExp][] = [
    ['nginxVersion', () => check('', { nginxVersion: 'new' }), /^Error: nginxVersion: new is no version such as/],
    ['expect', () => check('', { expect: ['example.com'] }), /^Error: expect: example\.com is no URL/],
    ['main', () => check({ read: () => '' }), /^Error: main: a reader needs/],
    [
      'main among several',
      () => simulate({ 'a/nginx.conf': main, 'b/nginx.conf': main }, 'ws://a/'),
      /^Error: main: one of a\/nginx\.conf, b\/nginx\.conf$/,
    ],
    ['main that is not there', () => check({ 'nginx.conf': main }, { main: 'other.conf' }), /^Error: other\.conf: no such file$/],
    ['nothing to judge', () => check({}), /no configuration of nginx is in it$/],
    ['port', () => simulate(main, 'ws://a/', { port: 0 }), /^Error: port: 0 is no port$/],
    ['url', () => simulate(main, 'a'), /^Error: url: a is no URL/],
    ['head', () => simulate(main, { head: '' }), /^Error: head: does not start with a request line/],
    ['indent', () => format('', { indent: 0 }), /^Error: indent: 0 is none of/],
  ];
  for (const [name, ask, said] of wrong)
    test(name, async () => {
      await assert.rejects(ask(), said);
    });
});

test('any texts under any names give an answer', async () => {
  const name = fc.oneof(fc.constantFrom('nginx.conf', 'conf.d/a.conf', '__proto__', 'constructor', '..', ''), fc.string());
  const text = fc.oneof(fc.constantFrom(main, broken, 'include *;', 'include nginx.conf;'), fc.string({ unit: 'binary' }));
  const property = fc.asyncProperty(fc.array(fc.tuple(name, text), { minLength: 1, maxLength: 4 }), async (entries) => {
    const files = Object.fromEntries([...entries, ['nginx.conf', main] as const]);
    const { findings } = await check(files, { main: 'nginx.conf' });
    const names = Object.keys(files);
    for (const { file } of findings) assert.ok(names.includes(file), file);
    for (const [, one] of entries) {
      await check(one);
      await parse(one);
      await format(one);
    }
  });
  await fc.assert(property, { numRuns: 60 });
});
