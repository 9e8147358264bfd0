/** `check --report FORMAT=FILE`: the same report in other forms, as files. */
import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { test } from 'node:test';
import { runCli } from '../support/cli.ts';
import { makeFolder } from '../support/folder.ts';
import { broken } from '../support/sites.ts';

const folder = makeFolder({ 'nginx.conf': broken });
const run = (...args: readonly string[]) => runCli(['check', ...args], folder.path);
const read = (name: string) => readFileSync(folder.file(name), 'utf8');

test('each is what --format gives, and standard output stays as it is', () => {
  const formats = ['text', 'json', 'sarif', 'github', 'gitlab'];
  const files = formats.flatMap((format) => ['--report', `${format}=out/${format}.txt`]);
  const { status, stdout } = run(...files, 'nginx.conf');
  assert.deepEqual([status, stdout], [1, run('nginx.conf').stdout]);
  for (const format of formats) assert.equal(read(`out/${format}.txt`), run('--format', format, 'nginx.conf').stdout, format);
  assert.deepEqual(readdirSync(folder.file('out')).length, formats.length);
});

test('no colours go to a file', () => {
  const { stdout } = runCli(['check', '--report', 'text=plain.txt', 'nginx.conf'], folder.path, { FORCE_COLOR: '1' });
  assert.ok(stdout.includes('\u001b['));
  assert.ok(!read('plain.txt').includes('\u001b'));
});

test('a file that is there is written anew, behind a link too', () => {
  folder.write('real.json', 'old');
  symlinkSync('real.json', folder.file('link.json'));
  run('--report', 'json=link.json', 'nginx.conf');
  assert.match(read('real.json'), /"version": 1/);
});

test('no configuration is written over, and what cannot be written is told', () => {
  mkdirSync(folder.file('taken.json'));
  const wrong: readonly (readonly [args: readonly string[], complaint: RegExp])[] = [
    [['json=nginx.conf'], /has the name of a configuration: it is not written over/],
    [['json'], /json is not FORMAT=FILE/],
    [['json='], /json= is not FORMAT=FILE/],
    [['xml=a.xml'], /--report: xml is none of text, json/],
    [['json=-'], /--format says what standard output gets/],
    [['json=nginx.conf/a.json'], /cannot be written: a file is where a folder must be/],
    [['json=taken.json'], /cannot be written: a folder took its place/],
  ];
  for (const [args, complaint] of wrong) {
    const { status, stderr } = run('--report', ...args, 'nginx.conf');
    assert.equal(status, 2, args.join(' '));
    assert.match(stderr, complaint);
  }
  assert.equal(read('nginx.conf'), broken);
});
