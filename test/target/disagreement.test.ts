/** Where nginx and the findings do not agree, somebody gets a report to copy; nginx is a stand-in that says what it is told. */
import assert from 'node:assert/strict';
import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import type { TestResult } from '../../protocol/target.ts';
import { opened, standIns, working } from './opened.ts';

const refusing = working().replace(
  'listen 127.0.0.1:8080;',
  'listen 127.0.0.1:8080;\n        server_name shop.acme.com;\n        foo_bar on;',
);

/** The result of a test by an nginx that answers `-t` so. */
async function tested(text: string, answer: string, code: number, version = '1.28.0'): Promise<TestResult> {
  const programs = standIns();
  const it = await opened(text, () => ({ target: { kind: 'local' } }), { path: programs.path });
  const main = join(it.folder.path, 'nginx.conf');
  const said = answer.replaceAll('MAIN', main);
  programs.add(
    'nginx',
    `if (args[0] === '-V') fail('nginx version: nginx/${version}', 0); fail(${JSON.stringify(said)}, ${code});`,
  );
  await it.target();
  return it.test();
}

suite('nginx and the findings', () => {
  test('it takes what we refuse', async () => {
    const { disagreement, outcome } = await tested(refusing, 'nginx: configuration file MAIN test is successful', 0);
    assert.equal(outcome, 'passed');
    assert.equal(disagreement?.sentence, 'nginx takes what is told here as refused.');
    const { report } = disagreement;
    assert.match(report, /^nginx and nginx Handshake \d+\.\d+\.\d+ do not agree about this:\n\n```nginx\nhttp \{\n {4}server \{/);
    assert.match(report, /foo_bar on;/);
    assert.match(
      report,
      /- nginx 1\.28\.0 takes it\.\n- nginx Handshake, for the same version, refuses it: `unknown directive "foo_bar"`\./,
    );
    assert.ok(!report.includes('acme'));
  });

  test('it refuses what we take', async () => {
    const text = working().replace('listen', 'server_name shop.acme.com;\n        listen');
    const { disagreement, outcome } = await tested(text, 'nginx: [emerg] strange name "shop.acme.com" in MAIN:5', 1);
    assert.equal(outcome, 'refused');
    assert.equal(disagreement?.sentence, 'nginx refuses what nothing is told of here.');
    assert.match(
      disagreement.report,
      /nginx 1\.28\.0 refuses it: `strange name "host1\.example"`\.\n- nginx Handshake, for the same version, takes it\./,
    );
    assert.match(disagreement.report, /server_name host1\.example;/);
  });

  const agreed: readonly [name: string, text: string, answer: string, code: number][] = [
    ['both take it', working(), 'nginx: configuration file MAIN test is successful', 0],
    ['both refuse it', refusing, 'nginx: [emerg] unknown directive "foo_bar" in MAIN:7', 1],
    ['only its machine knows', working(), 'nginx: [emerg] host not found in upstream "app" in MAIN:7', 1],
    ['it lacks a module', working(), 'nginx: [emerg] unknown directive "proxy_pass" in MAIN:7', 1],
  ];
  for (const [name, text, answer, code] of agreed) {
    test(`nothing to report: ${name}`, async () => {
      assert.equal((await tested(text, answer, code)).disagreement, null);
    });
  }
});

/** How each kind of target asks for a program, as arguments of its stand-in: those of the program are `rest`. */
const ways: readonly [name: string, target: object, program: string, rest: string][] = [
  ['a container', { kind: 'docker', container: 'web' }, 'docker', 'args[0] === "exec" ? args.slice(2) : fail("no", 1)'],
  ['a service', { kind: 'compose', service: 'web' }, 'docker', 'args[1] === "exec" ? args.slice(4) : fail("no", 1)'],
  ['WSL', { kind: 'wsl' }, 'wsl.exe', 'args.slice(1)'],
  ['a command', { kind: 'command', command: ['reach', 'nginx'] }, 'reach', 'args'],
];

suite('nginx elsewhere and the findings', () => {
  const main = (text: string): string => text.replace('access_log off;', 'access_log off;\n    include conf.d/*.conf;');
  const takes = 'nginx: configuration file /etc/nginx/nginx.conf test is successful';

  /** The folder there has what `change` leaves of a copy of the one here; `rest` gives the arguments of the program that is run. */
  async function testedThere(
    [, target, program, rest]: (typeof ways)[number],
    text: string,
    said: readonly [answer: string, code: number],
    change: (there: string) => void = () => undefined,
  ): Promise<TestResult> {
    const programs = standIns();
    const it = await opened(main(text), () => ({ target }), { path: programs.path });
    it.folder.write('conf.d/a.conf', 'map $uri $b { default 1; }\n');
    const there = join(programs.folder, 'there');
    mkdirSync(there);
    for (const name of ['nginx.conf', 'conf.d']) cpSync(join(it.folder.path, name), join(there, name), { recursive: true });
    change(there);
    programs.add(
      program,
      `const rest = ${rest};
       if (rest.includes('-V')) fail('nginx version: nginx/1.28.0\\nconfigure arguments: --conf-path=/etc/nginx/nginx.conf', 0);
       if (rest[0] === 'nginx') fail(${JSON.stringify(said[0])}, ${said[1]});
       exec(rest.map((it) => it.replace(/^\\/etc\\/nginx/, ${JSON.stringify(there)})));`,
    );
    await it.client.change(it.uri, { text: main(text) });
    await it.target();
    return it.test();
  }

  for (const way of ways) {
    test(`${way[0]} with the same files`, async () => {
      const { disagreement, sentence } = await testedThere(way, refusing, [takes, 0]);
      assert.equal(disagreement?.sentence, 'nginx takes what is told here as refused.', sentence);
    });
  }

  test('a host, through whose shell names go', async () => {
    const way = ['', { kind: 'ssh', host: 'web' }, 'ssh', "args.slice(args.indexOf('--') + 2)"] as const;
    const { disagreement } = await testedThere([...way], working(), [
      'nginx: [emerg] strange thing "a" in /etc/nginx/nginx.conf:5',
      1,
    ]);
    assert.equal(disagreement?.sentence, 'nginx refuses what nothing is told of here.');
  });

  const others: readonly [name: string, change: (there: string) => void][] = [
    [
      'another text',
      (there) => {
        writeFileSync(join(there, 'nginx.conf'), main(refusing).replace('foo_bar', 'foo_baz'));
      },
    ],
    [
      'a file more',
      (there) => {
        writeFileSync(join(there, 'conf.d/b.conf'), 'upstream x { server 127.0.0.1; }');
      },
    ],
    [
      'a file less',
      (there) => {
        rmSync(join(there, 'conf.d/a.conf'));
      },
    ],
  ];
  for (const [name, change] of others) {
    test(`nothing to report where there is ${name}`, async () => {
      const way = ways[0];
      assert.ok(way);
      const { disagreement, outcome } = await testedThere(way, refusing, [takes, 0], change);
      assert.deepEqual([outcome, disagreement], ['passed', null]);
    });
  }

  test('nothing is read there where both agree', async () => {
    const programs = standIns();
    const it = await opened(working(), () => ({ target: { kind: 'docker', container: 'web' } }), { path: programs.path });
    programs.add('docker', `if (args.includes('-V')) fail('nginx version: nginx/1.28.0', 0); fail(${JSON.stringify(takes)}, 0);`);
    assert.equal((await it.test()).disagreement, null);
    assert.deepEqual(
      programs.calls('docker').filter((args) => args.includes('cat')),
      [],
    );
  });
});
