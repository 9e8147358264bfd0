/** `simulate` through the bundled command line: what it reads, what it prints, and that files on disk give what the truth table says. */
import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { suite, test } from 'node:test';
import { columns, connectionOf, filled, requestOf, truth, type Case, type Column } from '../handshake/truth/cases.ts';
import { runCli } from '../support/cli.ts';
import { makeFolder } from '../support/folder.ts';
import { connectionLine, connectionMap, mainFile, upgradeLine, websocketServer, working } from '../support/sites.ts';

interface Place {
  readonly file: string;
  readonly line: number;
}

interface Json {
  readonly verdict: string;
  readonly status: number | null;
  readonly reason: string;
  readonly server: Place | null;
  readonly location: (Place & { readonly path: string }) | null;
  readonly upstream: { readonly address: string; readonly head: string } | null;
  readonly headers: readonly {
    readonly name: string;
    readonly value: string | null;
    readonly from: Place | string | null;
    readonly dropped?: { readonly because: string; readonly by: Place | null };
  }[];
  readonly errors: readonly (Place & { readonly message: string })[];
}

function json(...args: readonly string[]): Json {
  const { status, stdout, stderr } = runCli(['simulate', '--format', 'json', ...args]);
  assert.deepEqual([status, stderr], [0, '']);
  return JSON.parse(stdout) as Json;
}

const folder = makeFolder({ 'nginx.conf': working });
const main = folder.file('nginx.conf');

test('what surrounds a file is said, where nothing in it shows', () => {
  const files = makeFolder({ 'part.inc': 'include /opt/missing.conf;', 'ws.inc': 'proxy_pass http://127.0.0.1:3000;' });
  const where = (context: string, name: string): Json =>
    json('--context', context, '--url', 'ws://localhost/ws', files.file(name));
  assert.equal(where('http,server', 'part.inc').verdict, 'unknown');
  assert.equal(where('location', 'ws.inc').upstream?.address, '127.0.0.1:3000');
  assert.equal(where('http', 'ws.inc').errors[0]?.message, '"proxy_pass" directive is not allowed here');
});

test('where each part of the answer stands', () => {
  const { verdict, status, server, location, upstream, headers } = json('--url', 'ws://app.example.com/ws/chat?x=1', main);
  assert.deepEqual([verdict, status], ['connects', 101]);
  assert.deepEqual(
    [server, location],
    [
      { file: main, line: 7 },
      { file: main, line: 8, path: '/ws' },
    ],
  );
  assert.equal(upstream?.address, '127.0.0.1:3000');
  assert.match(upstream.head, /^GET \/ws\/chat\?x=1 HTTP\/1\.1\n(?:[^\n\r]+\n)+$/);
  assert.deepEqual(
    headers
      .filter(({ dropped }) => dropped === undefined)
      .slice(0, 4)
      .map(({ name, value, from }) => [name, value, from]),
    [
      ['Upgrade', 'websocket', { file: main, line: 10 }],
      ['Connection', 'upgrade', { file: main, line: 11 }],
      ['Host', 'app.example.com', { file: main, line: 13 }],
      ['Pragma', 'no-cache', 'client'],
    ],
  );
});

