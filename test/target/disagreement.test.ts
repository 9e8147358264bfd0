/** Where nginx and the findings do not agree, somebody gets a report to copy; nginx is a stand-in that says what it is told. */
import assert from 'node:assert/strict';
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
