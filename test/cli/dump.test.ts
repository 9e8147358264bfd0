/** `check` of standard input, and of what `nginx -T` prints. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import { filesInDump, isDump } from '../../server/src/project/dump.ts';
import { runCli } from '../support/cli.ts';
import { makeFolder } from '../support/folder.ts';
import { root } from '../support/parts.ts';
import { broken, connectionMap, connectionLine, mainFile, websocketServer, working } from '../support/sites.ts';

const site = websocketServer(connectionLine, 'proxy_read_timeout 1h;');
const main = mainFile(connectionMap, 'include /etc/nginx/conf.d/*.conf;', 'include snippets/all.conf;');
const head = (path: string): string => `# configuration file ${path}:\n`;
const dump = [
  'nginx: the configuration file /etc/nginx/nginx.conf syntax is ok\n',
  'nginx: configuration file /etc/nginx/nginx.conf test is successful\n',
  `${head('/etc/nginx/nginx.conf')}${main}\n`,
  `${head('/etc/nginx/conf.d/app.conf')}${site}\n\n`,
  `${head('/etc/nginx/snippets/all.conf')}# nothing\n\n`,
].join('');

function check(input: string, ...args: readonly string[]) {
  const command = [join(root, 'dist/cli.js'), 'check', '--nginx-version', '1.28.0', ...args];
  return spawnSync(process.execPath, command, { input, encoding: 'utf8', cwd: folder.path, env: { PATH: '' } });
}

const folder = makeFolder({ 'dump.txt': dump, 'broken.conf': broken, 'part.conf': '' });

function places(stdout: string): readonly (readonly [string, string, number])[] {
  const { findings } = JSON.parse(stdout) as {
    readonly findings: readonly { file: string; rule: string; range: { start: { line: number } } }[];
  };
  return findings.map(({ file, rule, range }) => [file, rule, range.start.line]);
}

const expected = [['/etc/nginx/conf.d/app.conf', 'missing-upgrade-header', 2]];

suite('the output of nginx -T', () => {
  test('as a file: findings are at the files and lines that it names', () => {
    const { status, stdout, stderr } = check('', '--format', 'json', 'dump.txt');
    assert.deepEqual([places(stdout), status, stderr], [expected, 1, '']);
  });

  test('as standard input, also with line ends of Windows and without what nginx said', () => {
    assert.deepEqual(places(check(dump, '--format', 'json', '-').stdout), expected);
    const bare = dump.slice(dump.indexOf('#')).replaceAll('\n', '\r\n');
    assert.deepEqual(places(check(bare, '--format', 'json', '-').stdout), expected);
  });

  test('the same file twice counts once', () => {
    assert.deepEqual(places(check(dump + dump, '--format', 'json', '-').stdout), expected);
  });

  test('where it is cut off, what is not there is not known', () => {
    const cut = dump.slice(0, dump.indexOf(head('/etc/nginx/snippets/all.conf')));
    assert.deepEqual(places(check(cut, '--format', 'json', '-').stdout), expected);
  });

  test('nothing is written into it', () => {
    for (const [input, ...args] of [
      ['', 'dump.txt'],
      [dump, '-'],
      [broken, '-'],
    ] as const) {
      const { status, stdout, stderr } = check(input, '--fix', ...args);
      assert.deepEqual([status, stdout], [2, '']);
      assert.match(stderr, /^--fix cannot write: .*(?:nginx -T|standard input)/);
    }
  });

  test('stands by itself: what else was named is judged', () => {
    for (const [input, name] of [
      ['', 'dump.txt'],
      [dump, '-'],
    ] as const) {
      const { status, stdout, stderr } = check(input, '--format', 'json', name, 'broken.conf');
      assert.deepEqual([status, places(stdout).map(([file]) => file)], [2, [folder.file('broken.conf')]]);
      assert.match(stderr, /^(?:\/.*dump\.txt|standard input) is the output of nginx -T: check it by itself\n$/);
    }
  });

  test('says itself where its files are, and what surrounds them', () => {
    for (const args of [
      ['--context', 'http,server'],
      ['--prefix', 'elsewhere'],
      ['--map', '/etc/nginx=elsewhere'],
    ]) {
      const { status, stdout, stderr } = check('', '--format', 'json', ...args, 'dump.txt');
      assert.deepEqual([places(stdout), status], [expected, 1]);
      assert.equal(stderr, `${args[0] ?? ''}: not needed, the output of nginx -T says itself where its files are\n`);
    }
  });

  test('is known below what a shell and an image say first', () => {
    const image = '/docker-entrypoint.sh: Configuration complete; ready for start up\n10-listen.sh: info: not there\n\n';
    assert.deepEqual(places(check(image + dump, '--format', 'json', '-').stdout), expected);
    assert.deepEqual(places(check(`$ sudo nginx -T\n${dump}`, '--format', 'json', '-').stdout), expected);
  });

  test('text for people names its files as it does', () => {
    assert.match(check(dump, '-').stdout, /^\/etc\/nginx\/conf\.d\/app\.conf:3:9: error: /);
  });

  test('stated URLs and comparisons are about its servers', () => {
    const stated = check(dump, '--format', 'json', '--expect', 'ws://localhost/ws', '-');
    assert.deepEqual([places(stated.stdout), stated.status], [expected, 1]);
    const command = [join(root, 'dist/cli.js'), 'check', '--compare', '1.28.0,1.22.1', '-'];
    const newer = dump.replace('# nothing', 'server { listen 81; http2 on; }');
    const { stdout, status } = spawnSync(process.execPath, command, { input: newer, encoding: 'utf8', cwd: folder.path });
    assert.match(stdout, /does not start: unknown directive "http2" in \/etc\/nginx\/snippets\/all\.conf:1\.\n/);
    assert.equal(status, 1);
  });

  test('a relative include is found in it', () => {
    const { status, stderr } = check(dump.replace('# nothing', 'nonsense here;'), '--format', 'text', '-');
    assert.deepEqual([status, stderr], [1, '']);
  });
});

suite('standard input', () => {
  test('is a configuration in the working folder', () => {
    const { status, stdout } = check(broken, '--format', 'json', '-');
    assert.deepEqual(
      [status, places(stdout).map(([file, rule]) => [file, rule])],
      [1, [[folder.file('-'), 'missing-upgrade-header']]],
    );
    assert.equal(check(working, '-').status, 0);
  });

  test('empty, or what nginx said where it refused: nothing is well', () => {
    const refused =
      'nginx: [emerg] unknown directive "x" in /etc/nginx/nginx.conf:3\nnginx: configuration file /etc/nginx/nginx.conf test failed\n';
    for (const [input, complaint] of [
      ['', 'standard input is empty\n'],
      ['\n \n', 'standard input is empty\n'],
      [refused, `standard input is no configuration, but what nginx says: ${refused.split('\n')[0] ?? ''}\n`],
    ] as const) {
      const { status, stdout, stderr } = check(input, '-');
      assert.deepEqual([status, stdout, stderr], [2, '', complaint]);
    }
  });

  test('its includes are where options say', () => {
    const text = mainFile('include /etc/nginx/sites/*.conf;', 'include parts/map.conf;');
    folder.write('sites/app.conf', site);
    folder.write('prefix/parts/map.conf', connectionMap);
    const { stdout, status } = check(text, '--format', 'json', '--map', '/etc/nginx=.', '--prefix', 'prefix', '-');
    assert.deepEqual([places(stdout), status], [[[folder.file('sites/app.conf'), 'missing-upgrade-header', 2]], 1]);
  });

  test('any bytes are survived', () => {
    for (const input of ['\0\0', '\ufeff', '{'.repeat(1000), head('/a'), `${head('/a')}${head('/a')}`, `${head('/a')}\0{`])
      assert.ok([0, 1].includes(check(input, '-').status ?? 9), JSON.stringify(input.slice(0, 40)));
  });

  test('may say what surrounds it', () => {
    const { status, stdout } = check(
      `${connectionLine}\nproxy_pass http://127.0.0.1:1;\n`,
      '--context',
      'http,server,location',
      '-',
    );
    assert.equal(status === 0 || status === 1, true, stdout);
  });
});

test('a comment within a configuration makes no dump of it', () => {
  assert.equal(isDump(`events {}\n${head('/etc/nginx/nginx.conf')}`), false);
  assert.equal(isDump('# configuration file for nginx:\n'), false);
  assert.deepEqual(filesInDump(broken), []);
  assert.deepEqual(filesInDump(dump).map(({ path, text }) => [path, text.endsWith('\n\n')]).length, 3);
  assert.equal(filesInDump(dump)[0]?.text, main);
});

test('explain prints text, and names the nearest rules to one that does not exist', () => {
  const { stdout } = runCli(['explain', 'missing-http-version']);
  assert.doesNotMatch(stdout, /```|\*\*|^#|`|\]\(|<!--|^\|/m);
  assert.match(stdout, /^ {4}server \{/m);
  const { status, stderr } = runCli(['explain', 'missing-upgrad-header']);
  assert.equal(status, 2);
  assert.match(stderr, /^missing-upgrad-header is no rule\. The nearest: missing-upgrade-header, /);
});

test('what nginx -T prints on Windows', () => {
  const text = [
    'nginx: the configuration file C:\\nginx/conf/nginx.conf syntax is ok',
    '# configuration file C:\\nginx/conf/nginx.conf:',
    'events {}',
    'http { include sites/*.conf; }',
    '',
    '# configuration file C:\\nginx/conf/sites/a.conf:',
    'server { location /ws { proxy_pass http://127.0.0.1:3000; } }',
    '',
  ].join('\r\n');
  assert.ok(isDump(text));
  assert.deepEqual(
    filesInDump(text).map(({ path }) => path),
    ['c:/nginx/conf/nginx.conf', 'c:/nginx/conf/sites/a.conf'],
  );
  const { stdout } = runCli(['check', '--nginx-version', '1.22.1', '-'], root, {}, text);
  assert.match(stdout, /sites.a\.conf:1:25: error: .*\[missing-websocket-headers\]/);
});
