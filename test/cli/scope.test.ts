/** What `check` reads for a folder, and what a failure of one file or rule costs. */
import assert from 'node:assert/strict';
import { symlinkSync } from 'node:fs';
import { suite, test } from 'node:test';
import type { Rule } from '../../server/src/analysis/rule.ts';
import { check } from '../../server/src/cli/check.ts';
import type { CheckWorld } from '../../server/src/cli/judging.ts';
import type { SlowDisk } from '../../server/src/files/disk.ts';
import { nodeDisk, slowNodeDisk } from '../../server/src/files/node-disk.ts';
import { rules } from '../../server/src/rules/index.ts';
import { textOf } from '../../server/src/syntax/text.ts';
import { runCli } from '../support/cli.ts';
import { makeFolder } from '../support/folder.ts';
import { testParser } from '../support/parser.ts';
import { broken, connectionLine, connectionMap, mainFile, websocketServer, working } from '../support/sites.ts';
import { throwingMeta } from '../support/throwing.ts';

const folder = makeFolder({ 'broken.conf': broken });

function filesIn(...args: readonly string[]): readonly string[] {
  const { findings } = JSON.parse(runCli(['check', '--format', 'json', ...args]).stdout) as {
    readonly findings: readonly { readonly file: string }[];
  };
  return findings.map(({ file }) => file);
}

const parser = testParser();
const world: CheckWorld = {
  disk: nodeDisk,
  slowDisk: slowNodeDisk,
  rules,
  async loadParser() {
    const { parse, ...rest } = await parser;
    return {
      ...rest,
      parse(text, ...more) {
        if (textOf(text).whole().includes('# boom')) throw new RangeError('Maximum call stack size exceeded');
        return parse(text, ...more);
      },
    };
  },
};
const run = async (args: readonly string[], parts: Partial<CheckWorld>): Promise<[number, string, string]> => {
  let [out, notes] = ['', ''];
  const output = {
    write: (text: string) => void (out += text),
    note: (line: string) => void (notes += `${line}\n`),
    colour: false,
    progress: () => undefined,
  };
  const status = await check(['--nginx-version', '1.28.0', ...args], output, { ...world, ...parts });
  return [status, out, notes];
};

suite('a folder', () => {
  const tree = makeFolder({
    'docker/nginx.conf': mainFile(connectionMap, 'include conf.d/*.conf;', 'include sites-enabled/*;'),
    'docker/conf.d/app.conf': websocketServer(connectionLine, 'proxy_read_timeout 1h;'),
    'docker/sites-available/site': websocketServer(connectionLine, 'proxy_read_timeout 1h;'),
    'docker/sites-available/unused': 'location /ws { proxy_set_header Upgrade $http_upgrade; proxy_pass http://a; }',
    'docker/sites-enabled/.keep': '',
    'other/start.conf': broken,
    'redis.conf': 'port 6379\n',
    'node_modules/x/nginx.conf': broken,
  });
  symlinkSync('../sites-available/site', tree.file('docker/sites-enabled/site'));

  test('is its main files, and the fragments that none of them reads', () => {
    const files = filesIn(tree.path);
    assert.deepEqual(
      [...new Set(files)].sort(),
      ['docker/conf.d/app.conf', 'docker/sites-available/unused', 'docker/sites-enabled/site', 'other/start.conf'].map(tree.file),
    );
    assert.deepEqual(filesIn(`${tree.path}/`), files);
    assert.equal(runCli(['check', '.'], tree.path).status, 1);
  });
});

test('a folder is what is nginx in it by its text, where names say too little', () => {
  const site = websocketServer('proxy_set_header Connection upgrade;', 'proxy_read_timeout 1h;');
  const apache = '<VirtualHost *:80>\n    ServerName a\n    ProxyPass /ws ws://localhost:3000/\n</VirtualHost>\n';
  const mine = [
    'deploy/site.conf',
    'deploy/app.conf.template',
    'conf.d/a.conf',
    'roles/nginx/templates/site.j2',
    'sites-enabled/b',
  ];
  const foreign = {
    'etc/httpd/conf.d/ssl.conf': apache,
    'etc/apache2/sites-enabled/000-default.conf': apache,
    'etc/supervisor/conf.d/web.conf': '[program:web]\ncommand=nginx -g "daemon off;"\n',
    'etc/redis.conf': 'bind 127.0.0.1\nport 6379\n',
    'roles/nginx/templates/logrotate.j2': '/var/log/nginx/*.log {\n  daily\n}\n',
    'notes.txt': site,
  };
  const tree = makeFolder({ ...Object.fromEntries(mine.map((name) => [name, site])), ...foreign });
  const found = new Set(filesIn(tree.path));
  assert.deepEqual([...found].sort(), mine.map(tree.file).sort());
});

