/** `check --format sarif`: valid by the official schema for all kinds of runs, with the parts that code scanning reads. */
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { Log, Run } from 'sarif';
import { rules } from '../../server/src/rules/index.ts';
import { runCli, type CliResult } from '../support/cli.ts';
import { makeFolder } from '../support/folder.ts';
import { hostileTexts } from '../support/hostile.ts';
import { addressesIn, complaintsOfSchema } from '../support/sarif.ts';
import { broken, connectionLine, mainFile, upgradeLine, websocketServer, working } from '../support/sites.ts';

const folder = makeFolder({
  'a b/broken.conf': broken,
  'a b/ümlaut #1%.conf': broken,
  'map.conf': mainFile(websocketServer(upgradeLine, connectionLine)),
  'working.conf': working,
  'refused.conf': 'events {}\nhttp { server { listen 99999; } }\n',
  'syntax.conf': 'events {\nhttp { server { location / { proxy_pass http://a }',
  'binary.conf': new Uint8Array([0, 255, 254, 10, 123, 200]),
  'plain.conf': mainFile('server { listen 80; location / { proxy_pass http://127.0.0.1:3000; } }'),
  'dump.txt': `# configuration file /etc/nginx/nginx.conf:\n${broken}\n`,
  'hostile.conf': mainFile(
    ...Object.values(hostileTexts).map((text) => `server { server_name "${text}"; proxy_passs ${text}; }`),
  ),
  'site/nginx.conf': mainFile('include conf.d/*.conf;'),
  'site/conf.d/a.conf': 'server { listen 80; return 200; }',
  'site/conf.d/b.conf': 'server { listen 81 nonsense; }',
});

function run(
  args: readonly string[],
  input = '',
  cwd = folder.path,
  env = {},
): CliResult & { readonly log: Log; readonly only: Run } {
  const result = runCli(['check', '--format', 'sarif', ...args], cwd, env, input);
  const log = JSON.parse(result.stdout) as Log;
  const [only, ...more] = log.runs;
  assert.ok(only !== undefined && more.length === 0);
  return { ...result, log, only };
}

suite('valid by the official schema', () => {
  const runs: readonly (readonly [name: string, args: readonly string[], status: number, input?: string])[] = [
    ['nothing to report', ['working.conf'], 0],
    ['findings, several files', ['a b/broken.conf', 'map.conf'], 1],
    ['a file that nginx refuses', ['refused.conf'], 1],
    ['a broken text', ['syntax.conf'], 1],
    ['no text at all', ['binary.conf'], 1],
    ['texts and names that command', ['hostile.conf'], 1],
    ['standard input', ['-'], 1, broken],
    ['standard input beside a file', ['-', 'map.conf'], 1, broken],
    ['the output of nginx -T', ['dump.txt'], 1],
    ['a file that cannot be read, beside others', ['nowhere.conf', 'map.conf'], 2],
    ['nginx refuses, at a file that is not shown', ['site/conf.d/a.conf'], 1],
    ['what forwards no WebSocket', ['plain.conf'], 0],
    ['a URL that must get through', ['--expect', 'ws://a/', 'plain.conf'], 1],
    ['a folder', ['.'], 1],
  ];
  for (const [name, args, status, input] of runs)
    test(name, () => {
      const { log, status: ended } = run(args, input);
      assert.deepEqual(complaintsOfSchema(log), []);
      assert.equal(ended, status);
    });

  test('the schema is asked indeed', () => {
    const { log } = run(['map.conf']);
    assert.notDeepEqual(complaintsOfSchema({ ...log, version: '2.0' }), []);
    const uri = { artifactLocation: { uri: 'a b' } };
    const results = [{ message: { text: '' }, locations: [{ physicalLocation: uri }] }];
    assert.notDeepEqual(complaintsOfSchema({ ...log, runs: log.runs.map((it) => ({ ...it, results })) }), []);
  });

  test('where nothing can be read there is no report: an empty one would say that all is well', () => {
    const { status, stdout, stderr } = runCli(['check', '--format', 'sarif', 'nowhere.conf'], folder.path);
    assert.deepEqual([status, stdout], [2, '']);
    assert.match(stderr, /nowhere\.conf: no such file/);
  });
});

test('each rule brings its level and its page', () => {
  const { driver } = run(['working.conf']).only.tool;
  assert.deepEqual(
    driver.rules?.map(({ id }) => id),
    rules.map(({ id }) => id),
  );
  const levels = { error: 'error', warning: 'warning', information: 'note', hint: 'note' };
  for (const [index, { help, helpUri = '', defaultConfiguration, shortDescription, fullDescription }] of driver.rules.entries()) {
    const { id = '', severity = 'hint', summary } = rules[index] ?? {};
    assert.equal(defaultConfiguration?.level, levels[severity]);
    assert.ok(shortDescription?.text === summary && fullDescription?.text === `${summary}.`);
    assert.ok(helpUri.endsWith(`/docs/rules/${id}.md`) && help?.text.includes(helpUri) === true);
    const { markdown = '' } = help;
    for (const heading of ['## What you see', '## Before', '## When to ignore it']) assert.ok(markdown.includes(heading), id);
    // It is read far from its folder.
    for (const [, link = ''] of markdown.matchAll(/\]\(([^)]*)\)/g)) assert.match(link, /^https?:\/\//, id);
    assert.ok(!markdown.startsWith('#') && !/^<!--/m.test(markdown), id);
  }
});

