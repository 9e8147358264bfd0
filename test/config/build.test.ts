/** What nginx reads: includes, contexts of fragments, levels, maps, upstreams; and what stays the same object over an edit. */
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { statementsIn } from '../../server/src/config/weight.ts';
import { build as buildOn, buildConfig, type BuildOptions, type Built } from '../../server/src/config/build.ts';
import { cutOffLevels, effective, effectiveOne } from '../../server/src/config/inherit.ts';
import type { Config, Location, Placed } from '../../server/src/config/model.ts';
import type { Workspace } from '../../server/src/config/workspace.ts';
import { testParser } from '../support/parser.ts';
import { memoryWorkspace } from '../support/workspace.ts';

const parser = await testParser();
const main = '/etc/nginx/nginx.conf';

function build(files: Readonly<Record<string, string>>, path = main, options: BuildOptions = {}): Config {
  return buildConfig(memoryWorkspace(parser, new Map(Object.entries(files))), path, options);
}

/** Builds one configuration after the other, each from the one before. */
function configBuilder(): (workspace: Workspace, path: string) => Config {
  let built: Built | undefined;
  return (workspace, path) => (built = buildOn(workspace, path, {}, built)).config;
}

function texts(list: readonly Placed[]): readonly string[] {
  return list.map(({ directive }) => [directive.name, ...directive.args].map(({ text }) => text).join(' '));
}

function locationOf(config: Config, path: string): Location {
  const all = (list: readonly Location[]): readonly Location[] => list.flatMap((it) => [it, ...all(it.locations.all())]);
  const found = all(config.http?.servers.flatMap(({ locations }) => locations.all()) ?? []).find((it) => it.path === path);
  assert.ok(found, `location ${path}`);
  return found;
}

suite('includes', () => {
  const wrap = (inner: string): string => `events {}\nhttp {\n${inner}\n}\n`;

  test('a pattern brings its files sorted by name, and no hidden ones', () => {
    const config = build({
      [main]: wrap('include conf.d/*.conf;'),
      '/etc/nginx/conf.d/b.conf': 'server { server_name b; }',
      '/etc/nginx/conf.d/a.conf': 'server { server_name a; }',
      '/etc/nginx/conf.d/.hidden.conf': 'server { server_name hidden; }',
      '/etc/nginx/conf.d/c.disabled': 'server { server_name c; }',
    });
    assert.deepEqual(
      config.http?.servers.flatMap(({ level }) => texts(level.own.get('server_name') ?? [])),
      ['server_name a', 'server_name b'],
    );
    assert.deepEqual(config.includeProblems, []);
  });

  test('sets and question marks match one character', () => {
    const names = ['app1.conf', 'app2.conf', 'appx.conf', 'app12.conf'];
    const files = Object.fromEntries(names.map((name) => [`/etc/nginx/${name}`, `upstream ${name} { server a; }`]));
    const upstreams = (pattern: string): readonly string[] => [
      ...(build({ ...files, [main]: wrap(`include ${pattern};`) }).http?.environment.upstreams.keys() ?? []),
    ];
    assert.deepEqual(upstreams('app[0-9].conf'), ['app1.conf', 'app2.conf']);
    assert.deepEqual(upstreams('app[!0-9].conf'), ['appx.conf']);
    assert.deepEqual(upstreams('app??.conf'), ['app12.conf']);
  });

  test('a plain name must exist, a pattern need not; a folder that is not here may hold anything on the server', () => {
    const config = build({
      [main]: wrap('include conf.d/*.none;\ninclude none/*.conf;\ninclude missing.conf;'),
      '/etc/nginx/conf.d/a.conf': '',
    });
    assert.deepEqual(
      config.includeProblems.map(({ kind, path }) => [kind, path]),
      [
        ['empty', 'none/*.conf'],
        ['missing', '/etc/nginx/missing.conf'],
      ],
    );
    assert.equal(config.http?.environment.partial, true);
  });

  test('a file that includes itself ends in a problem, told once', () => {
    const config = build({
      [main]: wrap('include a.conf;'),
      '/etc/nginx/a.conf': 'include b.conf;',
      '/etc/nginx/b.conf': 'include a.conf;',
    });
    assert.deepEqual(
      config.includeProblems.map(({ kind, path }) => [kind, path]),
      [['cycle', '/etc/nginx/a.conf']],
    );
  });

  test('files that include the same one are all read, as nginx reads them, up to where it stops', () => {
    const files = {
      [main]: wrap('include sites/*.conf;\ninclude last.conf;\ninclude never.conf;'),
      '/etc/nginx/sites/a.conf': 'server { server_name a; include common.conf; }',
      '/etc/nginx/sites/b.conf': 'include common.conf;\nserver { server_name b; include common.conf; }',
      '/etc/nginx/sites/c.conf': '# nothing',
      '/etc/nginx/common.conf': 'client_max_body_size 1m;',
      '/etc/nginx/last.conf': 'server { server_name last; include common.conf;',
      '/etc/nginx/never.conf': 'server { server_name never; }',
    };
    const read = build(files, main, { asRead: true });
    assert.equal(read.stop?.path, '/etc/nginx/last.conf');
    assert.deepEqual(
      read.http?.servers.map(({ body }) => texts(body)),
      ['a', 'b', 'last'].map((name) => [`server_name ${name}`, 'include common.conf', 'client_max_body_size 1m']),
    );
    assert.deepEqual(texts(read.http.level.own.get('client_max_body_size') ?? []), ['client_max_body_size 1m']);
    const empty = build({ ...files, '/etc/nginx/sites/c.conf': '# }\n}' }, main, { asRead: true });
    assert.equal(empty.stop?.path, '/etc/nginx/sites/c.conf');
    assert.equal(empty.http?.servers.length, 2);
  });

  test('an absolute path below the usual prefix leads through the main file’s folder', () => {
    const config = build(
      { '/home/me/site/nginx.conf': wrap('include /etc/nginx/conf.d/*.conf;'), '/home/me/site/conf.d/a.conf': 'server {}' },
      '/home/me/site/nginx.conf',
    );
    assert.deepEqual(config.files, ['/home/me/site/nginx.conf', '/home/me/site/conf.d/a.conf']);
  });

  test('a map of folders comes first', () => {
    const files = { [main]: wrap('include /srv/conf/a.conf;'), '/home/me/conf/a.conf': 'server {}' };
    const config = build(files, main, { includeMap: [{ from: '/srv/conf', to: '/home/me/conf' }] });
    assert.deepEqual(config.files, [main, '/home/me/conf/a.conf']);
  });
});

