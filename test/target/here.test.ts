/** "Test Configuration" and "Test and Reload" through the bundled server, with real nginx of this machine. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { get } from 'node:http';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { suite, test } from 'node:test';
import { freePort, nginxForTests } from '../support/nginx.ts';
import { opened, standIns, until, working } from './opened.ts';

for (const nginx of nginxForTests()) {
  suite(`nginx ${nginx.version} of this machine`, () => {
    const here = (): Readonly<Record<string, unknown>> => ({ target: { kind: 'local', path: nginx.path } });
    const broken = `load_module /no/such/module.so;\n${working()}`;

    test('takes what is right', async () => {
      const it = await opened(working(), here);
      const { outcome, sentence, output, reloaded } = await it.test();
      assert.deepEqual([outcome, reloaded], ['passed', false]);
      assert.equal(sentence, `nginx ${nginx.version} (${nginx.path} on this machine) takes the configuration.`);
      assert.match(output, /^\$ .*nginx -c \S+\/nginx\.conf -t\n[^]*test is successful/);
      assert.ok(it.client.output.some((text) => text.includes('test is successful')));
    });

    test('what only it knows is told at the line, until that is edited', async () => {
      const it = await opened(broken, here);
      const { outcome, place, sentence } = await it.test();
      assert.equal(outcome, 'refused');
      assert.match(sentence, /refuses the configuration: dlopen\(\) "\/no\/such\/module\.so" failed .* in \S+\/nginx\.conf:1\.$/);
      assert.deepEqual([place?.uri, place?.range.start], [it.uri, { line: 0, character: 12 }]);
      assert.match((await it.said()).join('\n'), /^1 error dlopen\(\) "\/no\/such\/module\.so" failed \(.*\)$/);

      const top = { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };
      await it.client.change(it.uri, { range: top, text: '# one more line\n' });
      assert.match((await it.said()).join('\n'), /^2 error dlopen/);
      const end = { start: { line: 8, character: 0 }, end: { line: 8, character: 0 } };
      await it.client.change(it.uri, { range: end, text: '\n' });
      assert.match((await it.said()).join('\n'), /^2 error dlopen/);
      const within = { start: { line: 1, character: 30 }, end: { line: 1, character: 30 } };
      await it.client.change(it.uri, { range: within, text: ' ' });
      assert.deepEqual(await it.said(), []);
    });

    test('it is gone when a test passes', async () => {
      const it = await opened(broken, here);
      await it.test();
      assert.equal((await it.said()).length, 1);
      it.folder.write('nginx.conf', working());
      assert.equal((await it.test()).outcome, 'passed');
      assert.deepEqual(await it.said(), []);
    });

    test('what we say too is said once', async () => {
      const it = await opened(working().replace('access_log off;', 'acess_log off;'), here);
      const before = await it.diagnostics();
      assert.equal(before.filter(({ code }) => code === 'unknown-directive').length, 1);
      const { outcome, place } = await it.test();
      assert.deepEqual([outcome, place?.range.start.line], ['refused', 2]);
      assert.deepEqual(await it.diagnostics(), before);
    });

    test('where our rule is switched off, nginx says it', async () => {
      const it = await opened(working().replace('access_log off;', 'acess_log off;'), () => ({
        ...here(),
        rules: { 'unknown-directive': 'off' },
      }));
      await it.test();
      assert.deepEqual(await it.said(), ['3 error unknown directive "acess_log"']);
    });

    test('lines of included files that are not open are told too', async () => {
      const it = await opened(working().replace('access_log off;', 'include more/*.conf;'), here);
      it.folder.write('more/a.conf', '# nothing\nssl_certificate_cache nonsense;\nperl_modules x y;\n');
      const { outcome, place, unmapped } = await it.test();
      assert.equal(outcome, 'refused');
      assert.equal(place?.uri, pathToFileURL(join(it.folder.path, 'more/a.conf')).href);
      assert.deepEqual(unmapped, []);
    });

    test('its version is what `auto` stands for', async () => {
      const it = await opened(working().replace('proxy_http_version 1.1;', ''), here);
      assert.deepEqual(await it.target(), {
        words: `${nginx.path} on this machine`,
        isSet: true,
        version: `nginx ${nginx.version}`,
        problem: null,
      });
      const codes = (await it.diagnostics()).map(({ code }) => code);
      assert.deepEqual(codes.includes('missing-http-version'), nginx.version.startsWith('1.22.'));
    });

    test('reloads after a test that passed, and only then', async () => {
      const port = await freePort();
      const text = `pid nginx.pid;\n${working(port).replace('location /ws/ {', 'location = /answer { return 200 "first"; }\nlocation /ws/ {')}`;
      const it = await opened(text, (folder) => ({
        target: { kind: 'local', path: nginx.path, configuration: join(folder, 'nginx.conf'), prefix: folder },
      }));
      const running = await startMaster(nginx.path, it.folder.path, port);
      try {
        it.folder.write('nginx.conf', text.replace('"first"', '"second"').replace('access_log', 'acess_log'));
        const refused = await it.test({ reload: true });
        assert.deepEqual([refused.outcome, refused.reloaded], ['refused', false]);
        assert.equal(await answerOf(port), 'first');

        it.folder.write('nginx.conf', text.replace('"first"', '"second"'));
        const passed = await it.test({ reload: true });
        assert.deepEqual([passed.outcome, passed.reloaded, passed.doubt], ['passed', true, null], passed.output);
        assert.match(passed.sentence, /takes the configuration\. It was told to reload\.$/);
        await until(async () => (await answerOf(port)) === 'second');
      } finally {
        await running.stop();
      }
      const ended = await it.test({ reload: true });
      assert.deepEqual([ended.outcome, ended.reloaded], ['passed', false]);
      assert.match(ended.sentence, /It was not reloaded: .*\(tried: .* -s reload\)\.$/);
    });

    test('asks before another file than the tested one is read again', async () => {
      const it = await opened(working(), here);
      const { outcome, reloaded, doubt } = await it.test({ reload: true });
      assert.deepEqual([outcome, reloaded], ['passed', false]);
      assert.match(doubt ?? '', /nginx\.conf was tested, and nginx .* reads again whatever it was started with/);
    });

    test("the user's own command reloads", async () => {
      const programs = standIns();
      programs.add('systemctl', 'say("done")');
      const it = await opened(working(), () => ({ ...here(), reloadCommand: ['systemctl', 'reload', 'nginx'] }), {
        path: programs.path,
      });
      const { reloaded, output } = await it.test({ reload: true });
      assert.deepEqual([reloaded, programs.calls('systemctl')], [true, [['reload', 'nginx']]]);
      assert.match(output, /\$ systemctl reload nginx\n/);
    });

    test('its whole configuration', async () => {
      const it = await opened(working().replace('access_log off;', 'include more/*.conf;'), here);
      it.folder.write('more/a.conf', 'access_log off;\n');
      const { outcome, text } = await it.dump();
      assert.equal(outcome, 'passed');
      assert.match(
        text ?? '',
        /^# configuration file \S+\/nginx\.conf:\nevents \{\}[^]*# configuration file \S+\/more\/a\.conf:\naccess_log off;/,
      );
      it.folder.write('nginx.conf', broken);
      const refused = await it.dump();
      assert.deepEqual([refused.outcome, refused.text, refused.place?.range.start.line], ['refused', null, 0]);
    });
  });
}

/** nginx with a master process, which takes signals. */
async function startMaster(path: string, folder: string, port: number): Promise<{ readonly stop: () => Promise<void> }> {
  const args = ['-p', folder, '-c', join(folder, 'nginx.conf'), '-g', 'daemon off;'];
  const child = spawn(path, args, { stdio: 'ignore' });
  const ended = new Promise<void>((resolve) =>
    child.once('exit', () => {
      resolve();
    }),
  );
  await until(async () => (await answerOf(port)) !== '');
  assert.ok(readFileSync(join(folder, 'nginx.pid'), 'utf8') !== '');
  return {
    async stop() {
      child.kill('SIGTERM');
      await ended;
    },
  };
}

function answerOf(port: number): Promise<string> {
  return new Promise((resolve) => {
    get({ port, host: '127.0.0.1', path: '/answer', agent: false }, (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (text: string) => (body += text));
      response.once('end', () => {
        resolve(body);
      });
    }).once('error', () => {
      resolve('');
    });
  });
}
