/** nginx in a container, in a compose service, on a host: docker, podman and ssh are stand-ins that check their arguments and run the real nginx. */
import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import { CancellationTokenSource } from 'vscode-languageserver/node';
import { testRequest, type TestResult } from '../../protocol/target.ts';
import { nginxForTests } from '../support/nginx.ts';
import { opened, standIns, until, working } from './opened.ts';

for (const nginx of nginxForTests()) {
  suite(`nginx ${nginx.version} elsewhere`, () => {
    const there = mkdtempSync(join(tmpdir(), 'nginx-handshake-there-'));
    const placeThere = (folder: string): void => {
      cpSync(folder, there, { recursive: true });
    };

    for (const engine of ['docker', 'podman']) {
      test(`in a container of ${engine}, whose mounts say what its files are here`, async () => {
        const programs = standIns();
        const it = await opened(
          `load_module /no/such.so;\n${working()}`,
          () => ({ target: { kind: engine, container: 'web' } }),
          {
            path: programs.path,
          },
        );
        programs.add(
          engine,
          `if (args[0] === 'inspect') say(JSON.stringify([{ Type: 'bind', Source: ${JSON.stringify(it.folder.path)}, Destination: ${JSON.stringify(there)} }]));
         const [exec_, container, program, ...rest] = args;
         if (exec_ !== 'exec' || container !== 'web' || program !== 'nginx') fail('Error response from daemon: No such container: ' + container);
         if (rest[0] === '-V') exec([${JSON.stringify(nginx.path)}, '-V']);
         exec([${JSON.stringify(nginx.path)}, '-c', ${JSON.stringify(join(there, 'nginx.conf'))}, ...rest]);`,
        );
        placeThere(it.folder.path);
        const { outcome, place, sentence } = await it.test();
        assert.equal(outcome, 'refused', sentence);
        assert.ok(sentence.startsWith(`nginx ${nginx.version} (${engine} container web) refuses`), sentence);
        assert.deepEqual([place?.uri, place?.range.start.line], [it.uri, 0]);
        assert.match((await it.said()).join('\n'), /^1 error dlopen/);
        assert.deepEqual(programs.calls(engine).slice(-1), [['exec', 'web', 'nginx', '-t']]);
        assert.ok(programs.calls(engine).some((args) => args.join(' ') === 'inspect --format {{json .Mounts}} web'));
      });
    }

    test('on a host, with a file that nobody knows here until includeMap says it', async () => {
      const programs = standIns();
      programs.add(
        'ssh',
        `const at = args.indexOf('--');
         if (args[at + 1] !== 'me@web') fail('ssh: Could not resolve hostname ' + args[at + 1], 255);
         exec(['/bin/sh', '-c', args.slice(at + 2).join(' ')]);`,
      );
      const target = { kind: 'ssh', host: 'me@web', path: nginx.path, configuration: join(there, 'nginx.conf') };
      const it = await opened(`load_module /no/such.so;\n${working()}`, () => ({ target }), { path: programs.path });
      placeThere(it.folder.path);
      const lost = await it.test();
      assert.deepEqual([lost.outcome, lost.place], ['refused', null]);
      const name = it.folder.path;
      assert.deepEqual(lost.unmapped, [
        { path: join(there, 'nginx.conf'), candidates: [{ uri: it.uri, from: there, to: name }] },
      ]);
      it.client.settings[''] = { target, includeMap: { [there]: name } };
      await it.client.connection.sendNotification('workspace/didChangeConfiguration', { settings: null });
      const found = await it.test();
      assert.deepEqual([found.place?.uri, found.unmapped], [it.uri, []]);
      assert.deepEqual(programs.calls('ssh').at(-1), [
        ...['-T', '-o', 'BatchMode=yes', '-o', 'ConnectTimeout=10', '--', 'me@web', nginx.path],
        ...['-c', join(there, 'nginx.conf'), '-t'],
      ]);
    });

    test('in WSL, by a distribution and as root', async () => {
      const programs = standIns();
      programs.add(
        'wsl.exe',
        `if (args.slice(0, 3).join(' ') !== '--distribution Debian --exec') fail('There is no distribution with the supplied name.', 1);
         exec(args.slice(3));`,
      );
      programs.add('sudo', "if (args[0] !== '-n') fail('a password is asked for'); exec(args.slice(1));");
      const target = {
        kind: 'wsl',
        distribution: 'Debian',
        sudo: true,
        path: nginx.path,
        configuration: join(there, 'nginx.conf'),
      };
      const it = await opened(working(), () => ({ target }), { path: programs.path });
      placeThere(it.folder.path);
      const { outcome, sentence } = await it.test();
      assert.equal(outcome, 'passed', sentence);
      assert.equal(sentence, `nginx ${nginx.version} (WSL Debian) takes the configuration.`);
      const dumped = await it.dump();
      assert.match(dumped.text ?? '', /^# configuration file .*nginx\.conf:\nevents \{\}/);
      assert.deepEqual(programs.calls('sudo').at(-1), ['-n', nginx.path, '-c', join(there, 'nginx.conf'), '-T']);
    });

    test('in the service of a compose file', async () => {
      const programs = standIns();
      programs.add(
        'docker',
        `const [compose, verb] = args;
         if (verb === 'ps') say('abc123\\n');
         if (compose === 'inspect' && args.at(-1) === 'abc123') say(JSON.stringify([{ Source: '/somewhere', Destination: ${JSON.stringify(there)} }]));
         if (args.slice(0, 5).join(' ') !== 'compose exec -T proxy nginx') fail('no such service');
         exec([${JSON.stringify(nginx.path)}, ...(args[5] === '-V' ? [] : ['-c', ${JSON.stringify(join(there, 'nginx.conf'))}]), ...args.slice(5)]);`,
      );
      const it = await opened(working(), () => ({ target: { kind: 'compose', service: 'proxy' } }), { path: programs.path });
      placeThere(it.folder.path);
      assert.equal((await it.test()).outcome, 'passed');
      assert.ok(programs.calls('docker').some((args) => args.join(' ') === 'compose ps --quiet proxy'));
      rmSync(there, { recursive: true });
    });

    test('what is not reached is told in a sentence', async () => {
      const programs = standIns();
      programs.add('podman', 'fail(\'Error: no container with name or ID "web" found: no such container\', 125)');
      const it = await opened(working(), () => ({ target: { kind: 'podman', container: 'web' } }), { path: programs.path });
      const { outcome, sentence } = await it.test({ reload: true });
      assert.equal(outcome, 'unreachable');
      assert.equal(
        sentence,
        'There was no answer of nginx from podman container web: Error: no container with name or ID "web" found: no such container (tried: podman exec web nginx -V).',
      );
      assert.equal((await it.target()).problem, sentence);
    });
  });
}

suite('what is run', () => {
  test('is nothing in a workspace that is not trusted', async () => {
    const programs = standIns();
    programs.add('docker', "say('')");
    const it = await opened(working(), () => ({ target: { kind: 'docker', container: 'web' } }), {
      trusted: false,
      path: programs.path,
    });
    for (const { sentence, outcome } of [await it.test(), await it.dump()])
      assert.deepEqual([outcome, sentence], ['unreachable', 'Nothing is run in a workspace that is not trusted.']);
    assert.equal((await it.target()).problem, 'Nothing is run in a workspace that is not trusted.');
    assert.deepEqual(programs.calls('docker'), []);
  });

  test('has to be there', async () => {
    const it = await opened(working(), () => ({ target: { kind: 'docker', container: 'web' } }), { path: '/no/such/folder' });
    assert.equal(
      (await it.test()).sentence,
      '`docker` is not on this machine, or not on the PATH (tried: docker exec web nginx -V).',
    );
  });

  test('stops when the editor does not want it any more', async () => {
    const programs = standIns();
    programs.add('docker', "if (args.includes('-t')) setInterval(() => {}, 1000); else fail('nginx version: nginx/1.28.0', 0)");
    const it = await opened(working(), () => ({ target: { kind: 'docker', container: 'web' } }), { path: programs.path });
    const stop = new CancellationTokenSource();
    const testing = it.client.connection.sendRequest<TestResult>(testRequest, { uri: it.uri }, stop.token);
    await until(() => Promise.resolve(programs.calls('docker').some((args) => args.includes('-t'))));
    stop.cancel();
    const { outcome, sentence } = await testing;
    assert.equal(outcome, 'cancelled');
    assert.match(sentence, /^It was stopped before there was an answer from docker container web/);
  });

  test('settings that cannot be used are told', async () => {
    const it = await opened(working(), () => ({ target: 'docker exec web', reloadCommand: 'systemctl reload nginx' }));
    await it.diagnostics();
    assert.deepEqual([...it.client.messages].sort(), [
      'nginxHandshake.reloadCommand: a list of arguments: ["systemctl", "reload", "nginx"].',
      'nginxHandshake.target: an object such as { "kind": "docker", "container": "web" }, not `"docker exec web"`.',
    ]);
  });
});