test('results point at their rule, place, related places and fixes', () => {
  const { status, only } = run(['a b/broken.conf', 'map.conf']);
  assert.equal(status, 1);
  assert.ok(only.results);
  for (const { ruleId, ruleIndex = -1, level, message, locations = [] } of only.results) {
    assert.equal(rules[ruleIndex]?.id, ruleId);
    assert.ok(['error', 'warning', 'note'].includes(level ?? '') && message.text !== '' && locations.length === 1);
  }
  const upgrade = only.results.find(({ ruleId }) => ruleId === 'missing-upgrade-header');
  assert.deepEqual(upgrade?.locations?.[0]?.physicalLocation, {
    artifactLocation: { uri: 'a%20b/broken.conf', uriBaseId: '%SRCROOT%' },
    region: { startLine: 9, startColumn: 13, endLine: 9, endColumn: 23 },
  });
  assert.deepEqual(Object.keys(only.originalUriBaseIds ?? {}), ['%SRCROOT%']);
  const [change] = upgrade.fixes?.[0]?.artifactChanges ?? [];
  assert.deepEqual(change?.artifactLocation, { uri: 'a%20b/broken.conf', uriBaseId: '%SRCROOT%' });
  assert.match(change.replacements.map((it) => it.insertedContent?.text).join('\n'), /proxy_set_header Upgrade/);
});

suite('the files', () => {
  const fileOf = ({ only }: { readonly only: Run }) => only.results?.[0]?.locations?.[0]?.physicalLocation?.artifactLocation;

  test('count from the working folder, and lead to the file from there', () => {
    const found = run(['a b/ümlaut #1%.conf']);
    const { uri = '', uriBaseId = '' } = fileOf(found) ?? {};
    const base = found.only.originalUriBaseIds?.[uriBaseId]?.uri ?? '';
    assert.ok(base.endsWith('/'));
    assert.equal(decodeURIComponent(new URL(uri, base).pathname), folder.file('a b/ümlaut #1%.conf'));
  });

  test('count from the checkout, where CI says it: a step in a folder of a large repository', () => {
    const env = { GITHUB_WORKSPACE: folder.path };
    const found = run(['broken.conf'], '', folder.file('a b'), env);
    assert.deepEqual(fileOf(found), { uri: 'a%20b/broken.conf', uriBaseId: '%SRCROOT%' });
    const elsewhere = run(['broken.conf'], '', folder.file('a b'), { GITHUB_WORKSPACE: '/nowhere/else' });
    assert.equal(fileOf(elsewhere)?.uri, 'broken.conf');
  });

  test('count from where --relative-to says', () => {
    assert.equal(fileOf(run(['--relative-to', '..', 'broken.conf'], '', folder.file('a b')))?.uri, 'a%20b/broken.conf');
    const { status, stderr } = runCli(['check', '--relative-to', 'nowhere', 'map.conf'], folder.path);
    assert.equal(status, 2);
    assert.match(stderr, /--relative-to: nowhere: no such folder/);
  });

  test('outside of it have their whole address', () => {
    const location = fileOf(run([folder.file('map.conf')], '', folder.file('a b')));
    assert.match(location?.uri ?? '', /^file:\/\/\/.*\/map\.conf$/);
    assert.equal(location?.uriBaseId, undefined);
  });

  test('of a dump are those that it names', () => {
    assert.equal(fileOf(run(['dump.txt']))?.uri, 'file:///etc/nginx/nginx.conf');
  });

  test('are none for standard input: its places are words, and there is nothing to fix', () => {
    const { log, only } = run(['-'], broken);
    assert.deepEqual(addressesIn(log), []);
    const [result] = only.results ?? [];
    assert.equal(result?.locations?.[0]?.message?.text, 'line 9, column 13 of standard input');
    assert.equal(result.fixes, undefined);
  });
});

test('what is said beside findings is in the report too', () => {
  const said = (args: readonly string[]) => {
    const [invocation] = run(args).only.invocations ?? [];
    return [invocation?.executionSuccessful, ...(invocation?.toolExecutionNotifications ?? []).map((it) => it.message.text)];
  };
  assert.deepEqual(said(['working.conf']), [true]);
  const [whole, unread] = said(['nowhere.conf', 'working.conf']);
  assert.equal(whole, false);
  assert.match(String(unread), /nowhere\.conf: no such file/);
  const [, refused] = said(['site/conf.d/a.conf']);
  assert.match(String(refused), /nginx refuses: invalid parameter "nonsense" in .*b\.conf:1/);
  const [, rest] = said(['plain.conf']);
  assert.match(String(rest), /1 location does not forward WebSockets/);
});

test('a result keeps its fingerprint when lines are put above it, and no two have the same', () => {
  const prints = () => (run(['moving.conf']).only.results ?? []).map((it) => it.partialFingerprints?.['nginxHandshake/v1']);
  const server = websocketServer(connectionLine);
  folder.write('moving.conf', mainFile(server, server.replace('location /ws', 'location /live')));
  const before = prints();
  assert.ok(before.length >= 2);
  assert.equal(new Set(before).size, before.length);
  folder.write('moving.conf', `# a\n\n${mainFile('\n# b', server, '', server.replace('location /ws', 'location /live'))}`);
  assert.deepEqual(prints(), before);
});
