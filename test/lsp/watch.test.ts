/** Watched logs as an editor has them: of a real nginx, turned over as logrotate does, here and through stand-ins for docker and ssh. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, readFileSync, renameSync, truncateSync, writeFileSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { suite, test } from 'node:test';
import { stopWatchRequest, watchPageRequest, type StopWatchResult } from '../../protocol/watch.ts';
import { panelText, type PanelPage } from '../../protocol/panel.ts';
import { startEchoBackend } from '../support/backends.ts';
import { openSocket, requestHead, sendRaw, staysOpen } from '../support/nginx-client.ts';
import { freePort, makeNginxFolder, nginxForTests, type NginxFolder } from '../support/nginx.ts';
import type { NginxBinary } from '../support/parts.ts';
import { nginxOn, openWatch } from '../support/watch-editor.ts';

function reopen({ path }: NginxBinary, folder: string): void {
  const args = [
    '-p',
    `${folder}/`,
    '-c',
    join(folder, 'nginx.conf'),
    '-e',
    'stderr',
    '-g',
    `pid ${join(folder, 'nginx.pid')};`,
    '-s',
    'reopen',
  ];
  const { status, stderr } = spawnSync(path, args, { encoding: 'utf8' });
  assert.equal(status, 0, stderr);
}

const format = `log_format ws escape=json '{"c":$connection,"r":"$request","s":$status,"t":$request_time,"h":"$host","u":"$http_upgrade"}';`;

const configuration = (port: number, backend: number, logs: string): string => `events {}
http {
  ${format}
  server {
    listen 127.0.0.1:${port};
    server_name app.example.com;
    ${logs}
    location /ws { proxy_pass http://127.0.0.1:${backend}; }
    location /live {
      proxy_pass http://127.0.0.1:${backend};
      proxy_http_version 1.1;
      proxy_set_header Upgrade $http_upgrade;
      proxy_set_header Connection upgrade;
      proxy_read_timeout 1s;
    }
    location /dead { proxy_pass http://127.0.0.1:1; proxy_set_header Upgrade $http_upgrade; }
    location / { return 200; }
  }
}
`;

for (const nginx of nginxForTests()) {
  // They wait most of the time.
  suite(`nginx ${nginx.version}`, { concurrency: 3 }, () => {
    test('what failed, where, with the error log of the same connection; what lived how long, and why', async (t) => {
      const [folder, port, backend] = [makeNginxFolder(), await freePort(), await startEchoBackend()];
      t.after(folder.remove);
      t.after(backend.stop);
      const text = configuration(port, backend.port, `access_log ${folder.path}/a.log ws; error_log ${folder.path}/e.log;`);
      folder.write('nginx.conf', text);
      await nginxOn(t, nginx, folder, port);
      await openSocket(port, '/ws');
      const { server, uri, start, page } = await openWatch(t, folder.path, text);
      const started = await start();
      assert.ok('page' in started, JSON.stringify(started));
      assert.match(panelText(started.page), /Access log \S*a\.log: followed {2}nginx\.conf:7/);

      for (const path of ['/ws', '/ws', '/dead?a=1']) await openSocket(port, path);
      await sendRaw(port, requestHead({ target: '/', browser: 'plain' }));
      await Promise.all([1, 2, 3].map(() => staysOpen(port, '/live', 1400)));
      const seen = await page(/3 WebSockets ended at location \/live, 3 after exactly 1 s/);
      const told = panelText(seen);
      assert.match(told, /2 × 426 at location \/ws, in 0\.\d{3}/);
      assert.match(
        told,
        /1 × 502 at location \/dead[^]*The last: GET \/dead\?a=1 {2}nginx\.conf:16\n.*error: connect\(\) failed \(111: Connection refused\) while connecting to upstream, upstream: http:\/\/127\.0\.0\.1:1\/dead/,
      );
      assert.match(told, /proxy_read_timeout ends what is silent so long {2}nginx\.conf:14/);
      assert.match(told, /7 requests read since the start: 3 handshakes without a WebSocket, 3 WebSockets ended/);
      const place = seen.sections
        .flatMap(({ lines }) => lines.flat())
        .find(({ text: label }) => label === 'nginx.conf:16')?.place;
      assert.deepEqual([place?.uri, place?.range.start.line], [uri, 15]);

      // Places move with the text.
      await server.change(uri, { text: `# one more line\n${text}` });
      const moved: PanelPage = await server.connection.sendRequest(watchPageRequest);
      assert.match(panelText(moved), /GET \/dead\?a=1 {2}nginx\.conf:17/);

      // An edited location is the same place, and what ended the WebSockets was the line as it stood.
      const edited = text
        .replace('/ws { ', '/ws { proxy_buffering off; ')
        .replace('proxy_read_timeout 1s', 'proxy_read_timeout 1h');
      await server.change(uri, { text: `# one more line\n# another one\n${edited}` });
      await openSocket(port, '/ws');
      const again = panelText(await page(/3 × 426 at location \/ws/));
      assert.equal(again.match(/426 at location/g)?.length, 1, again);
      assert.match(again, /3 × 426 at location[^]*?nginx\.conf:10/);
      assert.match(
        again,
        /3 ended after exactly 1 s: proxy_read_timeout ended what was silent so long; the file says something else by now {2}nginx\.conf:16/,
      );

      const stopped: StopWatchResult = await server.connection.sendRequest(stopWatchRequest);
      assert.deepEqual([stopped.stopped, stopped.page?.actions], [true, []]);
      await openSocket(port, '/ws');
      await new Promise((resolve) => setTimeout(resolve, 900));
      const after: PanelPage = await server.connection.sendRequest(watchPageRequest);
      assert.match(panelText(after), /8 requests read/);
    });

    test('logs that are renamed, reopened, copied and cut short, and that are not there yet', async (t) => {
      const [folder, port] = [makeNginxFolder(), await freePort()];
      t.after(folder.remove);
      const text = configuration(port, 1, `access_log ${folder.path}/a.log ws; error_log off.log;`);
      folder.write('nginx.conf', text);
      const { start, page } = await openWatch(t, folder.path, text);
      const started = await start();
      assert.match(
        'page' in started ? panelText(started.page) : JSON.stringify(started),
        /a\.log: not there yet: it is waited for/,
      );
      await nginxOn(t, nginx, folder, port);
      const log = join(folder.path, 'a.log');
      let sent = 0;
      const send = async (times: number): Promise<void> => {
        for (let time = 0; time < times; time++) await openSocket(port, '/ws');
        sent += times;
      };
      const counted = (): Promise<PanelPage> => page(new RegExp(`(?:^|\\n)${sent} × 502 at location /ws`));
      await send(3);
      await counted();
      renameSync(log, `${log}.1`);
      await send(2);
      await counted();
      reopen(nginx, folder.path);
      await send(4);
      await counted();
      // Between two looks: written, renamed, reopened, written.
      await send(1);
      renameSync(log, `${log}.2`);
      reopen(nginx, folder.path);
      await send(2);
      await counted();
      copyFileSync(log, `${log}.3`);
      truncateSync(log, 0);
      await send(5);
      await counted();
      assert.match(readFileSync(log, 'utf8'), /GET \/ws/);
    });

    test('a log that no line names is where nginx was built to write it', async (t) => {
      const [folder, port] = [makeNginxFolder(), await freePort()];
      t.after(folder.remove);
      // Others of this machine may write to the same log.
      const own = `/ws/${port}`;
      const text = configuration(port, 1, '').replace('/ws', own);
      folder.write('nginx.conf', text);
      await nginxOn(t, nginx, folder, port);
      const target = { kind: 'local', path: nginx.path, prefix: folder.path };
      const { start, page } = await openWatch(t, folder.path, text, { settings: { target } });
      const started = await start();
      assert.ok('page' in started, JSON.stringify(started));
      const [, built = ''] = /--http-log-path=(\S+)/.exec(spawnSync(nginx.path, ['-V'], { encoding: 'utf8' }).stderr) ?? [];
      const log = isAbsolute(built) ? built : join(folder.path, built);
      assert.ok(panelText(started.page).includes(`Access log (no line names it) ${log}: followed`), panelText(started.page));
      for (const path of [own, own]) await openSocket(port, path);
      await page(new RegExp(`2 × 502 at location ${own}`));
    });

    for (const kind of ['docker', 'ssh'] as const) {
      test(`through ${kind}, by a stand-in that checks its arguments`, async (t) => {
        const [folder, port] = [makeNginxFolder(), await freePort()];
        t.after(folder.remove);
        const text = configuration(port, 1, `access_log ${folder.path}/a.log ws; error_log ${folder.path}/e.log;`);
        folder.write('nginx.conf', text);
        await nginxOn(t, nginx, folder, port);
        standIn(folder, kind);
        const target = kind === 'docker' ? { kind, container: 'web 1'.replace(' ', '-') } : { kind, host: 'root@web' };
        const { start, page, until } = await openWatch(t, folder.path, text, {
          settings: { target },
          path: join(folder.path, 'bin'),
        });
        const started = await start();
        assert.ok('page' in started, JSON.stringify(started));
        const way =
          kind === 'docker' ? 'docker exec web-1 tail' : 'ssh -T -o BatchMode=yes -o ConnectTimeout=10 -- root@web tail';
        assert.match(panelText(started.page), new RegExp(`Access log ${way} -n 0 -F \\S*a\\.log: followed`));
        // What follows the logs has begun when it has told of what came after.
        await until(/502 at location \/dead(?:(?! at location )[^])*Connection refused/, () => openSocket(port, '/dead'));
        for (const path of ['/ws', '/ws']) await openSocket(port, path);
        await page(/2 × 502 at location \/ws(?:(?! at location )[^])*Connection refused/);
        assert.doesNotMatch(readFileSync(join(folder.path, 'calls'), 'utf8'), /wrong/);
      });
    }
  });
}

/** Runs what it is asked to run on this machine; of docker, `logs` prints the two logs as a container does. */
function standIn(folder: NginxFolder, kind: 'docker' | 'ssh'): void {
  const script = {
    docker: `case "$1" in
exec) [ "$2" = web-1 ] || { echo "wrong $*" >> ${folder.path}/calls; exit 2; }; shift 2; exec "$@";;
*) echo "wrong $*" >> ${folder.path}/calls; exit 2;;
esac`,
    // What reaches the host goes through its shell.
    ssh: `[ "$1 $2 $3 $4 $5 $6 $7" = "-T -o BatchMode=yes -o ConnectTimeout=10 -- root@web" ] || { echo "wrong $*" >> ${folder.path}/calls; exit 255; }
shift 7; exec sh -c "$*"`,
  };
  folder.write(`bin/${kind}`, `#!/bin/sh\necho "$*" >> ${folder.path}/calls\n${script[kind]}\n`);
  chmodSync(join(folder.path, 'bin', kind), 0o755);
  writeFileSync(join(folder.path, 'calls'), '');
}

