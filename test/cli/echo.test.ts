/** `echo` through the bundled command line: usage, what goes to a terminal, and requests through a real nginx. What it makes of them: test/echo. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { suite, test, type TestContext } from 'node:test';
import { runCli } from '../support/cli.ts';
import { commanding } from '../support/hostile.ts';
import { openSocket, requestHead, sendRaw } from '../support/nginx-client.ts';
import { freePort, makeNginxFolder, nginxForTests, startNginx } from '../support/nginx.ts';
import { comes } from '../support/until.ts';
import { root } from '../support/parts.ts';

suite('usage of echo', () => {
  const wrong: readonly (readonly [name: string, args: readonly string[], complaint: RegExp])[] = [
    ['a file', ['nginx.conf'], /echo takes no file: --config FILE/],
    ['no port', ['--port', 'http'], /--port: http is no port/],
    ['a port that none is', ['--port', '65536'], /65536 is no port/],
    ['no status', ['--status', '101'], /--status: 101 is no status/],
    ['two ends', ['--status', '401', '--close', '1'], /exclude each other/],
    ['no time', ['--close', 'soon'], /--close: soon is no number of seconds/],
    ['an unknown option', ['--host', '0.0.0.0'], /--help shows/],
    ['a configuration that is not there', ['--config', 'nowhere.conf', '--port', '0'], /nowhere\.conf/],
  ];
  for (const [name, args, complaint] of wrong) {
    test(`2 for ${name}`, () => {
      const { status, stdout, stderr } = runCli(['echo', ...args]);
      assert.deepEqual([status, stdout], [2, '']);
      assert.match(stderr, complaint);
    });
  }

  test('2 for a port in use, in one sentence', async (t) => {
    const server = createServer().listen(0, '127.0.0.1');
    t.after(() => server.close());
    await new Promise((resolve) => server.once('listening', resolve));
    const { port } = server.address() as AddressInfo;
    const { status, stderr } = runCli(['echo', '--port', String(port)]);
    assert.deepEqual([status, stderr.trim().split('\n').length], [2, 1]);
    assert.match(stderr, /is in use/);
  });
});

interface RunningEcho {
  readonly port: number;
  readonly text: () => string;
  readonly printed: (what: RegExp) => Promise<string>;
  /** Ctrl-C; gives the exit code. */
  readonly end: () => Promise<number | null>;
}

async function startCli(t: TestContext, args: readonly string[]): Promise<RunningEcho> {
  const child = spawn(process.execPath, [join(root, 'dist/cli.js'), 'echo', ...args], {
    env: { ...process.env, PATH: '', NO_COLOR: '1' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  t.after(() => child.kill('SIGKILL'));
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
  });
  const exit = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const printed = (what: RegExp): Promise<string> =>
    comes(
      () => (what.test(text) ? text : undefined),
      () => `${String(what)} in\n${text}`,
    );
  const port = Number(/port (\d+)/.exec(await printed(/Ctrl-C ends it/))?.[1]);
  return { port, text: () => text, printed, end: () => (child.kill('SIGINT'), exit) };
}

test('a hostile head commands no terminal, and Ctrl-C ends it with 0', async (t) => {
  const echo = await startCli(t, ['--port', '0']);
  await sendRaw(echo.port, 'GET /\u001b[31m\u009b HTTP/1.1\r\n::error::a: \u0007\u202e\r\nHost: a\r\n\r\n');
  const text = await echo.printed(/#1 200[^]*Host: a/);
  assert.doesNotMatch(text, commanding);
  assert.doesNotMatch(text, /^\s*::/m);
  assert.equal(await echo.end(), 0);
});

for (const nginx of nginxForTests()) {
  test(`nginx ${nginx.version}: each request beside the configuration, as it is at that moment`, async (t) => {
    const [folder, port, behind] = [makeNginxFolder(), await freePort(), await freePort()];
    t.after(folder.remove);
    const config = (lines: string): string =>
      `events {}\nhttp {\n server {\n  listen 127.0.0.1:${port};\n  location /ws {\n   proxy_pass http://127.0.0.1:${behind};\n   proxy_http_version 1.1;\n${lines} }\n }\n}\n`;
    folder.write('nginx.conf', config(''));
    const running = await startNginx(nginx, folder.path, port);
    assert.ok(!('refusal' in running));
    t.after(running.stop);
    const echo = await startCli(t, [
      '--port',
      String(behind),
      '--config',
      join(folder.path, 'nginx.conf'),
      '--nginx-version',
      nginx.version,
    ]);
    await openSocket(port, '/ws');
    await echo.printed(/#1 426: There is no Upgrade[^]*\n {2}as predicted\n {4}By location \/ws\. {2}\S*nginx\.conf:5\n/);
    folder.write('nginx.conf', config('   proxy_set_header Upgrade $http_upgrade;\n   proxy_set_header Connection upgrade;\n'));
    await sendRaw(port, requestHead({ target: '/ws' }));
    const text = await echo.printed(/#2[^]*lines? differs?[^]*nginx -s reload/);
    assert.match(text, /missing {4}Upgrade: websocket {2}\S*nginx\.conf:8\n/);
    assert.equal(await echo.end(), 0);
  });
}
