/** What nginx says is read from what it prints, and files of a target are found here. */
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { localNginx } from '../../server/src/target/model.ts';
import { candidatesHere, foldersOf, mountsIn, pathHere, pathThere } from '../../server/src/target/paths.ts';
import { builtWith, isNginx, isOfMachine, lacksRights, messagesIn } from '../../server/src/target/said.ts';

suite('messages of nginx', () => {
  test('with their places, each once, whatever stands around them', () => {
    const stderr = [
      'nginx: [warn] the "user" directive makes sense only if the master process runs with super-user privileges, ignored in /etc/nginx/nginx.conf:2',
      '2026/11/27 07:09:12 [emerg] 3397#3397: unknown directive "foo" in /etc/nginx/conf.d/my site.conf:31',
      'nginx: [emerg] unknown directive "foo" in /etc/nginx/conf.d/my site.conf:31',
      'nginx: [emerg] host not found in upstream "app" in C:\\nginx/conf/nginx.conf:7',
      'nginx: [emerg] open() "/run/nginx.pid" failed (13: Permission denied)',
      'nginx: [alert] could not open error log file: open() "/var/log/nginx/error.log" failed (13: Permission denied)',
      'nginx: configuration file /etc/nginx/nginx.conf test failed',
      'command terminated with exit code 1',
    ].join('\r\n');
    assert.deepEqual(
      messagesIn(stderr).map(({ level, path, line }) => [level, path, line]),
      [
        ['warn', '/etc/nginx/nginx.conf', 2],
        ['emerg', '/etc/nginx/conf.d/my site.conf', 31],
        ['emerg', 'C:\\nginx/conf/nginx.conf', 7],
        ['emerg', undefined, undefined],
        ['alert', undefined, undefined],
      ],
    );
    assert.equal(messagesIn(stderr)[1]?.words, 'unknown directive "foo"');
  });

  test('is it nginx that speaks?', () => {
    for (const said of ['nginx: the configuration file x syntax is ok', 'angie: [emerg] x', '2026/11/27 07:09:12 [emerg] 1#1: x'])
      assert.ok(isNginx(said), said);
    for (const said of [
      '',
      'Error response from daemon: No such container: web',
      'sh: 1: nginx: not found',
      'sudo: a password is required',
    ])
      assert.ok(!isNginx(said), said);
  });

  test('what only the machine knows', () => {
    const words = (said: string): ReturnType<typeof messagesIn>[number] => {
      const [first] = messagesIn(`nginx: [emerg] ${said}`);
      assert.ok(first);
      return first;
    };
    assert.ok(isOfMachine(words('host not found in upstream "app" in /etc/nginx/nginx.conf:7')));
    assert.ok(isOfMachine(words('cannot load certificate "/x.pem": BIO_new_file() failed')));
    assert.ok(!isOfMachine(words('unknown directive "x" in /etc/nginx/nginx.conf:7')));
    assert.ok(lacksRights(words('open() "/run/nginx.pid" failed (13: Permission denied)')));
    assert.ok(!lacksRights(words('open() "/etc/nginx/x.conf" failed (13: Permission denied) in /etc/nginx/nginx.conf:7')));
  });

  test('where it was built to look', () => {
    assert.equal(
      builtWith('configure arguments: --prefix=/usr/share/nginx --conf-path=/etc/nginx/nginx.conf').configuration,
      '/etc/nginx/nginx.conf',
    );
    assert.equal(builtWith("configure arguments: --prefix='/opt/my nginx'").configuration, '/opt/my nginx/conf/nginx.conf');
    const logs = { access: 'logs/access.log', error: 'logs/error.log' };
    assert.deepEqual(builtWith('configure arguments: --prefix=. --conf-path=nginx.conf'), logs);
    assert.deepEqual(builtWith('nothing'), {});
  });

  test('where nginx was built to write', () => {
    const logsOf = (args: string): readonly unknown[] => {
      const { access, error } = builtWith(`configure arguments: ${args}`);
      return [access, error];
    };
    assert.deepEqual(logsOf('--http-log-path=/var/log/nginx/access.log --error-log-path=stderr --with-http_v2_module'), [
      '/var/log/nginx/access.log',
      '/dev/stderr',
    ]);
    assert.deepEqual(logsOf('--prefix=/opt/openresty/nginx --with-debug'), [
      '/opt/openresty/nginx/logs/access.log',
      '/opt/openresty/nginx/logs/error.log',
    ]);
    assert.deepEqual(logsOf('--prefix=. --http-log-path=access.log'), ['access.log', 'logs/error.log']);
    assert.deepEqual(logsOf(''), ['/usr/local/nginx/logs/access.log', '/usr/local/nginx/logs/error.log']);
  });
});

