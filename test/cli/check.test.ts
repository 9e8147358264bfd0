/** `check` through the bundled command line: contexts, formats, exit codes, fixing. */
import assert from 'node:assert/strict';
import { chmodSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { suite, test } from 'node:test';
import { makeFolder } from '../support/folder.ts';
import { runCli } from '../support/cli.ts';
import { broken, connectionLine, connectionMap, mainFile, upgradeLine, websocketServer, working } from '../support/sites.ts';

interface Json {
  readonly version: number;
  readonly nginxVersion: string;
  readonly findings: readonly {
    readonly file: string;
    readonly rule: string;
    readonly severity: string;
    readonly message: string;
    readonly range: { readonly start: { readonly line: number; readonly character: number } };
    readonly related: readonly { readonly file: string; readonly message: string }[];
    readonly fixes: readonly {
      readonly title: string;
      readonly safe: boolean;
      readonly edits: readonly { readonly file: string; readonly newText: string }[];
    }[];
  }[];
}

function json(...args: readonly string[]): Json {
  return JSON.parse(runCli(['check', '--format', 'json', ...args]).stdout) as Json;
}

function rulesIn(...args: readonly string[]): readonly string[] {
  return json(...args).findings.map(({ rule }) => rule);
}

const folder = makeFolder({ 'none/readme.txt': '', 'broken.conf': broken, 'working.conf': working, 'empty.conf': '' });

suite('exit codes', () => {
  const weak = mainFile(connectionMap, websocketServer(upgradeLine, connectionLine));
  test('0 when there is nothing, or nothing at warning or above', () => {
    folder.write('weak.conf', weak);
    assert.equal(runCli(['check', folder.file('working.conf'), folder.file('empty.conf')]).status, 0);
    const { status, stdout } = runCli(['check', folder.file('weak.conf')]);
    assert.deepEqual([status, stdout.includes('information')], [0, true]);
  });

  test('1 when there is something', () => {
    assert.equal(runCli(['check', folder.file('broken.conf')]).status, 1);
  });

  const wrong: readonly (readonly [name: string, args: readonly string[], complaint: RegExp])[] = [
    ['no file', [], /needs a file/],
    ['a file that is not there', ['nowhere.conf'], /nowhere\.conf: no such file/],
    ['a folder without a configuration', ['none'], /no configuration of nginx is in it/],
    ['a pattern without a match', ['*.nothing'], /no file matches/],
    ['an unknown option', ['--nope', 'x'], /--nope/],
    ['an unknown format', ['--format', 'xml', 'x'], /xml is none of text, json/],
    ['no version', ['--nginx-version', 'new', 'x'], /new is no version/],
    ['an unknown context', ['--context', 'http,sever', 'x'], /sever is none of/],
    ['no URL', ['--expect', 'example.com/ws', 'x'], /--expect: example\.com\/ws is no URL/],
    ['no directive', ['--directive', 'a:sever', 'x'], /--directive: a:sever names sever, which is no place: places are main/],
    ['no mapping', ['--map', '/etc', 'x'], /not FROM=TO/],
  ];
  for (const [name, args, complaint] of wrong) {
    test(`2 for ${name}`, () => {
      const { status, stdout, stderr } = runCli(['check', ...args], folder.path);
      assert.deepEqual([status, stdout, stderr.trim().split('\n').length], [2, '', 1]);
      assert.match(stderr, complaint);
    });
  }

  test('2 for what cannot be read', () => {
    symlinkSync('loop.conf', folder.file('loop.conf'));
    assert.match(runCli(['check', folder.file('loop.conf')]).stderr, /loop of symbolic links/);
    folder.write('secret.conf', '');
    chmodSync(folder.file('secret.conf'), 0);
    if (process.getuid?.() !== 0) assert.match(runCli(['check', folder.file('secret.conf')]).stderr, /permission denied/);
    folder.write('huge.conf', new Uint8Array(16 * 1024 * 1024 + 1));
    const { status, stderr } = runCli(['check', folder.file('huge.conf')]);
    assert.deepEqual([status, stderr.includes('larger than 16 MB')], [2, true]);
  });
});

suite('json', () => {
  test('a finding with its place and fixes', () => {
    const { version, nginxVersion, findings } = json('--nginx-version', '1.28.0', folder.file('broken.conf'));
    assert.deepEqual([version, nginxVersion], [1, '1.28.0']);
    const finding = findings.find(({ rule }) => rule === 'missing-upgrade-header');
    assert.equal(finding?.file, folder.file('broken.conf'));
    assert.deepEqual(finding.range.start, { line: 8, character: 12 });
    assert.equal(finding.severity, 'error');
    const [fix] = finding.fixes;
    assert.ok(fix?.edits.some(({ newText }) => newText.includes(upgradeLine)));
  });

  test('several files and patterns, each file once', () => {
    const files = json(folder.file('broken.conf'), `${folder.path}/b*.conf`, folder.file('working.conf')).findings.map(
      ({ file }) => file,
    );
    assert.deepEqual(files, [folder.file('broken.conf')]);
  });
});

suite('context', () => {
  const site = makeFolder({
    'nginx.conf': mainFile(connectionMap, upgradeLine, 'include conf.d/*.conf;'),
    'conf.d/app.conf': websocketServer(connectionLine, 'proxy_read_timeout 1h;'),
    'other/nginx.conf': mainFile(connectionMap, 'include /opt/conf/app.conf;'),
    'other/relative.conf': mainFile(connectionMap, 'include conf.d/app.conf;'),
  });

  test('a file that another one includes is read there', () => {
    const { findings } = json(site.file('conf.d/app.conf'), site.file('nginx.conf'));
    assert.deepEqual(
      findings.map(({ rule, file }) => [rule, file]),
      [['dropped-inherited-headers', site.file('conf.d/app.conf')]],
    );
    assert.ok(findings[0]?.related.some(({ file }) => file === site.file('nginx.conf')));
  });

  test('also when that one is not named: then of the named file alone', () => {
    site.write('conf.d/other.conf', websocketServer('proxy_set_header Connection $nothing;'));
    const { findings } = json(site.file('conf.d/app.conf'));
    assert.deepEqual(
      findings.map(({ rule, file }) => [rule, file]),
      [['dropped-inherited-headers', site.file('conf.d/app.conf')]],
    );
    assert.equal(runCli(['check', site.file('conf.d/app.conf')]).status, 1);
    const files = new Set(json(site.file('nginx.conf')).findings.map(({ file }) => file));
    assert.deepEqual([...files].sort(), [site.file('conf.d/app.conf'), site.file('conf.d/other.conf')]);
    rmSync(site.file('conf.d/other.conf'));
  });

  test('a fragment that nothing includes is read alone: what surrounds it is unknown', () => {
    site.write('stray/app.conf', websocketServer(upgradeLine, connectionLine, 'proxy_read_timeout 1h;'));
    assert.deepEqual(rulesIn(site.file('stray/app.conf')), []);
    // One header cuts off all that come from there.
    site.write('stray/app.conf', websocketServer(connectionLine, 'proxy_read_timeout 1h;'));
    assert.deepEqual(rulesIn(site.file('stray/app.conf')), ['missing-upgrade-header']);
  });

  test('exit code 0 where only a file that was not named has something', () => {
    const two = makeFolder({
      'nginx.conf': mainFile(connectionMap, 'include conf.d/*.conf;'),
      'conf.d/bad.conf': websocketServer(connectionLine, 'proxy_read_timeout 1h;'),
      'conf.d/good.conf': websocketServer(upgradeLine, connectionLine, 'proxy_read_timeout 1h;'),
    });
    assert.equal(runCli(['check', two.file('conf.d/good.conf')]).status, 0);
    assert.equal(runCli(['check', two.file('conf.d/bad.conf')]).status, 1);
    assert.equal(runCli(['check', two.file('nginx.conf')]).status, 1);
  });

  test('--context says what surrounds a file', () => {
    site.write('map.conf', connectionMap);
    assert.deepEqual(rulesIn('--context', 'http', site.file('map.conf')), []);
    assert.deepEqual(rulesIn('--context', 'http,server', site.file('map.conf')), ['map-outside-http']);
  });

  test('--map and --prefix lead includes elsewhere', () => {
    const main = site.file('other/nginx.conf');
    assert.deepEqual(rulesIn(main), []);
    assert.deepEqual(rulesIn('--map', `/opt/conf=${site.file('conf.d')}`, main), ['missing-upgrade-header']);
    const relative = site.file('other/relative.conf');
    assert.deepEqual(rulesIn('--prefix', site.path, relative), ['missing-upgrade-header']);
    assert.deepEqual(rulesIn('--map', `=${site.path}`, relative), ['missing-upgrade-header']);
  });
});

suite('--fix', () => {
  test('writes what is safe and reports what is left', () => {
    const files = makeFolder({ 'nginx.conf': broken.replaceAll('\n', '\r\n') });
    const { status, stderr } = runCli(['check', '--fix', files.file('nginx.conf')]);
    assert.deepEqual([status, stderr], [0, 'Fixed 1 problem in 1 file\n']);
    const text = readFileSync(files.file('nginx.conf'), 'utf8');
    assert.ok(text.includes(`\r\n            ${upgradeLine}\r\n`) && !/[^\r]\n/.test(text));
    assert.equal(runCli(['check', '--fix', files.file('nginx.conf')]).stderr, 'Fixed 0 problems in 0 files\n');
  });

  test('keeps bytes that are no UTF-8, and a byte order mark where it was', () => {
    const latin1 = Buffer.concat([Buffer.from([0x23, 0xfc, 0x0a]), Buffer.from(broken)]);
    const files = makeFolder({ 'nginx.conf': latin1 });
    assert.equal(runCli(['check', '--fix', files.file('nginx.conf')]).status, 0);
    assert.deepEqual([...readFileSync(files.file('nginx.conf')).subarray(0, 3)], [0x23, 0xfc, 0x0a]);
  });

  test('goes into an included file, and the same map comes once', () => {
    const app = (name: string): string =>
      websocketServer(upgradeLine, connectionLine, 'proxy_read_timeout 1h;').replace(
        'server {',
        `server {\n    server_name ${name};`,
      );
    const files = makeFolder({
      'nginx.conf': mainFile('include conf.d/*.conf;'),
      'conf.d/a.conf': app('a'),
      'conf.d/b.conf': app('b'),
    });
    assert.equal(runCli(['check', '--fix', files.file('nginx.conf'), `${files.path}/conf.d/*.conf`]).status, 0);
    const all = ['nginx.conf', 'conf.d/a.conf', 'conf.d/b.conf'].map((name) => readFileSync(files.file(name), 'utf8')).join('');
    assert.equal(all.split('map $http_upgrade').length, 2);
  });
});

suite('text', () => {
  test('the words in question are underlined', () => {
    const { stdout } = runCli(['check', 'broken.conf'], folder.path);
    const lines = stdout.split('\n');
    assert.match(lines[0] ?? '', /^broken\.conf:9:13: error: .* \[missing-upgrade-header\]$/);
    assert.equal(lines[1], ' 9 |             proxy_pass http://127.0.0.1:3000;');
    assert.equal(lines[2], '   |             ^~~~~~~~~~');
    assert.match(stdout, /1 error in 1 file \(nginx \d/);
  });

  test('tabs, very long lines and control characters do no harm', () => {
    folder.write('odd.conf', `${broken.replaceAll('    ', '\t')}# \u001b[31m`);
    assert.match(runCli(['check', 'odd.conf'], folder.path).stdout, /\n {3}\| \t\t\t\^~{9}\n/);
    folder.write(
      'long.conf',
      broken.replaceAll(/\n\s*/g, ' ').replace('proxy_pass', `${'proxy_hide_header X;'.repeat(500)}\u001b proxy_pass`),
    );
    const { stdout } = runCli(['check', 'long.conf'], folder.path);
    assert.ok(stdout.split('\n').every((line) => line.length < 600) && !stdout.includes('\u001b'));
  });

  test('colour only where it is wished for', () => {
    assert.ok(!runCli(['check', 'broken.conf'], folder.path).stdout.includes('\u001b['));
    assert.ok(runCli(['check', 'broken.conf'], folder.path, { FORCE_COLOR: '1' }).stdout.includes('\u001b['));
  });
});

test('github: one annotation for each finding, at its line', () => {
  const { stdout } = runCli(['check', '--format', 'github', 'broken.conf'], folder.path);
  assert.match(stdout, /^::error file=broken\.conf,line=9,endLine=9,col=13,endColumn=23,title=missing-upgrade-header::[^\n]+\n$/);
});

suite('directives that modules bring', () => {
  folder.write(
    'modules.conf',
    mainFile(
      connectionMap,
      'my_zone one;',
      websocketServer('my_auth on;', 'my_block { anything goes; }', upgradeLine, connectionLine, 'proxy_read_timeout 1h;'),
    ),
  );
  const path = folder.file('modules.conf');
  const refusals = (...args: readonly string[]): readonly string[] =>
    json(...args, path).findings.flatMap(({ rule, severity, message }) => (severity === 'error' ? [`${rule}: ${message}`] : []));

  test('unknown they are, until somebody says so', () => {
    assert.equal(refusals().filter((it) => it.startsWith('unknown-directive')).length, 3);
    assert.deepEqual(refusals('--directive', 'my_zone:http', '--directive', 'my_auth', '--directive', 'my_block{}'), []);
  });

  test('where they stand, and whether they are a block, is checked when it is said', () => {
    const all = refusals('--directive', 'my_zone:server', '--directive', 'my_auth{}', '--directive', 'my_block:location');
    assert.equal(all.length, 2, all.join());
    assert.match(all[0] ?? '', /^directive-not-allowed-here: `my_zone` may not stand in `http`: its place is `server`\./);
    assert.match(all[1] ?? '', /^missing-block: .*directive "my_auth" has no opening/);
  });

  test('the verdict is that of any directive that is not known', () => {
    const verdict = (...args: readonly string[]): unknown =>
      (
        JSON.parse(
          runCli(['simulate', '--format', 'json', '--nginx-version', '1.22.1', '--url', 'ws://a/ws', ...args, path]).stdout,
        ) as {
          verdict: unknown;
        }
      ).verdict;
    assert.equal(verdict(), 'fails');
    assert.equal(verdict('--directive', 'my_zone', '--directive', 'my_auth', '--directive', 'my_block'), 'connects');
  });
});
