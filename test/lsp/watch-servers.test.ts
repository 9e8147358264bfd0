/** Watched logs that say little: which server and location took a request is told as far as it can be known. */
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { panelText } from '../../protocol/panel.ts';
import { startEchoBackend } from '../support/backends.ts';
import { openSocket, requestHead, sendRaw } from '../support/nginx-client.ts';
import { freePort, makeNginxFolder, nginxForTests } from '../support/nginx.ts';
import { nginxOn, openWatch } from '../support/watch-editor.ts';

for (const nginx of nginxForTests()) {
  suite(`nginx ${nginx.version}`, () => {
    test('a log of several servers whose format has no host: each that may have taken it', async (t) => {
      const [folder, port] = [makeNginxFolder(), await freePort()];
      t.after(folder.remove);
      const backend = await startEchoBackend();
      t.after(backend.stop);
      const dead = 'proxy_pass http://127.0.0.1:1; proxy_set_header Upgrade $http_upgrade;';
      const alive = `location /ws/x { proxy_pass http://127.0.0.1:${backend.port}; }`;
      const server = (name: string, locations: string): string =>
        `server { listen 127.0.0.1:${port}; server_name ${name}; ${locations} location / { return 200 page; } }`;
      const text = `error_log ${folder.path}/e.log;
events {}
http {
 access_log ${folder.path}/a.log;
 ${server('a.test', `location /ws { ${dead} } ${alive}`)}
 ${server('b.test', `location /ws { ${dead} } ${alive}`)}
 ${server('c.test', `location /only { ${dead} }`)}
}
`;
      folder.write('nginx.conf', text);
      await nginxOn(t, nginx, folder, port);
      const { start, page } = await openWatch(t, folder.path, text);
      const started = await start();
      assert.match(
        'page' in started ? panelText(started.page) : JSON.stringify(started),
        /The format combined would tell more with \$http_upgrade, \$request_time, \$host, \$connection/,
      );
      await openSocket(port, '/only', 'c.test');
      await openSocket(port, '/ws', 'a.test');
      for (const host of ['a.test', 'b.test']) await openSocket(port, '/ws/x', host);
      await sendRaw(port, requestHead({ target: '/page', host: 'a.test' }));
      // The error log has the host; what is not in it, the answer of a backend, may be of both.
      const told = panelText(await page(/2 × 426 at location \/ws\/x\n/));
      assert.match(told, /1 × 502 at location \/only\n {2}The last: GET \/only {2}nginx\.conf:7\n.*Connection refused/);
      assert.match(told, /1 × 502 at location \/ws\n {2}The last: GET \/ws {2}nginx\.conf:5\n/);
      assert.match(
        told,
        /2 × 426 at location \/ws\/x\n {2}The last: GET \/ws\/x {2}nginx\.conf:5, nginx\.conf:6\n {2}Which of these took them, the log does not say/,
      );
      assert.match(told, /Whether these were handshakes, the log does not say: \$http_upgrade in its format would/);
      assert.doesNotMatch(told, /200 at/);
    });
  });
}
