/** The hooks of pre-commit and the one of git's own, as the documentation has them. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync } from 'node:fs';
import { suite, test } from 'node:test';
import { kindOfName } from '../../server/src/project/recognised.ts';
import { fc } from '../support/dice.ts';
import { makeFolder } from '../support/folder.ts';
import { pathWithPrograms, recipes } from '../support/recipes.ts';
import { broken, connectionLine, connectionMap, mainFile, websocketServer, working } from '../support/sites.ts';
import { parseYaml, readYaml } from '../support/yaml.ts';

interface Hook {
  readonly id: string;
  readonly entry: string;
  readonly language: string;
  readonly files: string;
  readonly args?: readonly string[];
  readonly additional_dependencies?: readonly string[];
}

const hooks = readYaml('.pre-commit-hooks.yaml') as readonly Hook[];
const [check, format] = hooks;
assert.ok(check && format);
const apache = '<VirtualHost *:80>\n  ServerName a\n</VirtualHost>\n';
const place = makeFolder();
const PATH = pathWithPrograms(place.file('bin'));
const env = { ...process.env, PATH, NO_COLOR: '1', GIT_CONFIG_GLOBAL: '/dev/null', HOME: place.path };

/** Python's pattern with blanks that mean nothing, as JavaScript has it. */
function pattern({ files }: Hook): RegExp {
  return new RegExp(files.replace(/^\(\?x\)/, '').replace(/\s+/g, ''));
}

suite('which files are handed to the hook', () => {
  const names = [
    'nginx',
    'conf.d',
    'sites-enabled',
    'sites-available',
    'a.conf',
    'nginx.conf',
    'x.nginx',
    '.nginx',
    'a.conf.j2',
    'a.erb',
    'app',
  ];
  const more = [
    'xnginx.conf',
    'nginx.conf.template',
    'a.b.j2',
    'nginx.confx',
    'a.conf.disabled',
    'conf.dx',
    'README.md',
    'nginx.conf~',
  ];
  const path = fc.array(fc.constantFrom(...names, ...more), { minLength: 1, maxLength: 5 }).map((parts) => parts.join('/'));

  test('those whose names are nginx’s, or could be, as the editor says', () => {
    const files = pattern(check);
    fc.assert(
      fc.property(path, (it) => {
        const kind = kindOfName(`/${it}`);
        assert.equal(files.test(it), kind === 'nginx' || kind === 'shared' || kind === 'template', it);
      }),
      { numRuns: 3000 },
    );
  });

  test('are laid out where the name alone says nginx, and they are no templates', () => {
    const files = pattern(format);
    fc.assert(
      fc.property(path, (it) => {
        if (files.test(it)) assert.equal(kindOfName(`/${it}`), 'nginx', it);
      }),
      { numRuns: 3000 },
    );
    for (const it of ['nginx.conf', 'a/x.nginx', 'nginx/conf.d/a.conf']) assert.ok(files.test(it), it);
  });
});