suite('the context of a file opened alone', () => {
  const contextOf = (text: string): string => build({ '/x/a.conf': text }, '/x/a.conf').context;

  test('its top-level directives tell', () => {
    assert.equal(contextOf('events {}\nhttp {}'), 'main');
    assert.equal(contextOf('upstream a { server b; }\nserver { location / {} }'), 'http');
    assert.equal(contextOf('location /ws { proxy_pass http://a; }'), 'server');
    assert.equal(contextOf('server { listen 1; proxy_pass a; }'), 'stream');
    assert.equal(contextOf('server { listen 1; proxy_pass a; proxy_set_header Host $host; root /x; }'), 'http');
    assert.equal(contextOf('proxy_set_header Host $host;'), 'unknown');
    assert.equal(contextOf(''), 'unknown');
  });

  test('a comment decides', () => {
    assert.equal(contextOf('# nginx-handshake: context location\nproxy_set_header Host $host;'), 'location');
  });

  test('a posted mix of levels is read as http blocks and one server', () => {
    const config = build({ '/x/a.conf': 'upstream app { server a; }\nlocation /ws { proxy_pass http://app; }' }, '/x/a.conf');
    assert.equal(config.http?.environment.upstreams.has('app'), true);
    assert.equal(locationOf(config, '/ws').path, '/ws');
  });
});