suite('files of a target', () => {
  const mappings = [
    { from: '/etc/nginx', to: '/home/me/site/nginx' },
    { from: '/etc/nginx/nginx.conf', to: '/home/me/site/docker/nginx.conf' },
    { from: '/srv/', to: '/home/me/srv/' },
  ];

  test('the longest folder goes first', () => {
    const here = (path: string): readonly string[] => candidatesHere(path, { mappings, isHere: false });
    assert.deepEqual(here('/etc/nginx/nginx.conf'), ['/home/me/site/docker/nginx.conf', '/home/me/site/nginx/nginx.conf']);
    assert.deepEqual(here('/etc/nginx/conf.d/a.conf'), ['/home/me/site/nginx/conf.d/a.conf']);
    assert.deepEqual(here('/srv/a.conf'), ['/home/me/srv/a.conf']);
    assert.deepEqual(here('/etc/nginx2/a.conf'), []);
    assert.deepEqual(candidatesHere('/etc/nginx2/a.conf', { mappings, isHere: true }), ['/etc/nginx2/a.conf']);
  });

  test('the first that is there counts', async () => {
    const isFile = (path: string): Promise<boolean> => Promise.resolve(path === '/home/me/site/nginx/nginx.conf');
    assert.equal(await pathHere('/etc/nginx/nginx.conf', { mappings, isHere: true }, isFile), '/home/me/site/nginx/nginx.conf');
    assert.equal(await pathHere('/etc/other.conf', { mappings, isHere: true }, isFile), undefined);
  });

  test('of Windows: whatever the slash, the drive and the case', () => {
    const onWindows = [{ from: 'C:\\nginx\\conf', to: 'c:/Users/me/site' }];
    const here = (path: string): readonly string[] => candidatesHere(path, { mappings: onWindows, isHere: true });
    const expected = ['c:/Users/me/site/conf.d/a.conf', 'c:/nginx/conf/conf.d/a.conf'];
    for (const path of ['C:\\nginx/conf/conf.d/a.conf', 'c:/nginx/conf/conf.d/a.conf'])
      assert.deepEqual(here(path), expected, path);
    assert.equal(here('C:\\NGINX\\conf\\nginx.conf')[0], 'c:/Users/me/site/nginx.conf');
    assert.equal(pathThere('C:\\Users\\me\\site\\a.conf', { mappings: onWindows, isHere: false }), 'C:\\nginx\\conf/a.conf');
  });

  test('what nginx says on Windows', () => {
    const told = messagesIn(
      'nginx: [emerg] unknown directive "x" in C:\\nginx/conf/nginx.conf:3\r\n' +
        'nginx: [emerg] CreateFile() "C:\\nginx/conf/gone.conf" failed (2: The system cannot find the file specified) in \\\\box\\nginx/conf/nginx.conf:7\r\n',
    );
    assert.deepEqual(
      told.map(({ path, line }) => [path, line]),
      [
        ['C:\\nginx/conf/nginx.conf', 3],
        ['\\\\box\\nginx/conf/nginx.conf', 7],
      ],
    );
    assert.ok(told[1] !== undefined && isOfMachine(told[1]));
  });

  test('nginx for Windows has no prefix: its logs count from where it is started', () => {
    const said =
      'nginx version: nginx/1.28.0\r\nconfigure arguments: --with-cc=cl --prefix= --conf-path=conf/nginx.conf ' +
      '--http-log-path=logs/access.log --error-log-path=logs/error.log --sbin-path=nginx.exe';
    assert.deepEqual(builtWith(said), { access: 'logs/access.log', error: 'logs/error.log' });
    assert.equal(localNginx('C:\\nginx\\nginx.exe', []).folder, 'c:/nginx');
    assert.equal(localNginx('/usr/sbin/nginx', []).folder, undefined);
  });

  test('mounts of a container', () => {
    const json = JSON.stringify([
      { Type: 'bind', Source: '/home/me/site', Destination: '/etc/nginx', Mode: 'ro' },
      { Type: 'volume', Name: 'x', Source: '/var/lib/docker/volumes/x/_data', Destination: '/data' },
    ]);
    assert.deepEqual(mountsIn(json), [{ from: '/etc/nginx', to: '/home/me/site' }]);
    for (const wrong of ['', 'null', '{}', '[null, 5]', 'Error: No such object']) assert.deepEqual(mountsIn(wrong), []);
  });

  test('what two paths of one file have in common at their ends', () => {
    assert.deepEqual(foldersOf('/etc/nginx/conf.d/a.conf', '/home/me/site/conf.d/a.conf'), {
      from: '/etc/nginx',
      to: '/home/me/site',
    });
    assert.deepEqual(foldersOf('/etc/nginx/nginx.conf', '/home/me/nginx.conf'), { from: '/etc/nginx', to: '/home/me' });
    assert.deepEqual(foldersOf('/a.conf', '/b/a.conf'), { from: '/', to: '/b' });
  });
});
