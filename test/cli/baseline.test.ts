/** `check --baseline` and `--write-baseline`: what is known does not fail, and nothing else is let through. */
import assert from 'node:assert/strict';
import { cpSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { suite, test } from 'node:test';
import { readBaseline, splitByBaseline, writeBaseline, type KnownFinding } from '../../server/src/cli/baseline.ts';
import { runCli } from '../support/cli.ts';
import { fc } from '../support/dice.ts';
import { makeFolder } from '../support/folder.ts';
import { complaintsOfSchema } from '../support/sarif.ts';
import { broken, connectionLine, connectionMap, mainFile, upgradeLine, websocketServer, working } from '../support/sites.ts';

const site = (name: string, path = '/ws', ...lines: readonly string[]) =>
  websocketServer(...lines, 'proxy_read_timeout 1h;')
    .replace('server {', `server { server_name ${name};`)
    .replace('/ws', path);
const legacy = mainFile(connectionMap, site('a.example', '/ws', connectionLine), site('b.example', '/ws', connectionLine));

const folder = makeFolder();
let count = 0;

/** A folder with a baseline of its own. */
function known(files: Readonly<Record<string, string>>, ...args: readonly string[]) {
  const path = folder.file(String(count++));
  const write = (name: string, text: string) => {
    folder.write(`${path.slice(folder.path.length + 1)}/${name}`, text);
  };
  for (const [name, text] of Object.entries(files)) write(name, text);
  const wrote = runCli(['check', '--write-baseline', 'known.json', ...(args.length > 0 ? args : ['.'])], path);
  return {
    path,
    write,
    wrote,
    text: () => readFileSync(`${path}/known.json`, 'utf8'),
    check: (...more: readonly string[]) =>
      runCli(['check', '--baseline', 'known.json', ...(more.length > 0 ? more : ['.'])], path),
  };
}

suite('what is known', () => {
  const place = known({ 'nginx.conf': legacy });

  test('is written, reported once more, and the run ends with 0', () => {
    assert.equal(place.wrote.status, 0);
    assert.match(place.wrote.stdout, /2 errors in 1 file/);
    assert.equal(place.wrote.stderr, '2 findings written to known.json\n');
  });

  test('is then left out, and how much that is, is told', () => {
    const { status, stdout, stderr } = place.check();
    assert.deepEqual([status, stderr], [0, '2 known findings left out (known.json)\n']);
    assert.match(stdout, /^Nothing new to report \(/);
  });

  test('has one line for each in a file that can be read and merged', () => {
    const lines = place.text().split('\n');
    assert.deepEqual([lines.length, lines[0], lines[1], lines[2]], [8, '{', '  "version": 1,', '  "findings": [']);
    assert.equal(
      lines[3],
      '    {"file":"nginx.conf","rule":"missing-upgrade-header","severity":"error","in":["http","server","location /ws"],"server":"a.example","words":"proxy_pass"},',
    );
  });

  const edits: Readonly<Record<string, string>> = {
    'lines above': `# one\n\n# two\n${legacy}`,
    'other line ends': legacy.replaceAll('\n', '\r\n'),
    'another layout': legacy.replace(/^ +/gm, '\t'),
    'another order of the servers': mainFile(
      connectionMap,
      site('b.example', '/ws', connectionLine),
      site('a.example', '/ws', connectionLine),
    ),
    'another port': legacy.replaceAll('3000', '4000'),
    'a server that is renamed': legacy.replace('a.example', 'c.example'),
    'a block around it': mainFile(
      connectionMap,
      ...['a.example', 'b.example'].map((name) =>
        site(name, '/ws', connectionLine)
          .replace('location', 'location / { location')
          .replace(/\}\n\}$/, '} }\n}'),
      ),
    ),
    'a working location before it': legacy.replace(/^( +)location \/ws/m, '$1location /static { root /srv; }\n$1location /ws'),
  };
  for (const [name, text] of Object.entries(edits))
    test(`stays known with ${name}`, () => {
      assert.notEqual(text, legacy);
      place.write('nginx.conf', text);
      const { status, stdout, stderr } = place.check();
      assert.deepEqual([status, stderr], [0, '2 known findings left out (known.json)\n'], stdout);
    });
});

