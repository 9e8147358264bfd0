/** `explain`, `--help`, `--version`. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { rules } from '../../server/src/rules/index.ts';
import { runCli } from '../support/cli.ts';
import { root } from '../support/parts.ts';

test('every rule can be explained, with a link to its page', () => {
  for (const { id } of rules.slice(0, 3)) {
    const { status, stdout } = runCli(['explain', id]);
    assert.equal(status, 0);
    assert.ok(stdout.startsWith(`${id}\n${'='.repeat(id.length)}\n`) && stdout.includes(`/docs/rules/${id}.md`), id);
    // Text for a terminal: no fences, headings or links of Markdown.
    assert.doesNotMatch(stdout, /^```|^#{1,6} \w|\]\(/m);
  }
});

test('a rule that does not exist is refused, and those that do are named', () => {
  const { status, stderr } = runCli(['explain', 'nothing']);
  assert.deepEqual([status, rules.every(({ id }) => stderr.includes(id))], [2, true]);
});

test('the version is the package’s', () => {
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
  assert.equal(runCli(['--version']).stdout, `${version}\n`);
});

test('help names every option; without a command there is only a hint', () => {
  const { status, stdout } = runCli(['--help']);
  assert.equal(status, 0);
  for (const option of [
    'format',
    'fix',
    'context',
    'request',
    'url',
    'client',
    'port',
    'tls',
    'remote-addr',
    'nginx-version',
    'prefix',
    'map',
  ]) {
    assert.ok(stdout.includes(`--${option}`), option);
  }
  assert.equal(runCli([]).status, 2);
  assert.equal(runCli(['chekc']).status, 2);
});

test('help of a command has its own options and no others, and all of the whole', () => {
  const whole = runCli(['--help']).stdout.split('\n');
  const told = new Map(
    [...whole.join('\n').matchAll(/^ {2}nginx-handshake (\w+) /gm)].map(([, name = '']) => [
      name,
      runCli([name, '--help']).stdout,
    ]),
  );
  for (const [name, text] of told) assert.ok(text.startsWith(`Usage:\n  nginx-handshake ${name} `), name);
  const [check = '', probe = '', format = ''] = ['check', 'probe', 'format'].map((name) => told.get(name));
  assert.match(check, /--baseline FILE[^]*--nginx-version V[^]*Exit code of check: 0[^]*--compare: 0/);
  assert.doesNotMatch(check, /--subprotocol|--align-values|Exit code of probe/);
  assert.match(probe, /--map FROM=TO[^]*--subprotocol NAME[^]*as above[^]*Exit code of probe/);
  assert.doesNotMatch(format, /--nginx-version/);
  const own = new Set([...told.values()].flatMap((text) => text.split('\n')));
  assert.deepEqual(
    whole.slice(1).filter((line) => !own.has(line)),
    [
      '  nginx-handshake [COMMAND] --help                       this text, or the part of one command',
      '  nginx-handshake --version',
    ],
  );
  assert.equal(runCli(['check', '-h']).stdout, check);
  assert.match(runCli(['check', '--', '--help']).stderr, /--help/);
});

test('a page keeps the backticks that its text is about', () => {
  assert.match(runCli(['explain', 'markdown-fence']).stdout, /quote of two of them: “`nginx\./);
});
