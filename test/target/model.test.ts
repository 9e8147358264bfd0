/** What the setting `nginxHandshake.target` means: arrays of arguments, and clear words for what cannot be used. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { suite, test } from 'node:test';
import { argvOf, localTarget, nginxArgv, quotedForShell, shown, type Target } from '../../server/src/target/model.ts';
import { isTarget, readTarget } from '../../server/src/target/read.ts';

suite('the setting', () => {
  const meant: readonly [name: string, setting: unknown, argv: readonly string[]][] = [
    ['local', { kind: 'local' }, ['nginx', '-t']],
    ['a path', { kind: 'local', path: '/opt/my nginx/nginx' }, ['/opt/my nginx/nginx', '-t']],
    ['sudo', { kind: 'local', sudo: true }, ['sudo', '-n', 'nginx', '-t']],
    ['docker', { kind: 'docker', container: 'web' }, ['docker', 'exec', 'web', 'nginx', '-t']],
    ['podman', { kind: 'podman', container: 'web', path: 'openresty' }, ['podman', 'exec', 'web', 'openresty', '-t']],
    ['compose', { kind: 'compose', service: 'proxy' }, ['docker', 'compose', 'exec', '-T', 'proxy', 'nginx', '-t']],
    [
      'compose with a file',
      { kind: 'compose', service: 'proxy', file: 'deploy/compose.yml' },
      ['docker', 'compose', '-f', 'deploy/compose.yml', 'exec', '-T', 'proxy', 'nginx', '-t'],
    ],
    [
      'ssh',
      { kind: 'ssh', host: 'me@web.example', sudo: true },
      ['ssh', '-T', '-o', 'BatchMode=yes', '-o', 'ConnectTimeout=10', '--', 'me@web.example', 'sudo', '-n', 'nginx', '-t'],
    ],
    ['wsl', { kind: 'wsl', distribution: 'Debian' }, ['wsl.exe', '--distribution', 'Debian', '--exec', 'nginx', '-t']],
    ['wsl as it is', { kind: 'wsl' }, ['wsl.exe', '--exec', 'nginx', '-t']],
    [
      'a command',
      { kind: 'command', command: ['kubectl', 'exec', 'deploy/web', '--', 'nginx'] },
      ['kubectl', 'exec', 'deploy/web', '--', 'nginx', '-t'],
    ],
  ];
  for (const [name, setting, argv] of meant) {
    test(name, () => {
      assert.deepEqual(nginxArgv(target(setting), ['-t']), argv);
    });
  }

  for (const nothing of [undefined, null, '', {}]) {
    test(`says nothing: ${JSON.stringify(nothing)}`, () => {
      assert.equal(readTarget(nothing), undefined);
    });
  }

  const wrong: readonly [setting: unknown, complaint: string][] = [
    ['docker exec web nginx', 'an object such as { "kind": "docker", "container": "web" }, not `"docker exec web nginx"`'],
    [['docker'], 'an object such as { "kind": "docker", "container": "web" }, not `["docker"]`'],
    [5, 'an object such as { "kind": "docker", "container": "web" }, not `5`'],
    [{ kind: 'kubernetes' }, '`kind` is one of local, docker, podman, compose, ssh, wsl, command'],
    [{ kind: 'toString' }, '`kind` is one of local, docker, podman, compose, ssh, wsl, command'],
    [{ kind: 'docker' }, '`docker` needs `container`, its name or id'],
    [{ kind: 'docker', container: '' }, '`container` is a text that is not empty'],
    [{ kind: 'docker', container: 'web', sudo: true }, '`docker` has no `sudo`, but container, path, configuration, prefix'],
    [{ kind: 'docker', container: 'exec web' }, '`container` is one name, and no command: `exec web`'],
    [{ kind: 'ssh', host: '-oProxyCommand=calc' }, '`host` begins with `-`, as options do'],
    [{ kind: 'ssh', host: 'web', sudo: 'yes' }, '`sudo` is true or false'],
    [{ kind: 'local', path: './nginx' }, '`path` is a name on the PATH or an absolute path, not `./nginx`'],
    [{ kind: 'local', configuration: 'nginx.conf' }, '`configuration` is an absolute path, not `nginx.conf`'],
    [{ kind: 'local', path: 'nginx\n-g' }, '`path` has a line break in it'],
    [
      { kind: 'command', command: 'docker exec web nginx' },
      '`command` is a list of arguments, the last of them nginx: ["docker", "exec", "web", "nginx"]',
    ],
    [
      { kind: 'command', command: [] },
      '`command` is a list of arguments, the last of them nginx: ["docker", "exec", "web", "nginx"]',
    ],
    [
      { kind: 'command', command: ['bin/docker', 'nginx'] },
      '`command` is a name on the PATH or an absolute path, not `bin/docker`',
    ],
  ];
  for (const [setting, complaint] of wrong) {
    test(`cannot be used: ${JSON.stringify(setting)}`, () => {
      assert.deepEqual(readTarget(setting), { complaint });
    });
  }
});

suite('other programs where nginx is', () => {
  const follow = ['tail', '-F', '/var/log/my logs/access.log'];

  test('on this machine they are just run', () => {
    assert.deepEqual(argvOf(localTarget, follow), follow);
  });

  test('in a container', () => {
    assert.deepEqual(argvOf(target({ kind: 'docker', container: 'web' }), follow), ['docker', 'exec', 'web', ...follow]);
    assert.deepEqual(target({ kind: 'podman', container: 'web' }).logs, ['podman', 'logs', '--follow', '--tail', '0', 'web']);
  });

  test('beside a command', () => {
    assert.deepEqual(argvOf(target({ kind: 'command', command: ['lxc', 'exec', 'web', '--', 'nginx'] }), follow), [
      ...['lxc', 'exec', 'web', '--'],
      ...follow,
    ]);
  });

  test('over ssh, the shell of the host hands each word on as it is', () => {
    const words = ['printf', '%s\\n', 'a b', "it's", '$(touch /tmp/x)', '`id`', '"', '', '; false', '*', 'ü', '\\', '~', '!1'];
    const argv = argvOf(target({ kind: 'ssh', host: 'web' }), words);
    // sshd gives the words after the host, with blanks between them, to the user's shell.
    const there = argv.slice(argv.indexOf('web') + 1).join(' ');
    const { stdout, status } = spawnSync('/bin/sh', ['-c', there], { encoding: 'utf8' });
    assert.equal(status, 0);
    assert.equal(
      stdout,
      words
        .slice(2)
        .map((word) => `${word}\n`)
        .join(''),
    );
  });

  test('a command that is shown can be pasted', () => {
    assert.equal(shown(['docker', 'exec', 'web', 'nginx', '-g', 'pid /tmp/x;']), "docker exec web nginx -g 'pid /tmp/x;'");
    assert.equal(quotedForShell(''), "''");
  });
});

function target(setting: unknown): Target {
  const read = readTarget(setting, '/srv/site');
  assert.ok(isTarget(read), JSON.stringify(read));
  return read;
}
