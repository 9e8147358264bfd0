/** Files outside of what the user opened or named are read without being told on. */
import assert from 'node:assert/strict';
import { mkdirSync, symlinkSync } from 'node:fs';
import { suite, test } from 'node:test';
import { nodeDisk } from '../../server/src/files/node-disk.ts';
import { isOwn, keepBack } from '../../server/src/files/outside.ts';
import { runCli } from '../support/cli.ts';
import { makeFolder } from '../support/folder.ts';
import { mainFile, upgradeLine, connectionLine, connectionMap, websocketServer } from '../support/sites.ts';

suite('what is kept back', () => {
  const cases: readonly (readonly [string, string, string | undefined])[] = [
    ['headers and variables stay', 'proxy_set_header X-Real-IP $remote_addr;\n', 'proxy_set_header X-Real-IP $remote_addr;\n'],
    [
      'switches and numbers stay',
      "map $http_upgrade $up { default upgrade; '' close; }",
      "map $http_upgrade $up { default upgrade; '' close; }",
    ],
    ['comments go, lines stay', '# token: abc\nroot\n/srv; # x\n', '\nroot\n"{{ not shown: a file outside }}"; \n'],
    [
      'values go',
      'proxy_set_header Authorization "Bearer\nabc";',
      'proxy_set_header Authorization "{{ not shown: a file outside }}"\n;',
    ],
    [
      'a key in place of its file goes',
      'ssl_certificate_key data:abc;',
      'ssl_certificate_key "{{ not shown: a file outside }}";',
    ],
    ['what mixes text and variables goes', 'set $a "$host/secret";', 'set $a "{{ not shown: a file outside }}";'],
    ['a password file is no configuration', 'root:$6$abc:19000:0:::\nbin:*:1::::\n', undefined],
    ['an environment is none', 'HOME=/root\0TOKEN=abc\0', undefined],
    ['an unknown directive is none', 'token abc;', undefined],
    ['a broken file is none', 'server { root "/a;', undefined],
    ['a lost brace is none', 'server { listen 80;', undefined],
    ['a brace too many is none', 'listen 80; }', undefined],
  ];
  for (const [name, text, expected] of cases) {
    test(name, () => {
      assert.equal(keepBack(text), expected);
    });
  }
});

suite('whose files they are', () => {
  const folder = makeFolder({ 'site/nginx.conf': '', 'site/conf.d/a.conf': '', 'other/b.conf': '', 'site2/c.conf': '' });
  symlinkSync(folder.file('other/b.conf'), folder.file('site/conf.d/link.conf'));
  mkdirSync(folder.file('real/x'), { recursive: true });
  symlinkSync(folder.file('site'), folder.file('real/x/linked'));
  const own = { files: [folder.file('site/nginx.conf')], folders: [folder.file('site')] };
  const cases: readonly (readonly [string, boolean])[] = [
    ['site/nginx.conf', true],
    ['site/conf.d/a.conf', true],
    ['real/x/linked/conf.d/a.conf', true],
    ['site/conf.d/link.conf', false],
    ['other/b.conf', false],
    ['site2/c.conf', false],
    ['site/../other/b.conf', false],
    ['other/mime.types', true],
  ];
  for (const [path, expected] of cases) {
    test(path, () => {
      assert.equal(isOwn(folder.file(path), own, nodeDisk.realPath), expected);
    });
  }

  test('the root folder makes nothing else the own', () => {
    assert.equal(
      isOwn('/etc/shadow', { files: ['/nginx.conf'], folders: ['/', ''] }, (path) => path),
      false,
    );
  });
});

