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
  assert.equal(runCli(['check', '--help']).stdout, stdout);
  assert.equal(runCli([]).status, 2);
  assert.equal(runCli(['chekc']).status, 2);
});