test('what lies around snippets is looked at once for all of a folder', async () => {
  const names = ['a.conf', 'b.conf', 'c.conf'].map((name) => `snippets/${name}`);
  const files = makeFolder({
    'nginx.conf': mainFile(connectionMap, 'include snippets/*.conf;'),
    ...Object.fromEntries(names.map((name) => [name, websocketServer(connectionLine, 'proxy_read_timeout 1h;')])),
  });
  const looks = new Map<string, number>();
  const slowDisk: SlowDisk = {
    ...slowNodeDisk,
    stamp(path) {
      looks.set(path, (looks.get(path) ?? 0) + 1);
      return slowNodeDisk.stamp(path);
    },
  };
  const [status, out] = await run(names.map(files.file), { slowDisk });
  assert.equal(status, 1);
  assert.equal(out.match(/missing-upgrade-header/g)?.length, 3);
  assert.deepEqual(
    [files.path, ...['nginx.conf', 'snippets', ...names].map(files.file)].map((path) => looks.get(path)),
    [1, 1, 1, 1, 1, 1],
  );
});

suite('what cannot be read costs itself', () => {
  const files = makeFolder({
    'broken.conf': broken,
    'empty/.keep': '',
    'notes/readme.txt': 'events {}',
    'a/x.conf': '# nothing',
  });
  const dump = `# configuration file /etc/nginx/nginx.conf:\n${broken}\n`;
  const judged = (...args: readonly string[]): readonly [number | null, boolean, string] => {
    const { status, stdout, stderr } = runCli(['check', ...args], files.path);
    return [status, /^broken\.conf:\d+:\d+: error: /m.test(stdout), stderr];
  };

  test('an empty folder, one without a configuration, a pattern that nothing matches', () => {
    assert.deepEqual(judged('empty', 'notes', 'nowhere/*.conf', 'broken.conf', 'nowhere.conf'), [
      2,
      true,
      [
        'nowhere/*.conf: no file matches',
        `${files.file('nowhere.conf')}: no such file`,
        `${files.file('empty')}: no configuration of nginx is in it`,
        `${files.file('notes')}: no configuration of nginx is in it`,
        '',
      ].join('\n'),
    ]);
  });

  test('nothing that can be judged', () => {
    for (const args of [['empty'], ['nowhere/*.conf'], ['empty', 'nowhere.conf'], ['a/*.txt', 'notes']]) {
      const { status, stdout, stderr } = runCli(['check', ...args], files.path);
      assert.deepEqual([status, stdout, stderr.trim().split('\n').length], [2, '', args.length]);
    }
  });

  test('what can be fixed is fixed', () => {
    files.write('fixable.conf', broken);
    const { status, stderr } = runCli(['check', '--fix', 'empty', 'fixable.conf'], files.path);
    assert.equal(status, 2);
    assert.match(stderr, /empty: no configuration of nginx is in it\nFixed 1 problem in 1 file/);
  });

  test('a saved dump in a folder is left out, and told', () => {
    files.write('saved/nginx.conf', dump);
    files.write('saved/site.nginx', broken);
    const { status, stdout, stderr } = runCli(['check', 'saved'], files.path);
    assert.deepEqual([status, stdout.match(/error:/g)?.length], [1, 1]);
    assert.equal(stderr, `${files.file('saved/nginx.conf')} is the output of nginx -T: check it by itself\n`);
    files.write('only/nginx.conf', dump);
    const only = runCli(['check', 'only'], files.path);
    assert.deepEqual([only.status, only.stdout], [2, '']);
    assert.match(only.stderr, /check it by itself/);
  });
});

suite('what fails', () => {
  test('an unreadable file among others is told, and the others are reported', () => {
    const { status, stdout, stderr } = runCli(['check', 'nowhere.conf', 'broken.conf'], folder.path);
    assert.deepEqual([status, stdout.includes('missing-upgrade-header')], [2, true]);
    assert.match(stderr, /nowhere\.conf: no such file/);
  });

  test('one main file costs itself, and exit code 2 comes after all the rest', async () => {
    const files = makeFolder({
      'a/nginx.conf': mainFile(connectionMap, 'include inner.conf;'),
      'a/inner.conf': '# boom',
      'b/nginx.conf': broken,
      'c.conf': working,
    });
    const [status, out, notes] = await run([files.file('a/nginx.conf'), files.file('b/nginx.conf'), files.file('c.conf')], {});
    assert.equal(status, 2);
    assert.match(out, /missing-upgrade-header/);
    assert.match(notes, /^Failed: the main file `.*\/a\/nginx\.conf`.*Maximum call stack/);
    assert.equal(notes.match(/Failed/g)?.length, 1);
  });

  test('one rule costs itself', async () => {
    const throwing: Rule = {
      ...throwingMeta,
      checkDirective() {
        throw new Error('a mistake of ours');
      },
    };
    const [status, out, notes] = await run([folder.file('broken.conf')], { rules: [throwing, ...rules] });
    assert.equal(status, 2);
    assert.match(out, /missing-upgrade-header/);
    assert.match(notes, /^The rule throws failed: Error: a mistake of ours/);
    assert.equal(notes.match(/throws failed/g)?.length, 1);
  });
});