suite('no output tells a word of them', () => {
  const secret = 'sk_live_4242';
  const world = makeFolder({
    'outside/token': `TOKEN=${secret}\0HOME=/${secret}\0`,
    'outside/shadow': `root:${secret}:1::::\n`,
    'outside/broken.conf': `server { location /${secret} { proxy_pass http://${secret}; `,
    'outside/words.conf': `${secret} on;\nproxy_set_headr ${secret} a;\n`,
    'outside/headers.conf': `proxy_set_header Upgrade "${secret}";\nproxy_set_header Connection ${secret}; # ${secret}\n`,
    'outside/server.conf': `server { listen 81; server_name ${secret}; location /${secret}/ws { proxy_pass http://${secret}; proxy_set_header Upgrade $http_upgrade; } }`,
    'outside/map.conf': `map $http_upgrade $leaked { default "${secret}"; }\n`,
    'outside/cut.conf': 'proxy_set_header Host $host;\n',
  });
  const includes = (where: string): string =>
    ['token', 'shadow', 'broken.conf', 'words.conf', 'headers.conf'].map((name) => `include ${where}/${name};`).join('\n');
  const out = world.file('outside');
  const location = (lines: string): string => `location /ws { proxy_pass http://127.0.0.1:3000; ${lines} }`;
  world.write('site/each.conf', mainFile(connectionMap, `server { ${location(includes(out))} }`));
  world.write(
    'site/server.conf',
    mainFile(
      `include ${out}/server.conf;`,
      `include ${out}/map.conf;`,
      websocketServer(upgradeLine, 'proxy_set_header Connection $leaked;'),
    ),
  );
  world.write(
    'site/map.conf',
    mainFile(`map $uri $x {\n${includes(out)}\n}`, websocketServer(upgradeLine, 'proxy_set_header Connection $x;')),
  );
  for (const name of ['token', 'shadow', 'broken.conf', 'words.conf', 'headers.conf', 'cut.conf']) {
    world.write(`site/one-${name}`, mainFile(connectionMap, `server { ${location(`include ${out}/${name};`)} }`));
    world.write(
      `site/top-${name}`,
      mainFile(connectionMap, `include ${out}/${name};`, websocketServer(upgradeLine, connectionLine)),
    );
    symlinkSync(`../outside/${name}`, world.file(`site/link-${name}`));
    world.write(`site/through-${name}`, mainFile(connectionMap, `server { ${location(`include link-${name};`)} }`));
  }
  const mains = ['each.conf', 'server.conf', 'map.conf'].concat(
    ['one', 'top', 'through'].flatMap((kind) =>
      ['token', 'shadow', 'broken.conf', 'words.conf', 'headers.conf', 'cut.conf'].map((name) => `${kind}-${name}`),
    ),
  );
  const silent = (args: readonly string[]): void => {
    const { stdout, stderr } = runCli(args, world.file('site'));
    assert.ok(stdout !== '' && !(stdout + stderr).includes('4242'), `${args.join(' ')}\n${stdout}${stderr}`);
  };
  for (const format of ['text', 'json', 'sarif', 'github']) {
    test(`check --format ${format}`, () => {
      silent(['check', '--format', format, ...mains]);
    });
  }
  for (const main of mains) {
    test(`simulate ${main}`, () => {
      silent(['simulate', '--url', '/ws', main]);
    });
  }

  test('what can be known of them still counts', () => {
    world.write('outside/proxy.conf', `${upgradeLine}\n${connectionLine}\nproxy_http_version 1.1;\n`);
    world.write('site/known.conf', mainFile(connectionMap, `server { ${location(`include ${out}/proxy.conf;`)} }`));
    const { verdict, headers } = JSON.parse(
      runCli(['simulate', '--format', 'json', '--url', 'ws://app.example.com/ws', world.file('site/known.conf')]).stdout,
    ) as { readonly verdict: string; readonly headers: readonly { readonly name: string; readonly from: unknown }[] };
    assert.equal(verdict, 'connects');
    assert.deepEqual(headers.find(({ name }) => name === 'Upgrade')?.from, { file: world.file('outside/proxy.conf'), line: 1 });
  });

  test('findings in them are counted, and no more', () => {
    world.write(
      'outside/whole.conf',
      'server { location ~ $host { proxy_pass $scheme://$host; proxy_set_header Connection upgrade; } }',
    );
    world.write('site/whole.conf', mainFile(`include ${out}/whole.conf;`));
    const { stdout, stderr } = runCli(['check', world.file('site/whole.conf')]);
    assert.ok(!stdout.includes('whole.conf:'));
    assert.match(stderr, /^\d+ findings? in files outside of the named folders: not shown$/m);
  });

  test('and they are never written', () => {
    world.write('outside/fixable.conf', websocketServer(connectionLine, 'proxy_read_timeout 1h;'));
    world.write('site/fix.conf', mainFile(connectionMap, `include ${out}/fixable.conf;`));
    const before = nodeDisk.read(world.file('outside/fixable.conf'));
    runCli(['check', '--fix', world.file('site/fix.conf')]);
    assert.deepEqual(nodeDisk.read(world.file('outside/fixable.conf')), before);
  });
});