suite('what the hook does', () => {
  const site = makeFolder({
    'nginx/nginx.conf': mainFile(connectionMap, 'include conf.d/*.conf;'),
    'nginx/conf.d/broken.conf': websocketServer(connectionLine),
    'nginx/conf.d/good.conf': 'server { listen 81; return 204; }\n',
    'conf.d/apache.conf': apache,
    'sites-enabled/apache': apache,
    'sites-enabled/nginx': 'server { listen 80; nonsense on; }\n',
    '-x.nginx': working,
  });
  const run = (hook: Hook, ...files: readonly string[]) => {
    const [command = '', ...words] = [...hook.entry.split(' '), ...(hook.args ?? []), ...files];
    return spawnSync(command, words, { cwd: site.path, env, encoding: 'utf8' });
  };

  test('a changed file is judged where it is included, and alone told of', () => {
    assert.equal(run(check, 'nginx/conf.d/good.conf').status, 0);
    const { status, stdout } = run(check, 'nginx/conf.d/broken.conf', 'nginx/conf.d/good.conf');
    assert.equal(status, 1);
    assert.match(stdout, /^nginx\/conf\.d\/broken\.conf:3:9: error: /);
  });

  test('files of other programs are left alone, those of nginx beside them are not', () => {
    const { status, stdout, stderr } = run(check, 'conf.d/apache.conf', 'sites-enabled/apache');
    assert.deepEqual([status, stderr, stdout.startsWith('Nothing to report')], [0, '', true]);
    assert.equal(run(check, 'sites-enabled/apache', 'sites-enabled/nginx').status, 1);
  });

  test('what a main file includes is nginx whatever its name', () => {
    site.write('other/nginx.conf', 'events {}\nhttp { include parts/a.inc; }\n');
    site.write('other/parts/a.inc', 'server { listen 80; nonsense on; }\n');
    assert.equal(run(check, 'other/parts/a.inc').status, 1);
    site.write('other/parts/b.inc', 'nonsense on;\n');
    assert.equal(run(check, 'other/parts/b.inc').status, 0);
  });

  test('a file that is gone is told of', () => {
    assert.equal(run(check, 'nginx/gone.conf').status, 2);
  });

  test('the second lays out', () => {
    const { status } = run(format, 'nginx/conf.d/good.conf');
    assert.equal(status, 0);
  });
});

suite('what the documentation says', () => {
  const [fromRepository, fromNpm] = recipes('pre-commit', 'yaml').map(
    (text) =>
      (parseYaml(text) as { readonly repos: readonly { readonly rev?: string; readonly hooks: readonly Hook[] }[] }).repos[0],
  );
  const { version } = readYaml('package.json') as { readonly version: string };

  test('names hooks that are there, of this version', () => {
    assert.equal(fromRepository?.rev, `v${version}`);
    for (const { id } of fromRepository.hooks)
      assert.ok(
        hooks.some((hook) => hook.id === id),
        id,
      );
    const [hook] = fromNpm?.hooks ?? [];
    assert.deepEqual(hook?.additional_dependencies, [`nginx-handshake@${version}`]);
    assert.equal(hook.language, 'node');
    assert.ok(hook.entry.startsWith(check.entry));
    for (const it of ['nginx.conf', 'a/nginx/b.conf', 'a/conf.d/b.conf', 'etc/sites-enabled/b'])
      assert.match(it, new RegExp(hook.files));
    assert.doesNotMatch('a/b.conf', new RegExp(hook.files));
  });

  test('a hook of git’s own refuses a commit with a broken file, and lets others through', () => {
    const repository = makeFolder({ 'nginx/a b.conf': broken, 'httpd/conf.d/a.conf': apache });
    const git = (...args: readonly string[]) => spawnSync('git', args, { cwd: repository.path, env, encoding: 'utf8' });
    const commit = () => git('-c', 'user.name=a', '-c', 'user.email=a@example.com', 'commit', '--quiet', '--message', 'a');
    git('init', '--quiet');
    const [script = ''] = recipes("A hook of git's own", 'sh');
    repository.write('.git/hooks/pre-commit', script);
    chmodSync(repository.file('.git/hooks/pre-commit'), 0o755);
    git('add', 'httpd');
    assert.equal(commit().status, 0);
    git('add', 'nginx');
    const refused = commit();
    assert.notEqual(refused.status, 0);
    assert.match(refused.stdout + refused.stderr, /nginx\/a b\.conf:9:13: error: /);
    repository.write('nginx/a b.conf', working);
    git('add', 'nginx');
    assert.equal(commit().status, 0);
    repository.write('readme.txt', 'a');
    git('add', 'readme.txt');
    assert.equal(commit().status, 0);
    assert.equal(git('rev-list', '--count', 'HEAD').stdout.trim(), '3');
  });
});
