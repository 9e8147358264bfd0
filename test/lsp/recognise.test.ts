/** Which documents are nginx's, whatever the editor takes them for. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { after, suite, test } from 'node:test';
import { DidChangeWatchedFilesNotification, FileChangeType } from 'vscode-languageserver/node';
import { recogniseRequest, type RecogniseResult } from '../../protocol/recognise.ts';
import { makeFolder, type Folder } from '../support/folder.ts';
import { startServer, type LspClient } from '../support/lsp-client.ts';
import { mainFile } from '../support/sites.ts';
import { comes } from '../support/until.ts';

async function serve(folder: Folder): Promise<LspClient> {
  const client = await startServer({ folders: [folder.path] });
  after(async () => {
    assert.equal(await client.stop(), 0);
  });
  return client;
}

const server = 'server {\n    listen 80;\n    root /srv;\n}\n';
const apache = '<VirtualHost *:80>\n    ServerName a\n    ProxyPass /ws ws://localhost:3000/\n</VirtualHost>\n';
const jinja = 'server {\n    listen {{ port }};\n    location / {\n        proxy_pass http://{{ app }};\n    }\n}\n';

suite('a file', () => {
  const folder = makeFolder({
    'docker/nginx.conf': mainFile('include snippets/*;', 'include /etc/nginx/site-default;'),
    'docker/snippets/tls.inc': 'include shared;\n',
    'docker/snippets/empty': '',
    'docker/shared': 'ssl_protocols TLSv1.3;\n',
    'docker/site-default': server,
    'docker/readme.inc': server,
    'http.txt': `http {\n    include other.php;\n    ${server}}\n`,
    'other.php': server,
  });
  const client = serve(folder);
  const ask = async (name: string, text: string): Promise<readonly [string, string | null]> => {
    const params = { uri: folder.uri(name), text };
    const { kind, main } = await (await client).connection.sendRequest<RecogniseResult>(recogniseRequest, params);
    return [kind, main === null ? null : main.slice(folder.path.length + 1)];
  };

  for (const name of ['snippets/tls.inc', 'snippets/empty', 'shared', 'site-default'])
    test(`that an include reaches, from another one too: ${name}`, async () => {
      assert.deepEqual(await ask(`docker/${name}`, ''), ['nginx', 'docker/nginx.conf']);
    });

  test('that none reaches, and that has a name of anything', async () => {
    assert.deepEqual(await ask('docker/readme.inc', server), ['unknown', null]);
    assert.deepEqual(await ask('notes.md', server), ['unknown', null]);
    assert.deepEqual(await ask('other.php', server), ['unknown', null]);
  });

  test('in a folder that several programs have', async () => {
    assert.deepEqual(await ask('conf.d/a.conf', server), ['nginx', null]);
    assert.deepEqual(await ask('conf.d/a.conf', ''), ['nginx', null]);
    assert.deepEqual(await ask('httpd/conf.d/ssl.conf', apache), ['other', null]);
    assert.deepEqual(await ask('apache2/sites-available/000-default.conf', apache), ['other', null]);
  });

  test('that is a template below a folder of nginx', async () => {
    assert.deepEqual(await ask('roles/nginx/templates/site.j2', jinja), ['nginx', null]);
    assert.deepEqual(await ask('roles/nginx/templates/logrotate.j2', '/var/log/nginx/*.log {\n  daily\n}\n'), ['unknown', null]);
  });

  test('that looks like one of nginx', async () => {
    assert.deepEqual(await ask('deploy/site.conf', server), ['likely', null]);
    assert.deepEqual(await ask('deploy/default.conf.template', server), ['likely', null]);
    assert.deepEqual(await ask('deploy/redis.conf', 'bind 127.0.0.1\nport 6379\n'), ['unknown', null]);
  });

  test('that is on no disk, or of no scheme', async () => {
    const { connection } = await client;
    for (const uri of ['untitled:Untitled-1', 'x', '']) {
      const { kind } = await connection.sendRequest<RecogniseResult>(recogniseRequest, { uri, text: server });
      assert.equal(kind, 'unknown');
    }
  });
});

test('an include that comes to be', async () => {
  const folder = makeFolder({ 'nginx.conf': mainFile(), 'app.inc': server });
  const client = await serve(folder);
  const ask = async (): Promise<string> => {
    const params = { uri: folder.uri('app.inc'), text: server };
    return (await client.connection.sendRequest<RecogniseResult>(recogniseRequest, params)).kind;
  };
  assert.equal(await ask(), 'unknown');
  writeFileSync(folder.file('nginx.conf'), mainFile('include app.inc;'));
  await client.connection.sendNotification(DidChangeWatchedFilesNotification.type, {
    changes: [{ uri: folder.uri('nginx.conf'), type: FileChangeType.Changed }],
  });
  await comes(
    async () => ((await ask()) === 'nginx' ? true : undefined),
    () => 'that it is recognised',
  );
});