suite('inheritance', () => {
  const config = build({
    [main]: `events {}
      http {
        proxy_http_version 1.1;
        proxy_set_header Host $host;
        server {
          proxy_set_header Upgrade $http_upgrade;
          proxy_set_header Connection upgrade;
          location /all { proxy_pass http://a; }
          location /own { proxy_set_header X-A b; location /own/deep { proxy_pass http://a; } }
        }
      }`,
  });

  test('header lists come whole from the nearest level that has any', () => {
    assert.deepEqual(texts(effective(locationOf(config, '/all').level, 'proxy_set_header')), [
      'proxy_set_header Upgrade $http_upgrade',
      'proxy_set_header Connection upgrade',
    ]);
    assert.deepEqual(texts(effective(locationOf(config, '/own/deep').level, 'proxy_set_header')), ['proxy_set_header X-A b']);
  });

  test('levels that are cut off are told, nearest first', () => {
    const kinds = cutOffLevels(locationOf(config, '/own').level, 'proxy_set_header').map(({ kind }) => kind);
    assert.deepEqual(kinds, ['server', 'http']);
  });

  test('single values pass on their own', () => {
    assert.equal(effectiveOne(locationOf(config, '/own/deep').level, 'proxy_http_version')?.directive.args[0]?.text, '1.1');
  });
});

suite('an edit', () => {
  const text = `events {}
http {
    map $http_upgrade $connection_upgrade { default upgrade; '' close; }
    server { listen 1; location /a { proxy_pass http://a; } }
    server { listen 2; location /b { proxy_pass http://b; } }
}
`;
  const keepBuilding = (): ((next: string) => Config) => {
    const builder = configBuilder();
    let tree = parser.parse('');
    return (next) => {
      tree = parser.parse(next, tree, [{ start: 0, end: tree.text.length, newText: next }]);
      const file = { path: main, tree, statements: statementsIn(tree.text) };
      return builder(
        {
          open: (path) => (path === main ? file : { path, unreadable: 'missing' }),
          list: () => [],
          realPath: (it) => it,
          stat: () => undefined,
        },
        main,
      );
    };
  };

  test('in one server leaves the other, the http level and the environment the same objects', () => {
    const builder = configBuilder();
    const before = text.indexOf('http://b');
    const first = parser.parse(text);
    const second = parser.parse(text.replace('http://b', 'http://c'), first, [
      { start: before, end: before + 8, newText: 'http://c' },
    ]);
    const configs = [first, second].map((tree) => {
      const file = { path: main, tree, statements: statementsIn(tree.text) };
      return builder(
        {
          open: (path) => (path === main ? file : { path, unreadable: 'missing' }),
          list: () => [],
          realPath: (it) => it,
          stat: () => undefined,
        },
        main,
      );
    });
    const [one, two] = configs.map((config) => config.http);
    assert.ok(one && two);
    assert.equal(one.servers[0], two.servers[0]);
    assert.notEqual(one.servers[1], two.servers[1]);
    assert.equal(one.level, two.level);
    assert.equal(one.environment, two.environment);
  });

  test('that makes a fragment a main file takes its includes from where a main file has them', () => {
    const builder = configBuilder();
    const files = { '/a/b/c.conf': 'include snip/x.conf;\n', '/a/snip/x.conf': 'gzip on;' };
    const workspace = memoryWorkspace(parser, new Map(Object.entries(files)));
    const opened = workspace.open('/a/b/c.conf');
    assert.ok('tree' in opened);
    const text = `${opened.tree.text}events {}\n`;
    const at = opened.tree.text.length;
    const tree = parser.parse(text, opened.tree, [{ start: at, end: at, newText: 'events {}\n' }]);
    const edited = { ...workspace, open: (path: string) => (path === opened.path ? { ...opened, tree } : workspace.open(path)) };
    assert.deepEqual(
      [workspace, edited, workspace].map((it) => builder(it, '/a/b/c.conf').files),
      [['/a/b/c.conf', '/a/snip/x.conf'], ['/a/b/c.conf'], ['/a/b/c.conf', '/a/snip/x.conf']],
    );
  });

  test('in a map makes a new environment', () => {
    const next = keepBuilding();
    assert.notEqual(next(text).http?.environment, next(text.replace("'' close", "'' ''")).http?.environment);
  });
});

suite('bad input', () => {
  for (const [name, text] of Object.entries({
    empty: '',
    'a NUL': 'http {\0 server { } }',
    'a lost brace': 'events {}\nhttp { server { location /a { proxy_pass http://a; }\n',
    'a location without a path': 'server { location { } location a b c { } }',
    'an include of itself': 'include nginx.conf;',
  })) {
    test(`${name} gives a configuration`, () => {
      assert.equal(build({ [main]: text }).main, main);
    });
  }

  test('a main file that is not there gives an empty one', () => {
    assert.deepEqual(build({}).directives, []);
  });
});
