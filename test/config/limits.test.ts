/** What one main file leads to has an end: what is behind it is unknown, and that is told once, by every shell. */
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { build, type Built } from '../../server/src/config/build.ts';
import type { Config } from '../../server/src/config/model.ts';
import { statementsAfter, statementsIn, weightOf } from '../../server/src/config/weight.ts';
import { tellUnread } from '../../server/src/project/unread.ts';
import { runCli } from '../support/cli.ts';
import { makeFolder } from '../support/folder.ts';
import { startServer } from '../support/lsp-client.ts';
import { testParser } from '../support/parser.ts';
import { connectionMap, mainFile, upgradeLine } from '../support/sites.ts';
import { memoryWorkspace } from '../support/workspace.ts';

const parser = await testParser();

/** Lacks a Connection header, if nothing else can set one. */
function site(...lines: readonly string[]): string {
  return mainFile(connectionMap, `server { location /ws { proxy_pass http://a; ${upgradeLine} ${lines.join('\n')} } }`);
}

function chain(length: number, line: (next: string) => string): Record<string, string> {
  return Object.fromEntries(
    Array.from({ length }, (_, at) => [`c/${at}.conf`, at + 1 < length ? line(`include c/${at + 1}.conf;`) : '']),
  );
}

const large = '# as long as a comment may be without being told on\n'.repeat(250_000);

const cases: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'a chain of includes': { 'nginx.conf': site('include c/0.conf;'), ...chain(3000, (next) => next) },
  'many includes': { 'nginx.conf': site('include c/0.conf;\n'.repeat(10_001)), 'c/0.conf': '' },
  'much text': {
    'nginx.conf': site('include 0.conf; include 1.conf; include 2.conf;'),
    ...Object.fromEntries([0, 1, 2].map((at) => [`${at}.conf`, large])),
  },
  'blocks within blocks over files': {
    'nginx.conf': site('include c/0.conf;'),
    ...chain(90, (next) => `location /ws { location /ws { location /ws { ${next} } } }`),
  },
};

suite('what is beyond a limit', () => {
  for (const [name, files] of Object.entries(cases)) {
    test(`${name}: is unknown, and told once`, async () => {
      const folder = makeFolder(files);
      const { status, stdout, stderr } = runCli(['check', folder.file('nginx.conf')]);
      assert.equal(stderr.match(/Not all of `.*nginx\.conf` is read/g)?.length, 1, stderr);
      const simulated = runCli(['simulate', '--url', 'ws://a/ws', folder.file('nginx.conf')]);
      assert.match(simulated.stdout, /^unknown: /);
      assert.equal(simulated.stderr.match(/Not all of/g)?.length, 1);
      if (!name.includes('blocks')) assert.deepEqual([status, stdout.includes('Nothing to report')], [0, true], stdout);

      const client = await startServer({ folders: [folder.path] });
      await client.open(folder.uri('nginx.conf'), files['nginx.conf'] ?? '');
      const told = (): number => client.output.filter((line) => line.includes('Not all of')).length;
      // On a machine that is busy, files may come later than an answer waits for them.
      for (let round = 0, answers = 0; answers < 2 && round < 100; round++) {
        await client.change(folder.uri('nginx.conf'), { text: `${files['nginx.conf'] ?? ''}${'\n'.repeat(round % 2)}` });
        await client.diagnostics(folder.uri('nginx.conf'));
        if (told() > 0) answers++;
      }
      const output = client.output.join('\n');
      const count = told();
      await client.stop();
      assert.equal(count, 1, output);
    });
  }
});

suite('blocks within blocks', () => {
  const main = '/etc/nginx/nginx.conf';
  const nest = (levels: number, inner: string): string => `${'location /a {\n'.repeat(levels)}${inner}${'}\n'.repeat(levels)}`;
  const filesFor = (above: number): ReadonlyMap<string, string> =>
    new Map([
      [main, `events {}\nhttp { server { ${nest(above, 'include /etc/nginx/deep.conf;')} } }`],
      ['/etc/nginx/deep.conf', nest(120, 'proxy_pass http://a;')],
    ]);
  const told = (config: Config): number => {
    let count = 0;
    tellUnread(config, () => count++);
    return count;
  };

  test('are unknown from one depth on, and known again when they are less deep: as if read anew', () => {
    let built: Built | undefined;
    for (const above of [10, 100, 10, 100, 77, 78, 79]) {
      const workspace = memoryWorkspace(parser, filesFor(above));
      built = build(workspace, main, {}, built);
      const fresh = build(memoryWorkspace(parser, filesFor(above)), main, {});
      const [kept, anew] = [built, fresh].map(({ config }) => [told(config), config.includeProblems.map(({ kind }) => kind)]);
      assert.deepEqual(kept, anew, String(above));
      assert.equal(told(built.config), above + 120 + 2 > 200 ? 1 : 0, String(above));
    }
  });

  test('of one file are unknown too', () => {
    const text = `events {}\nhttp { server { ${nest(300, 'proxy_pass http://a;')} } }`;
    assert.equal(told(build(memoryWorkspace(parser, new Map([[main, text]])), main, {}).config), 1);
  });
});

test('short statements weigh more than their length', () => {
  const weigh = (text: string): number => weightOf(text, statementsIn(text));
  assert.equal(weigh('a;'.repeat(2_000_000)), 32_000_000);
  assert.equal(weigh('server_name example.com;\n'.repeat(200_000)), 5_000_000);
  const folder = makeFolder({ 'nginx.conf': 'a;'.repeat(2_000_000) });
  const { status, stderr } = runCli(['check', folder.file('nginx.conf')]);
  assert.equal(status, 2);
  assert.match(stderr, /more than a million statements/);
});

test('edits change the count of statements by what they bring and take', () => {
  const text = 'a; b { c; } # d';
  const file = { path: '/a.conf', tree: parser.parse(text), statements: statementsIn(text) };
  const edits = [
    { start: 0, end: 2, newText: '' },
    { start: 3, end: 11, newText: 'e; f; g;' },
  ];
  assert.equal(file.statements, 4);
  assert.equal(statementsIn(' e; f; g; # d'), 4);
  assert.equal(statementsAfter(file, edits), 4);
  assert.equal(statementsAfter(file, edits.slice(1)), 5);
});
