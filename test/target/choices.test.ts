/** What the server lists to choose from; links of a dump; the problem matcher. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { suite, test } from 'node:test';
import { DocumentLinkRequest } from 'vscode-languageserver/node';
import { targetsRequest, type TargetsResult } from '../../protocol/target.ts';
import { makeNginxFolder, nginxForTests, testConfig } from '../support/nginx.ts';
import { root } from '../support/parts.ts';
import { opened, standIns, working } from './opened.ts';

suite('what may run nginx', () => {
  test('programs, masters that run, containers of nginx', async () => {
    const programs = standIns();
    programs.add('nginx', "fail('nginx version: nginx/1.28.0', 0)");
    programs.add('openresty', "fail('nginx version: openresty/1.27.1.2', 0)");
    for (const name of ['angie', 'freenginx', 'tengine']) programs.add(name, "fail('not here', 127)");
    programs.add(
      'ps',
      String.raw`say('/sbin/init\nnginx: master process /opt/nginx -c /srv/site/nginx.conf -p /srv/site\nnginx: worker process\nnginx: master process nginx -g daemon off;\n')`,
    );
    programs.add('podman', String.raw`say('edge\tdocker.io/library/nginx:1.27\ndb\tpostgres:16\n')`);
    const it = await opened(working(), () => ({}), { path: programs.path });
    const rows = [
      ['web', 'nginx:1.25-alpine', '', ''],
      ['site-proxy-1', 'site-proxy', 'nginx', join(it.folder.path, 'compose.yml')],
      ['site-edge-1', 'openresty/openresty:1.27', 'edge', join(it.folder.path, 'deploy/edge.yml')],
      ['other-1', 'nginx:1.28', 'web', '/srv/other/compose.yml'],
      ['cache', 'redis:7', '', ''],
    ];
    programs.add('docker', `say(${JSON.stringify(rows.map((row) => `${row.join('\t')}\n`).join(''))})`);
    const { choices, remarks } = await it.client.connection.sendRequest<TargetsResult>(targetsRequest, { uri: it.uri });
    assert.deepEqual(
      choices.map(({ label, setting }) => [label, setting]),
      [
        ['nginx of this machine', { kind: 'local' }],
        ['openresty of this machine', { kind: 'local', path: 'openresty' }],
        [
          'nginx that runs with /srv/site/nginx.conf',
          { kind: 'local', path: '/opt/nginx', configuration: '/srv/site/nginx.conf', prefix: '/srv/site' },
        ],
        ['docker container web', { kind: 'docker', container: 'web' }],
        ['compose service nginx', { kind: 'compose', service: 'nginx' }],
        ['compose service edge', { kind: 'compose', service: 'edge', file: 'deploy/edge.yml' }],
        ['docker container other-1', { kind: 'docker', container: 'other-1' }],
        ['podman container edge', { kind: 'podman', container: 'edge' }],
      ],
    );
    assert.deepEqual(remarks, []);
    assert.deepEqual(programs.calls('podman'), [['ps', '--format', '{{.Names}}\t{{.Image}}']]);
    assert.equal(programs.calls('docker')[0]?.length, 3);
  });

  test('where nothing can be listed, it says why', async () => {
    const programs = standIns();
    programs.add('docker', "fail('Cannot connect to the Docker daemon at unix:///var/run/docker.sock.')");
    const it = await opened(working(), () => ({}), { path: programs.folder });
    const { choices, remarks } = await it.client.connection.sendRequest<TargetsResult>(targetsRequest, { uri: it.uri });
    assert.deepEqual(choices, []);
    assert.deepEqual(remarks, [
      'docker lists no containers: Cannot connect to the Docker daemon at unix:///var/run/docker.sock.',
    ]);
  });
});

for (const nginx of nginxForTests()) {
  suite(`what nginx ${nginx.version} prints`, () => {
    test('a dump is judged for its folder, and leads to the files here', async () => {
      const it = await opened(working().replace('access_log off;', 'include more/*.conf;'), () => ({
        target: { kind: 'local', path: nginx.path },
        rules: { 'short-websocket-timeout': 'warning' },
      }));
      it.folder.write('more/b.conf', 'access_log off;\n');
      it.folder.write('more/a.conf', 'access_log off;\n');
      const { text } = await it.dump();
      const uri = `nginx-handshake-dump:${it.folder.path}/nginx.conf%20(nginx%20-T)`;
      await it.client.open(uri, text ?? '');
      const links = (await it.client.connection.sendRequest(DocumentLinkRequest.type, { textDocument: { uri } })) ?? [];
      assert.deepEqual(
        links.map(({ target }) => target),
        ['nginx.conf', 'more/a.conf', 'more/b.conf'].map((name) => pathToFileURL(join(it.folder.path, name)).href),
      );
      const lines = (text ?? '').split('\n');
      for (const { range, target } of links) {
        const line = lines[range.start.line] ?? '';
        assert.match(line, /^# configuration file /);
        assert.equal(pathToFileURL(line.slice(range.start.character, range.end.character)).href, target);
      }
      const ours = await it.client.diagnostics(uri);
      assert.ok(
        ours.some(({ code, severity }) => code === 'short-websocket-timeout' && severity === 2),
        'settings of its folder',
      );
      // The file itself has the link of its own include.
      const own = (await it.client.connection.sendRequest(DocumentLinkRequest.type, { textDocument: { uri: it.uri } })) ?? [];
      assert.deepEqual(
        own.map(({ target }) => target),
        [pathToFileURL(join(it.folder.path, 'more/a.conf')).href],
      );
    });

    test('the problem matcher takes it', () => {
      const folder = makeNginxFolder();
      try {
        folder.write('nginx.conf', working().replace('access_log off;', 'acess_log off;'));
        const lines = testConfig(nginx, folder.path).output.split('\n');
        const [, level, message, file, line] = lines.map((it) => matcher().exec(it)).find((it) => it !== null) ?? [];
        assert.deepEqual(
          [level, message, file, line],
          ['emerg', 'unknown directive "acess_log"', join(folder.path, 'nginx.conf'), '3'],
        );
      } finally {
        folder.remove();
      }
    });
  });
}

function matcher(): RegExp {
  const { contributes } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    readonly contributes: { readonly problemMatchers: readonly { readonly pattern: { readonly regexp: string } }[] };
  };
  return new RegExp(contributes.problemMatchers[0]?.pattern.regexp ?? '(?!)');
}
