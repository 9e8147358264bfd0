/** The panel of the packaged extension in a real VS Code, in front of a real nginx and backend: from refused to connected by its buttons. */
import assert from 'node:assert/strict';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { startEchoBackend, type Backend } from '../support/backends.ts';
import { freePort, makeNginxFolder, nginxForTests, startNginx, type RunningNginx } from '../support/nginx.ts';
import { root } from '../support/parts.ts';
import { pictures, runInVSCode } from './vscode.ts';

const configuration = (port: number, backend: number): string => `events {}

http {
    map $http_upgrade $connection_upgrade {
        default upgrade;
        ''      close;
    }

    server {
        listen 127.0.0.1:${port};

        proxy_http_version 1.1;
        proxy_set_header Upgrade $http_upgrade;
        proxy_set_header Connection $connection_upgrade;
        proxy_read_timeout 1h;

        location /ws {
            proxy_pass http://127.0.0.1:${backend};
            proxy_set_header X-Real-IP $remote_addr;
        }

        location ~ \\.php$ {
            return 404;
        }

        location / {
            return 200;
        }
    }
}
`;

suite('the panel in VS Code', () => {
  const [nginx] = nginxForTests();
  assert.ok(nginx);
  const place = mkdtempSync(join(tmpdir(), 'nginx-handshake-'));
  const workspace = join(place, 'app');
  const folder = makeNginxFolder();
  let backend: Backend;
  let running: RunningNginx | undefined;
  let control: Server;
  let port = 0;
  let reports: ReadonlyMap<string, unknown>;

  /** Starts nginx with what is saved, in place of the one that runs. */
  const restart = async (): Promise<string> => {
    await running?.stop();
    folder.write('nginx.conf', readFileSync(join(workspace, 'nginx.conf'), 'utf8'));
    const started = await startNginx(nginx, folder.path, port);
    running = 'refusal' in started ? undefined : started;
    return 'refusal' in started ? started.refusal : 'running';
  };

  before(async () => {
    backend = await startEchoBackend();
    port = await freePort();
    mkdirSync(join(workspace, '.vscode'), { recursive: true });
    writeFileSync(join(workspace, 'nginx.conf'), configuration(port, backend.port));
    const settings = { 'nginxHandshake.nginxVersion': nginx.version, 'remote.autoForwardPorts': false };
    writeFileSync(join(workspace, '.vscode/settings.json'), JSON.stringify(settings));
    assert.equal(await restart(), 'running');
    control = createServer(({ url }, response) => {
      const answered = url === '/requests' ? Promise.resolve(String(backend.requests.length)) : restart();
      answered.then(
        (said) => response.end(said),
        (error: unknown) => response.end(String(error)),
      );
    });
    await new Promise<void>((resolve) => control.listen(0, '127.0.0.1', resolve));
    writeFileSync(join(workspace, 'control-url.txt'), `http://127.0.0.1:${(control.address() as AddressInfo).port}/`);
    reports = await runInVSCode('panel.ts', workspace);
  });
  after(async () => {
    // The pictures of README.md: `UPDATE=1 npm run test:e2e` renews them.
    if (process.env['UPDATE'] !== undefined) cpSync(join(pictures, 'probe.png'), join(root, 'docs/images/probe.png'));
    control.close();
    await running?.stop();
    await backend.stop();
    folder.remove();
    rmSync(place, { recursive: true });
  });
  const reported = (name: string): string => String(reports.get(name));
  const typed = { skip: process.env['VSCODE'] && 'nobody types in this VS Code' };

  test('the lens beside the verdict opens what a client can open', () => {
    assert.equal(reports.get('URL of the lens'), `ws://localhost:${port}/ws`);
  });

  test('nothing is sent before somebody agreed, and what was typed then is remembered', typed, () => {
    assert.equal(reports.get('sent before anybody agreed'), '0');
    assert.ok(reported('remembered').startsWith(`ws://127.0.0.1:${port}/ws\n\nConnected`));
  });

  test('what came back stands beside what the file says', () => {
    assert.match(reported('refused'), /Refused \(426\)\n[^]*As the file says[^]*HTTP\/1\.1 426[^]*By the configuration: Fails/);
  });

  test('the same is asked at the origin, and with another Origin, as the dialogs of the panel take them', typed, () => {
    assert.match(reported('compared'), /Refused \(426\)\n[^]*Neither connects[^]*At the origin, 127\.0\.0\.1: Refused \(426\)/);
    assert.match(reported('with another Origin'), /At the origin[^]*Asked with\n[^]*https:\/\/elsewhere\.example/);
    assert.ok(backend.requests.some(({ head }) => /^Origin: https:\/\/elsewhere\.example$/im.test(head)));
  });

  test('the button of the panel repairs the file, and the page says that nginx runs an older one', typed, () => {
    assert.match(reported('repaired'), /Refused \(426\)\n[^]*older configuration[^]*By the configuration: Connects \(101\)/);
  });

  test('after the reload it connects', typed, () => {
    assert.match(reported('connected'), /Connected \(101\)\n/);
    assert.match(reported('stopped'), /Stopped\n {2}It was open for [1-9]/);
  });

  test('the simulation is a tab of the same panel, with the locations that did not take the URL', typed, () => {
    assert.match(
      reported('simulation'),
      /Connects \(101\)\n[^]*Locations that did not take it\n {2}\/ matches too, but is shorter/,
    );
    assert.match(reported('tab by arrows'), /Stopped/);
  });

  test('a link goes to its line', typed, () => {
    const [, line] = reports.get('line of the link') as readonly [string, number];
    assert.ok(readFileSync(join(workspace, 'nginx.conf'), 'utf8').split('\n')[line - 1]?.includes('server'), String(line));
  });
});