test('what a container prints: both logs, from links in the place of files', async (t) => {
  const folder = makeNginxFolder();
  t.after(folder.remove);
  const text = configuration(8080, 1, 'access_log /var/log/nginx/access.log ws; error_log /var/log/nginx/error.log;');
  folder.write('nginx.conf', text);
  const line = '{"c":7,"r":"GET /ws HTTP/1.1","s":502,"t":0.001,"h":"app.example.com","u":"websocket"}';
  const error =
    '2026/11/27 06:36:00 [error] 31#31: *7 connect() failed (111: Connection refused) while connecting to upstream, client: 127.0.0.1, server: app.example.com, request: "GET /ws HTTP/1.1", upstream: "http://127.0.0.1:1/ws", host: "app.example.com"';
  folder.write(
    'bin/podman',
    `#!/bin/sh
case "$*" in
"exec web readlink /var/log/nginx/access.log") echo /dev/stdout;;
"exec web readlink /var/log/nginx/error.log") echo /dev/stderr;;
"logs --follow --tail 0 web") sleep 1; echo '${error}' >&2; echo '${line}'; echo 'something else'; sleep 20;;
*) exit 2;;
esac
`,
  );
  chmodSync(join(folder.path, 'bin/podman'), 0o755);
  const { start, page, server } = await openWatch(t, folder.path, text, {
    settings: { target: { kind: 'podman', container: 'web' } },
    path: join(folder.path, 'bin'),
  });
  const started = await start();
  assert.match(
    'page' in started ? panelText(started.page) : JSON.stringify(started),
    /Access log and Error log podman logs --follow --tail 0 web: followed/,
  );
  await page(/1 × 502 at location \/ws, in 0\.001 s[^]*connect\(\) failed/);
  await server.connection.sendRequest(stopWatchRequest);
});

