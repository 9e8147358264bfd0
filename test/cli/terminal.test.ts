/** No value, no file name and no message of a configuration commands the terminal or the log that shows it. */
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { Log } from 'sarif';
import { lines, plainJson, printable, shownPath } from '../../server/src/cli/terminal.ts';
import { runCli } from '../support/cli.ts';
import { makeFolder } from '../support/folder.ts';
import { commanding, hostileTexts, lone } from '../support/hostile.ts';
import { broken, connectionLine, connectionMap, mainFile, upgradeLine, websocketServer } from '../support/sites.ts';

/** A line that a workflow of GitHub takes for a command, blanks before it or not. */
const command = /^\s*(?:::|##\[)/m;

for (const [name, text] of Object.entries(hostileTexts)) {
  test(name, () => {
    assert.doesNotMatch(printable(text), commanding);
    assert.ok(!lone.test(printable(text)) && !printable(text).includes('\n'));
    assert.doesNotMatch(lines(printable(text)), command);
    assert.doesNotMatch(lines(shownPath(`${process.cwd()}/${text}`)), command);
    const json = plainJson({ text });
    assert.doesNotMatch(json, commanding);
    assert.equal((JSON.parse(json) as { readonly text: string }).text, text);
  });
}

suite('through the command line', () => {
  const evil = '\u001b[31m\u0007\u009b1m\u202e::error::x';
  const quoted = `"${evil}\n::error file=a::b\n##[error]c"`;
  const site = mainFile(
    connectionMap,
    websocketServer(upgradeLine, connectionLine, `proxy_set_header ${quoted} ${quoted};`, 'proxy_set_header "::error::y" z;'),
    `server { server_name ${quoted}; listen 8080; location / { return 301 ${quoted}; } location /ws/ { proxy_pass http://a; proxy_set_header Upgrade ${quoted}; } }`,
    `server { listen 81; proxy_set_headr ${quoted}; }`,
  );
  const name = '::error::\u001b[31m\u0007\n::error::z.conf';
  const folder = makeFolder({ [name]: site, '::warning::plain.conf': site });

  const runs: readonly (readonly [string, readonly string[]])[] = [
    ['check', ['check', name]],
    ['check, several files', ['check', '::warning::plain.conf', name]],
    ['check --format json', ['check', '--format', 'json', name]],
    ['check --format sarif', ['check', '--format', 'sarif', name]],
    ['simulate', ['simulate', '--url', 'ws://app.example.com/ws', name]],
    ['simulate, an answer of nginx', ['simulate', '--url', 'ws://a:8080/', name]],
    ['simulate --format json', ['simulate', '--format', 'json', '--url', 'ws://app.example.com/ws', name]],
    ['a file that is not there', ['check', `nothing ${name}`]],
    ['an option that is none', ['check', `--${evil}`, name]],
    ['a rule that is none', ['explain', `${evil}\n::error::a`]],
    ['a command that is none', [`${evil}\n::error::a`]],
  ];
  for (const [what, args] of runs) {
    test(what, () => {
      const { stdout, stderr } = runCli(args, folder.path);
      for (const text of [stdout, stderr]) {
        assert.doesNotMatch(text, commanding);
        assert.doesNotMatch(text, command);
      }
      assert.ok(stdout + stderr !== '');
    });
  }

  test('github: every line is an annotation of ours', () => {
    const { stdout } = runCli(['check', '--format', 'github', name], folder.path);
    assert.doesNotMatch(stdout, commanding);
    for (const line of stdout.trimEnd().split('\n'))
      assert.match(line, /^::(?:error|warning|notice) file=[^:,]*,line=\d+,[^:]*::/);
  });
});

suite('names of files', () => {
  const names = [
    'a%0A::error::b.conf',
    'c:d,e;f.conf',
    'g\n::error::h.conf',
    'i\u001b[31m\u202ej.conf',
    'k l#m?n.conf',
    '-o.conf',
    '%25.conf',
  ];
  const folder = makeFolder(Object.fromEntries(names.map((name) => [name, broken])));
  const run = (format: string): string => runCli(['check', '--format', format, folder.path], folder.path).stdout;

  test('json has them as they are', () => {
    const { findings } = JSON.parse(run('json')) as { readonly findings: readonly { readonly file: string }[] };
    assert.deepEqual(new Set(findings.map(({ file }) => file)), new Set(names.map(folder.file)));
  });

  test('sarif has them as addresses that lead to them', () => {
    const log = JSON.parse(run('sarif')) as Log;
    const found = log.runs[0]?.results?.map(({ locations }) => {
      const { uri = '', uriBaseId = '' } = locations?.[0]?.physicalLocation?.artifactLocation ?? {};
      return fileURLToPath(new URL(uri, log.runs[0]?.originalUriBaseIds?.[uriBaseId]?.uri));
    });
    assert.deepEqual(new Set(found), new Set(names.map(folder.file)));
    assert.doesNotMatch(run('sarif'), commanding);
  });

  test('github and text keep them in their line', () => {
    const annotations = run('github').trimEnd().split('\n');
    for (const line of annotations) assert.match(line, /^::(?:error|warning|notice) file=[^:,]*,line=\d+,[^:]*::/);
    const files = annotations.map((line) => /file=([^,]*)/.exec(line)?.[1] ?? '');
    const decoded = files.map((it) =>
      it.replaceAll('%2C', ',').replaceAll('%3A', ':').replaceAll('%0A', '\n').replaceAll('%25', '%'),
    );
    assert.deepEqual(new Set(decoded), new Set(names.map(printable)));
    for (const text of [run('text'), run('github')]) {
      assert.doesNotMatch(text, commanding);
      assert.doesNotMatch(run('text'), command);
    }
  });
});
