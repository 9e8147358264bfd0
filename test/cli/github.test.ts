/** `check --format github`: annotations where GitHub shows them, no more than it shows. */
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { runCli } from '../support/cli.ts';
import { makeFolder } from '../support/folder.ts';
import { broken, connectionLine, connectionMap, mainFile, websocketServer, working } from '../support/sites.ts';

const folder = makeFolder({
  'a,b: 100%/broken.conf': broken,
  'working.conf': working,
  'many.conf': mainFile(
    ...Array.from({ length: 25 }, (_, index) => `server { listen 80; server_name s${index}; nonsense${index} on; }`),
  ),
  'mixed.conf': mainFile(
    connectionMap,
    ...Array.from({ length: 12 }, (_, index) =>
      websocketServer('proxy_read_timeout 10s;', 'proxy_set_header Upgrade $http_upgrade;', connectionLine).replace(
        'server {',
        `server { server_name w${index};`,
      ),
    ),
    websocketServer(connectionLine).replace('server {', 'server { server_name last;'),
  ),
});

function run(args: readonly string[], cwd = folder.path, env = {}, input = '') {
  return runCli(['check', '--format', 'github', ...args], cwd, env, input);
}

/** As the runner takes a command apart. */
function commands(stdout: string) {
  return stdout
    .split('\n')
    .flatMap((line) => {
      const [, level = '', list = '', data = ''] = /^::(error|warning|notice) ([^:]*)::(.*)$/.exec(line) ?? [];
      return level === '' ? [] : [{ level, list, message: unescaped(data) }];
    })
    .map(({ list, ...rest }) => {
      const properties = list
        .split(',')
        .map((it): [string, string] => [it.slice(0, it.indexOf('=')), it.slice(it.indexOf('=') + 1)]);
      return { ...rest, ...Object.fromEntries(properties.map(([name, value]) => [name, unescaped(value)])) };
    });
}

function unescaped(text: string): string {
  return text
    .replaceAll('%0D', '\r')
    .replaceAll('%0A', '\n')
    .replaceAll('%3A', ':')
    .replaceAll('%2C', ',')
    .replaceAll('%25', '%');
}

test('a finding is an annotation at its line, whatever the name of its file', () => {
  const { status, stdout } = run(['a,b: 100%/broken.conf']);
  assert.equal(status, 1);
  const [first, ...more] = commands(stdout);
  assert.deepEqual(more, []);
  const { message = '', ...rest } = first ?? {};
  assert.match(message, /^The backend receives `Connection: upgrade` but no `Upgrade`/);
  const place = { file: 'a,b: 100%/broken.conf', line: '9', endLine: '9', col: '13', endColumn: '23' };
  assert.deepEqual(rest, { level: 'error', title: 'missing-upgrade-header', ...place });
});

test('files are named from the root of the repository on, in whatever folder of it the step runs', () => {
  const { stdout } = run(['broken.conf'], folder.file('a,b: 100%'), { GITHUB_WORKSPACE: folder.path });
  assert.match(stdout, /^::error file=a%2Cb%3A 100%25\/broken\.conf,/);
});

test('nothing to report writes nothing', () => {
  assert.deepEqual(run(['working.conf']), { status: 0, stdout: '', stderr: '' });
});

test('standard input is no file, and its line is in the words', () => {
  const [first] = commands(run(['-'], folder.path, {}, broken).stdout);
  assert.deepEqual(Object.keys(first ?? {}), ['level', 'message', 'title']);
  assert.match(first?.message ?? '', /^standard input:9:13: The backend/);
});

suite('no more annotations than GitHub shows', () => {
  test('the rest stands in the log as text', () => {
    const { stdout } = run(['many.conf']);
    assert.equal(commands(stdout).length, 10);
    assert.match(stdout, /\n15 more, as annotations are 10 of each level at most:\nmany\.conf:\d+:\d+: error: .* \[/);
    assert.equal(stdout.match(/^many\.conf:/gm)?.length, 15);
  });

  test('the worst come first', () => {
    const levels = commands(run(['mixed.conf']).stdout).map(({ level }) => level);
    assert.deepEqual([levels[0], levels.filter((it) => it === 'warning').length], ['error', 10]);
  });
});

test('what nginx refuses in a file that is not shown is an annotation too', () => {
  const site = makeFolder({
    'nginx.conf': mainFile('include conf.d/*.conf;'),
    'conf.d/a.conf': 'server { listen 80; return 200; }',
    'conf.d/b.conf': 'server { listen 81 nonsense; }',
  });
  const { status, stdout } = run(['conf.d/a.conf'], site.path);
  assert.equal(status, 1);
  assert.match(stdout, /^::error title=nginx refuses::invalid parameter "nonsense" in conf\.d\/b\.conf:1\n$/);
});