suite('the request', () => {
  test('a raw head, with either kind of line end', () => {
    const head = ['GET /ws/a HTTP/1.1', 'Host: h', 'Upgrade: websocket', 'Connection: Upgrade', 'X-Mine: 1', '', ''];
    for (const end of ['\n', '\r\n']) {
      folder.write('head', head.join(end));
      const { upstream } = json('--request', folder.file('head'), main);
      assert.match(upstream?.head ?? '', /^GET \/ws\/a HTTP\/1\.1\n[^]*\nX-Mine: 1\n/);
    }
  });

  test('the clients differ, and an ordinary GET is no handshake', () => {
    assert.match(json('--client', 'firefox', '--url', '/ws/', main).upstream?.head ?? '', /Firefox/);
    assert.ok(
      json('--client', 'plain', '--url', '/ws/', main).headers.every(
        ({ name, dropped }) => name !== 'Upgrade' || dropped !== undefined,
      ),
    );
  });

  test('port and scheme are those of the URL unless they are said', () => {
    folder.write(
      'ports.conf',
      mainFile(
        connectionMap,
        'ssl_certificate c.pem; ssl_certificate_key k.pem;',
        ...['8080', '8443 ssl'].map((listen) =>
          websocketServer(upgradeLine, connectionLine).replace('server {', `server {\n    listen ${listen};`),
        ),
      ),
    );
    const lineOf = (...args: readonly string[]): number | undefined => json(...args, folder.file('ports.conf')).server?.line;
    assert.equal(lineOf('--url', 'ws://h:8080/ws/'), 8);
    assert.equal(lineOf('--url', 'wss://h:8443/ws/'), 17);
    assert.equal(lineOf('--url', '/ws/', '--port', '8443', '--tls'), 17);
    assert.match(json('--url', 'ws://h:9/ws/', folder.file('ports.conf')).reason, /port 9/);
  });

  test('the address of the client', () => {
    folder.write('realip.conf', mainFile(websocketServer('proxy_set_header X-Real-IP $remote_addr;')));
    const { upstream } = json('--remote-addr', '192.0.2.7', '--url', '/ws/', folder.file('realip.conf'));
    assert.match(upstream?.head ?? '', /\nX-Real-IP: 192\.0\.2\.7\n/);
  });

  const wrong: readonly (readonly [name: string, args: readonly string[], complaint: RegExp])[] = [
    ['no file', [], /one file/],
    ['two files', [main, main], /one file/],
    ['a file that is not there', ['nowhere.conf'], /nowhere\.conf: no such file/],
    ['a request that is not there', ['--request', 'nowhere', main], /nowhere: cannot be read/],
    ['a request that is none', ['--request', main, main], /request line/],
    ['request and URL', ['--request', main, '--url', '/', main], /exclude/],
    ['a port that is none', ['--port', '70000', main], /70000 is no port/],
    ['an unknown client', ['--client', 'opera', main], /opera is none of/],
  ];
  for (const [name, args, complaint] of wrong) {
    test(`exit code 2 for ${name}`, () => {
      const { status, stdout, stderr } = runCli(['simulate', ...args]);
      assert.deepEqual([status, stdout, stderr.trim().split('\n').length], [2, '', 1]);
      assert.match(stderr, complaint);
    });
  }
});

test('what nginx -t refuses is told at its line, and nothing connects', () => {
  folder.write('refused.conf', working.replace('http {', 'http {\n    map a;'));
  const { verdict, upstream, errors } = json('--url', '/ws/', folder.file('refused.conf'));
  assert.deepEqual([verdict, upstream], ['fails', null]);
  assert.deepEqual(
    errors.map(({ file, line }) => [file, line]),
    [[folder.file('refused.conf'), 3]],
  );
});

test('what cannot be seen is unknown, and said', () => {
  folder.write('lua.conf', mainFile(websocketServer('include /srv/elsewhere/not-here.conf;')));
  const { verdict, reason } = json('--url', '/ws/', folder.file('lua.conf'));
  assert.equal(verdict, 'unknown');
  assert.match(reason, /not-here\.conf/);
});

test('text: the verdict first, then the head as the backend receives it', () => {
  const { stdout } = runCli(['simulate', '--url', '/ws/', main]);
  assert.match(stdout, /^connects \(101\): /);
  assert.match(stdout, /\n {2}GET \/ws\/ HTTP\/1\.1 .*\n {2}/);
  assert.match(stdout, /nginx\.conf:10/);
});

suite('files and requests on disk give what the truth table says', () => {
  const sample = truth.filter((_, index) => index % 12 === 0);
  for (const it of sample) {
    test(it.id, () => {
      compare(it, 'nginx_1_31_3');
    });
  }

  function compare(it: Case, column: Column): void {
    const place = `truth/${it.id}`;
    mkdirSync(folder.file(place), { recursive: true });
    const local = (text: string): string => filled(text, it).replaceAll(`/case/${it.id}`, folder.file(place));
    folder.write(`${place}/nginx.conf`, local(it.config));
    for (const [name, text] of Object.entries(it.files ?? {})) folder.write(`${place}/${name}`, local(text));
    const { method, target, httpVersion, headers } = requestOf(it);
    const lines = [`${method} ${target} HTTP/${httpVersion}`, ...headers.map(({ name, value }) => `${name}: ${value}`), '', ''];
    folder.write(`${place}/request`, lines.join('\r\n'));
    const { tls } = connectionOf(it);
    const { verdict, upstream, errors } = json(
      ...['--nginx-version', columns[column], '--port', '41000', ...(tls ? ['--tls'] : [])],
      ...['--request', folder.file(`${place}/request`), folder.file(`${place}/nginx.conf`)],
    );
    const { config, handshake_ok: works, upstream_head: head } = it[column];
    if (config === 'error') assert.ok(verdict === 'fails' && errors.length > 0);
    else if (works) assert.notEqual(verdict, 'fails');
    if (head !== null && upstream !== null && config === 'ok' && verdict !== 'unknown')
      assert.equal(upstream.head, filled(head, it));
  }
});