suite('what is new', () => {
  const place = known({ 'nginx.conf': legacy });
  const newServer = site('c.example', '/ws', connectionLine);

  test('fails, and is all that is told', () => {
    place.write(
      'nginx.conf',
      mainFile(connectionMap, newServer, site('a.example', '/ws', connectionLine), site('b.example', '/ws', connectionLine)),
    );
    const { status, stdout } = place.check('--format', 'json', '.');
    const { findings, baseline } = JSON.parse(stdout) as {
      findings: { range: { start: { line: number } } }[];
      baseline: unknown;
    };
    assert.deepEqual([status, findings.map(({ range }) => range.start.line), baseline], [1, [8], { known: 2, gone: [] }]);
  });

  test('is not taken for one that was repaired in the same change', () => {
    place.write(
      'nginx.conf',
      mainFile(
        connectionMap,
        site('a.example', '/ws', connectionLine, upgradeLine),
        site('b.example', '/ws', connectionLine),
        newServer,
      ),
    );
    const { status, stdout, stderr } = place.check();
    assert.equal(status, 1);
    assert.match(stdout, /^1 error in 1 file/m);
    assert.equal(
      stderr,
      '1 known finding left out (known.json)\n1 of known.json is gone: --write-baseline writes it without\n  nginx.conf: missing-upgrade-header in http > server > location /ws\n',
    );
  });

  test('in another file fails too', () => {
    place.write('nginx.conf', legacy);
    place.write('other/nginx.conf', broken);
    assert.equal(place.check().status, 1);
    rmSync(`${place.path}/other`, { recursive: true });
  });

  test('is what got more severe: a URL that must get through now', () => {
    const quiet = known({
      'nginx.conf': mainFile('server { listen 80; location / { proxy_pass http://127.0.0.1:3000; proxy_read_timeout 1h; } }'),
    });
    assert.equal(quiet.check().status, 0);
    assert.equal(quiet.check('--expect', 'ws://localhost/', '.').status, 1);
  });
});

test('--fix repairs what is known, too, and what is left of it does not fail', () => {
  const place = known({ 'nginx.conf': mainFile(connectionMap, site('a.example', '/ws', connectionLine), 'nonsense on;') });
  const { status, stderr } = place.check('--fix', '.');
  assert.equal(status, 0, stderr);
  assert.match(stderr, /^Fixed 1 problem in 1 file\n1 known finding left out \(known\.json\)\n1 of known\.json is gone/);
});

suite('what is gone', () => {
  test('is named, fails nothing, and is not in what is written next', () => {
    const place = known({ 'nginx.conf': legacy, 'old/nginx.conf': broken });
    place.write('nginx.conf', working);
    rmSync(`${place.path}/old`, { recursive: true });
    const { status, stderr } = place.check();
    assert.equal(status, 0);
    assert.match(stderr, /^3 of known\.json are gone: .*\n(?: {2}nginx\.conf: .*\n){2} {2}old\/nginx\.conf: /);
    runCli(['check', '--write-baseline', 'known.json', '.'], place.path);
    assert.equal(place.text(), '{\n  "version": 1,\n  "findings": []\n}\n');
    assert.equal(place.check().stderr, '');
  });

  test('is not what this run does not look at', () => {
    const place = known({ 'a.nginx': legacy, 'b.nginx': broken, 'c.nginx': working });
    assert.equal(place.check('c.nginx').stderr, '');
    assert.equal(place.check('b.nginx').stderr, '1 known finding left out (known.json)\n');
  });
});

suite('whatever the form of the report', () => {
  const place = known({ 'nginx.conf': legacy });
  for (const format of ['text', 'json', 'sarif', 'github', 'gitlab'])
    test(format, () => {
      const { status, stdout, stderr } = place.check('--format', format, '.');
      assert.deepEqual([status, stderr], [0, '2 known findings left out (known.json)\n']);
      assert.doesNotMatch(stdout, /"ruleId"|check_name|::error|^nginx\.conf:/m);
      if (format === 'sarif') assert.deepEqual(complaintsOfSchema(JSON.parse(stdout)), []);
    });
});

suite('from wherever', () => {
  test('files count from the folder of the baseline, in whatever folder the command runs', () => {
    const place = known({ 'conf/nginx.conf': legacy });
    const { status, stderr } = runCli(['check', '--baseline', '../known.json', 'nginx.conf'], `${place.path}/conf`);
    assert.deepEqual([status, stderr], [0, '2 known findings left out (../known.json)\n']);
  });

  test('a copy of all of it elsewhere has the same findings', () => {
    const place = known({ 'nginx.conf': legacy });
    const copy = folder.file('copy');
    cpSync(place.path, copy, { recursive: true });
    assert.equal(runCli(['check', '--baseline', 'known.json', '.'], copy).status, 0);
  });

  test('standard input, and the output of nginx -T', () => {
    for (const input of [broken, `# configuration file /etc/nginx/nginx.conf:\n${broken}`]) {
      const file = folder.file('input.json');
      assert.equal(runCli(['check', '--write-baseline', file, '-'], folder.path, {}, input).status, 0);
      const { status, stderr } = runCli(['check', '--baseline', file, '-'], folder.path, {}, `\n${input}`);
      assert.deepEqual([status, stderr], [0, '1 known finding left out (input.json)\n']);
    }
  });
});

