/** `format`: files, standard input, `--check`, and what cannot be read or written. */
import assert from 'node:assert/strict';
import { readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { runCli } from '../support/cli.ts';
import { makeFolder } from '../support/folder.ts';

const crowded = 'server { listen  80;\n server_name a; }\n';
const laidOut = 'server {\n    listen 80;\n    server_name a;\n}\n';

test('files are laid out in place, and those that are laid out stay as they are', () => {
  const folder = makeFolder({ 'a.conf': crowded, 'b.conf': laidOut });
  const { status, stdout, stderr } = runCli(['format', 'a.conf', 'b.conf'], folder.path);
  assert.deepEqual([status, stdout, stderr], [0, '', 'Laid out: 1 of 2 files\n']);
  assert.equal(readFileSync(join(folder.path, 'a.conf'), 'utf8'), laidOut);
  assert.equal(readFileSync(join(folder.path, 'b.conf'), 'utf8'), laidOut);
});

test('--check writes nothing, names the files, and ends with 1', () => {
  const folder = makeFolder({ 'a.conf': crowded, 'b.conf': laidOut });
  const { status, stdout, stderr } = runCli(['format', '--check', '*.conf'], folder.path);
  assert.deepEqual([status, stdout, stderr], [1, 'a.conf\n', 'Not laid out: 1 of 2 files\n']);
  assert.equal(readFileSync(join(folder.path, 'a.conf'), 'utf8'), crowded);
  assert.equal(runCli(['format', '--check', 'b.conf'], folder.path).status, 0);
});

test('standard input goes to standard output', () => {
  const { status, stdout } = runCli(['format', '-'], undefined, {}, crowded);
  assert.deepEqual([status, stdout], [0, laidOut]);
  assert.equal(runCli(['format', '--check', '-'], undefined, {}, crowded).status, 1);
  assert.equal(runCli(['format', '-', 'a.conf']).status, 2);
});

test('a level is indented as the file has it, or as is said', () => {
  const text = 'server {\n  listen  80;\n}\n';
  const indented = (...options: readonly string[]): string => runCli(['format', ...options, '-'], undefined, {}, text).stdout;
  assert.equal(indented(), 'server {\n  listen 80;\n}\n');
  assert.equal(indented('--indent', 'tab'), 'server {\n\tlisten 80;\n}\n');
  assert.equal(indented('--indent', '3', '--align-values'), 'server {\n   listen 80;\n}\n');
  const { status, stderr } = runCli(['format', '--indent', 'x', '-'], undefined, {}, text);
  assert.deepEqual([status, stderr], [2, '--indent: x is none of auto, tab, or a number of blanks from 1 to 9\n']);
});

test('what cannot be read is told, and the rest is laid out', () => {
  const folder = makeFolder({ 'a.conf': crowded, 'd/b.conf': crowded });
  symlinkSync('loop.conf', join(folder.path, 'loop.conf'));
  const { status, stderr } = runCli(['format', 'a.conf', 'missing.conf', 'd', 'loop.conf'], folder.path);
  assert.equal(status, 2);
  assert.match(stderr, /missing\.conf: no such file\n/);
  assert.match(stderr, /d: is a folder/);
  assert.match(stderr, /loop\.conf: /);
  assert.equal(readFileSync(join(folder.path, 'a.conf'), 'utf8'), laidOut);
  assert.equal(runCli(['format']).status, 2);
});

test('a file with a mistake is laid out in its whole blocks, and the line is told; bytes that are no UTF-8 stay', () => {
  const folder = makeFolder({ 'a.conf': 'events   {  }\nserver   {\n  listen   80\n}\n' });
  const { status, stderr } = runCli(['format', 'a.conf'], folder.path);
  assert.deepEqual(
    [status, stderr],
    [0, 'a.conf:3: has a mistake: only blocks that have none are laid out\nLaid out: 1 of 1 file\n'],
  );
  assert.equal(readFileSync(join(folder.path, 'a.conf'), 'utf8'), 'events {}\nserver   {\n  listen   80\n}\n');
  folder.write('b.conf', Buffer.from([...Buffer.from('#  '), 0xe9, ...Buffer.from('\na  b;\n')]));
  assert.equal(runCli(['format', 'b.conf'], folder.path).status, 0);
  assert.deepEqual(
    readFileSync(join(folder.path, 'b.conf')),
    Buffer.from([...Buffer.from('#  '), 0xe9, ...Buffer.from('\na b;\n')]),
  );
});