suite('what is read', () => {
  const site = websocketServer(upgradeLine, connectionLine);
  const files = makeFolder({
    'tree/nginx.conf': mainFile(connectionMap, 'include conf.d/*.conf;'),
    'tree/conf.d/app.conf': site,
    'two/a/nginx.conf': working,
    'two/b/nginx.conf': working,
    'empty/.keep': '',
    'alone/conf.d/site.conf': 'server { location /ws { proxy_pass http://127.0.0.1:3000; } }',
  });
  const app = files.file('tree/conf.d/app.conf');
  const simulateIn = (input: string, ...args: readonly string[]) =>
    runCli(['simulate', '--format', 'json', '--url', 'ws://localhost/ws', ...args], files.path, {}, input);
  const placeIn = (stdout: string): readonly unknown[] => {
    const { verdict, location } = JSON.parse(stdout) as Json;
    return [verdict, location?.file, location?.line];
  };
  const dump = [
    'nginx: the configuration file /etc/nginx/nginx.conf syntax is ok\n',
    `# configuration file /etc/nginx/nginx.conf:\n${mainFile(connectionMap, 'include conf.d/*.conf;')}\n`,
    `# configuration file /etc/nginx/conf.d/app.conf:\n${site}\n\n`,
  ].join('');

  test('a folder is its main file', () => {
    const { stdout, stderr, status } = simulateIn('', 'tree');
    assert.deepEqual([placeIn(stdout), stderr, status], [['connects', app, 2], '', 0]);
    assert.equal(simulateIn('', 'alone').status, 0);
  });

  test('a file that a main file includes is read in that, which is told', () => {
    const { stdout, stderr, status } = simulateIn('', 'tree/conf.d/app.conf');
    assert.deepEqual([placeIn(stdout), status], [['connects', app, 2], 0]);
    assert.equal(stderr, 'tree/conf.d/app.conf is read in tree/nginx.conf, which includes it\n');
  });

  test('standard input', () => {
    assert.deepEqual(placeIn(simulateIn(working, '-').stdout), ['connects', files.file('-'), 8]);
    assert.deepEqual([simulateIn('', '-').status, simulateIn('', '-').stderr], [2, 'standard input is empty\n']);
  });

  test('the output of nginx -T, there or in a file: places are those that it names', () => {
    const expected = ['connects', '/etc/nginx/conf.d/app.conf', 2];
    files.write('dump.txt', dump);
    assert.deepEqual(placeIn(simulateIn(dump, '-').stdout), expected);
    assert.deepEqual(placeIn(simulateIn('', 'dump.txt').stdout), expected);
    const refused = simulateIn(dump.replace('location /ws', 'locatoin /ws'), '-');
    const { errors } = JSON.parse(refused.stdout) as Json;
    assert.deepEqual(errors, [{ file: '/etc/nginx/conf.d/app.conf', line: 2, message: 'unknown directive "locatoin"' }]);
  });

  test('several main files, none, and more than one argument: usage', () => {
    for (const [args, complaint] of [
      [['two'], 'two: simulate needs one of its 2 main files: two/a/nginx.conf, two/b/nginx.conf\n'],
      [['two/*/nginx.conf'], /needs one of its 2 main files/],
      [['empty'], /empty: no configuration of nginx is in it/],
      [['no/*.conf'], /no\/\*\.conf: no file matches/],
      [['two', 'tree'], /simulate needs one file, a folder or -/],
      [[], /simulate needs one file, a folder or -/],
    ] as const) {
      const { status, stdout, stderr } = simulateIn('', ...args);
      assert.deepEqual([status, stdout], [2, '']);
      if (typeof complaint === 'string') assert.equal(stderr, complaint);
      else assert.match(stderr, complaint);
    }
  });
});