suite('bad usage ends with 2 and a sentence', () => {
  const place = known({ 'nginx.conf': legacy });
  const texts: readonly (readonly [name: string, text: string, complaint: RegExp])[] = [
    ['empty', '', /is empty/],
    ['no JSON', 'nginx.conf\n', /is no JSON$/m],
    ['cut off', place.text().slice(0, 100), /is no JSON$/m],
    ['with the marks of a merge', `<<<<<<< HEAD\n${place.text()}`, /is no JSON: it has the marks of a merge/],
    ['a list', '[]', /is no baseline: it has no findings/],
    ['another document', '{}', /is no baseline: it has no version/],
    ['a later version', '{"version":2,"findings":[]}', /has version 2, and only 1 is known/],
    ['without findings', '{"version":1}', /it has no list of findings/],
    ['an entry that is none', '{"version":1,"findings":[{"file":"a","rule":"b"}]}', /finding 1 of it lacks/],
    [
      'an entry of no severity',
      '{"version":1,"findings":[{"file":"a","rule":"b","severity":"toString","in":[],"words":""}]}',
      /finding 1 of it lacks/,
    ],
  ];
  for (const [name, text, complaint] of texts)
    test(`a baseline that is ${name}`, () => {
      place.write('wrong.json', text);
      const { status, stdout, stderr } = runCli(['check', '--baseline', 'wrong.json', '.'], place.path);
      assert.deepEqual([status, stdout, stderr.trim().split('\n').length], [2, '', 1]);
      assert.match(stderr, complaint);
    });

  const usages: readonly (readonly [name: string, args: readonly string[], complaint: RegExp])[] = [
    [
      'a baseline that is not there',
      ['--baseline', 'nowhere.json', '.'],
      /nowhere\.json: no such file: --write-baseline writes it/,
    ],
    ['a baseline that is a folder', ['--baseline', '.', '.'], /is a folder/],
    ['both options', ['--baseline', 'known.json', '--write-baseline', 'known.json', '.'], /say one of them/],
    ['a configuration in place of a baseline', ['--write-baseline', 'nginx.conf', '.'], /is no baseline: it is not written over/],
    ['a folder in place of a baseline', ['--write-baseline', 'sub', '.'], /cannot be written/],
    ['beside --compare', ['--compare', '1.22.1,1.31.3', '--baseline', 'known.json', '.'], /leave out --baseline/],
  ];
  for (const [name, args, complaint] of usages)
    test(name, () => {
      mkdirSync(`${place.path}/sub`, { recursive: true });
      const { status, stderr } = runCli(['check', ...args], place.path);
      assert.equal(status, 2);
      assert.match(stderr, complaint);
      assert.equal(readFileSync(`${place.path}/nginx.conf`, 'utf8'), legacy);
    });

  test('half of the findings are no baseline: where a file cannot be read, none is written', () => {
    const before = place.text();
    const { status, stderr } = runCli(['check', '--write-baseline', 'known.json', 'nginx.conf', 'nowhere.conf'], place.path);
    assert.equal(status, 2);
    assert.match(stderr, /Not all could be judged: nothing is written to known\.json/);
    assert.equal(place.text(), before);
  });
});

const finding = fc.record({
  file: fc.constantFrom('a', 'b'),
  rule: fc.constantFrom('r', 's'),
  severity: fc.constantFrom('error', 'warning', 'information', 'hint'),
  in: fc.array(fc.constantFrom('http', 'server', 'location /'), { maxLength: 3 }),
  server: fc.option(fc.constantFrom('x', 'y'), { nil: undefined }),
  words: fc.oneof(fc.constantFrom('proxy_pass', 'listen'), fc.string({ unit: 'binary' })),
});
const findings = fc.array(finding, { maxLength: 12 });

test('what is written is read again', () => {
  fc.assert(
    fc.property(findings, (all) => {
      const read = readBaseline(writeBaseline(all));
      assert.ok(!('complaint' in read));
      const sorted = (list: readonly KnownFinding[]) => list.map((it) => JSON.stringify(it)).sort();
      assert.deepEqual(sorted(read), sorted(all));
    }),
  );
});

test('each entry is one finding at most, all that are the same are known, and none is lost', () => {
  const split = (all: readonly KnownFinding[], entries: readonly KnownFinding[], isThere: boolean) =>
    splitByBaseline(all, entries, { identify: (it) => it, isThere: () => isThere });
  fc.assert(
    fc.property(findings, findings, fc.boolean(), (all, entries, isThere) => {
      const same = split(all, all, isThere);
      assert.deepEqual([same.fresh, same.gone, same.known.length], [[], [], all.length]);
      const { fresh, known: old, gone } = split(all, entries, isThere);
      assert.equal(fresh.length + old.length, all.length);
      assert.equal(old.length + gone.length, entries.length);
      assert.deepEqual(split(all, [], isThere).fresh, all);
    }),
  );
});
