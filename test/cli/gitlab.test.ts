/** `check --format gitlab`: the report of code quality that GitLab documents. */
import assert from 'node:assert/strict';
import { cpSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import { runCli } from '../support/cli.ts';
import { makeFolder } from '../support/folder.ts';
import { root } from '../support/parts.ts';
import { broken, connectionLine, connectionMap, mainFile, websocketServer, working } from '../support/sites.ts';

interface Issue {
  readonly description: string;
  readonly check_name: string;
  readonly fingerprint: string;
  readonly severity: string;
  readonly location: { readonly path: string; readonly lines: { readonly begin: number } };
}

function report(args: readonly string[], cwd: string, env = {}, input = ''): readonly Issue[] {
  return JSON.parse(runCli(['check', '--format', 'gitlab', ...args], cwd, env, input).stdout) as readonly Issue[];
}

const folder = makeFolder({ 'nginx/broken.conf': broken, 'working.conf': working });

test('each finding has the parts that GitLab reads, and no other', () => {
  const [issue, ...more] = report(['nginx'], folder.path);
  assert.deepEqual(more, []);
  const { description = '', fingerprint = '' } = issue ?? {};
  assert.match(description, /^The backend receives `Connection: upgrade` but no `Upgrade`/);
  assert.match(fingerprint, /^[0-9a-f]{32}$/);
  assert.deepEqual(issue, {
    ...{ description, fingerprint, check_name: 'missing-upgrade-header', severity: 'critical' },
    location: { path: 'nginx/broken.conf', lines: { begin: 9 } },
  });
});

test('nothing to report is an empty list', () => {
  assert.deepEqual(report(['working.conf'], folder.path), []);
});

test('files are named from the checkout on', () => {
  const [issue] = report(['broken.conf'], folder.file('nginx'), { CI_PROJECT_DIR: folder.path });
  assert.equal(issue?.location.path, 'nginx/broken.conf');
});

test('standard input has a name, a line and a fingerprint of its own', () => {
  const [issue] = report(['-'], folder.path, {}, broken);
  assert.deepEqual(issue?.location, { path: 'standard input', lines: { begin: 9 } });
});

suite('fingerprints', () => {
  const site = (name: string, ...lines: readonly string[]) =>
    websocketServer(...lines).replace('server {', `server { listen 80; server_name ${name};`);
  const printsOf = (text: string) => {
    folder.write('one.conf', text);
    return report(['one.conf'], folder.path).map(({ fingerprint }) => fingerprint);
  };
  const text = mainFile(connectionMap, site('a.example', connectionLine), site('b.example', connectionLine));
  const before = printsOf(text);

  const edits: Readonly<Record<string, string>> = {
    'lines above': `# one\n\n# two\n${text}`,
    'other line ends': text.replaceAll('\n', '\r\n'),
    'another layout': text.replace(/^ +/gm, '\t'),
    'another port of the backend': text.replaceAll('127.0.0.1:3000', '127.0.0.1:4000'),
    'a location before it': text.replaceAll('location /ws', 'location /static { root /srv; }\nlocation /ws'),
    'a server before it': text.replace('server {', 'server { server_name new.example; return 204; }\nserver {'),
    'another name of a server': text.replace('server_name a.example', 'server_name a.example www.example'),
  };
  for (const [name, edited] of Object.entries(edits))
    test(`stay with ${name}`, () => {
      assert.notEqual(edited, text);
      assert.deepEqual(printsOf(edited), before);
    });

  test('of what stays are the same when one before it is repaired', () => {
    const [first = '', second = ''] = before;
    const repaired = text.replace(connectionLine, `${connectionLine} proxy_set_header Upgrade $http_upgrade;`);
    const after = printsOf(repaired);
    assert.ok(after.includes(second) && !after.includes(first));
  });

  test('differ for what nothing tells apart', () => {
    const same = printsOf(mainFile(...Array.from({ length: 5 }, () => 'server { listen 80; nonsense on; }')));
    assert.ok(same.length > 1);
    assert.equal(new Set(same).size, same.length);
  });

  test('of whole configurations are unique, and stay when lines are put above all of them', () => {
    const corpus = makeFolder();
    cpSync(join(root, 'test/corpus/files/real'), corpus.path, { recursive: true });
    const all = () => report([corpus.path], corpus.path).map(({ fingerprint }) => fingerprint);
    const first = all();
    assert.ok(first.length > 20, `${first.length} findings`);
    assert.equal(new Set(first).size, first.length);
    const names = readdirSync(corpus.path, { recursive: true, withFileTypes: true }).filter((it) => it.isFile());
    for (const { parentPath, name } of names) {
      const path = join(parentPath, name);
      corpus.write(path.slice(corpus.path.length + 1), `# moved\n\n${readFileSync(path, 'utf8')}`);
    }
    assert.deepEqual(all(), first);
  });
});