test('a program that is not there, or ends, is told', async (t) => {
  const folder = makeNginxFolder();
  t.after(folder.remove);
  const text = configuration(8080, 1, 'access_log /var/log/a.log ws; error_log /var/log/e.log;');
  folder.write('nginx.conf', text);
  folder.write('bin/ssh', '#!/bin/sh\necho "ssh: connect to host web port 22: Connection refused" >&2\nexit 255\n');
  chmodSync(join(folder.path, 'bin/ssh'), 0o755);
  const { start, page } = await openWatch(t, folder.path, text, {
    settings: { target: { kind: 'ssh', host: 'web' } },
    path: join(folder.path, 'bin'),
  });
  await start();
  await page(/not followed any more: ssh: connect to host web port 22: Connection refused/);
});

test('nothing is read in a workspace that is not trusted, and logs that cannot be followed are told', async (t) => {
  const folder = makeNginxFolder();
  t.after(folder.remove);
  const text = configuration(8080, 1, `access_log ${folder.path}/a.log ws;`);
  folder.write('nginx.conf', text);
  const { start, server } = await openWatch(t, folder.path, text, { trusted: false });
  assert.deepEqual(await start(), { complaint: 'No log is read in a workspace that is not trusted.' });
  assert.equal(await server.connection.sendRequest(watchPageRequest), null);
  const nowhere = configuration(8080, 1, 'access_log syslog:server=127.0.0.1 ws; error_log stderr;');
  folder.write('nginx.conf', nowhere);
  const other = await openWatch(t, folder.path, nowhere);
  assert.match(JSON.stringify(await other.start()), /No log of this configuration can be followed/);
});
