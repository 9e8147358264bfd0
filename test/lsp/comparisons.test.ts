/** What breaks with another nginx, through the bundled server. */
import assert from 'node:assert/strict';
import { after, suite, test } from 'node:test';
import { startServer, type LspClient, type ServerOptions } from '../support/lsp-client.ts';
import { makeFolder } from '../support/folder.ts';

const uri = 'file:///nowhere/nginx.conf';
const text = `events {}
http {
    server {
        listen 8443;
        ssl off;
        location /ws {
            proxy_pass http://127.0.0.1:3000;
            proxy_set_header Upgrade $http_upgrade;
            proxy_set_header Connection "upgrade";
        }
    }
}
`;

async function serve(options: ServerOptions = {}): Promise<LspClient> {
  const client = await startServer(options);
  after(async () => {
    assert.equal(await client.stop(), 0);
  });
  return client;
}

const compare = (client: LspClient, from: string, to: string, of = uri): Promise<{ text?: string; complaint?: string } | null> =>
  client.connection.sendRequest('nginxHandshake/compare', { uri: of, from, to });

suite('nginxHandshake/compare', () => {
  test('what breaks is the first line', async () => {
    const client = await serve();
    await client.open(uri, text);
    const { text: said = '' } = (await compare(client, '1.22.1', '1.31.3')) ?? {};
    assert.equal(
      said.split('\n')[0],
      'Breaks from nginx 1.22.1 to nginx 1.31.3: nginx 1.31.3 does not start: unknown directive "ssl" in nginx.conf:5.',
    );
    assert.match(said, /^ {2}\/ws \(nginx\.conf:6\) depends → connects\./m);
  });

  test('the text of the editor counts, not that of the disk', async () => {
    const folder = makeFolder({ 'nginx.conf': text });
    const client = await serve({ folders: [folder.path] });
    const of = `file://${folder.file('nginx.conf')}`;
    await client.open(of, text.replace('ssl off;', ''));
    const { text: said = '' } = (await compare(client, '1.22.1', '1.31.3', of)) ?? {};
    assert.match(said, /^Nothing breaks from nginx 1\.22\.1 to nginx 1\.31\.3;/);
  });

  test('a file that a main file includes is compared within it', async () => {
    const folder = makeFolder({
      'nginx.conf': 'events {}\nhttp {\n    include conf.d/*.conf;\n}\n',
      'conf.d/a.conf': 'server {\n    listen 81;\n}\n',
      'conf.d/b.conf': 'server {\n    http2 on;\n}\n',
    });
    const client = await serve({ folders: [folder.path] });
    const of = `file://${folder.file('conf.d/a.conf')}`;
    await client.open(of, 'server {\n    listen 81;\n}\n');
    const { text: said = '' } = (await compare(client, '1.28.0', '1.22.1', of)) ?? {};
    assert.match(said, /unknown directive "http2"\s+in b\.conf:2/);
  });

  test('no version, the same version, no file', async () => {
    const client = await serve();
    await client.open(uri, text);
    assert.match((await compare(client, 'latest', '1.31.3'))?.complaint ?? '', /`latest` is no version such as/);
    assert.match((await compare(client, '1.28.0', ''))?.complaint ?? '', /`` is no version/);
    assert.deepEqual(await compare(client, '1.22', '1.22.1'), { complaint: 'Both are nginx 1.22.1.' });
    assert.equal(await compare(client, '1.22', '1.22.1', 'file:///nowhere/else.conf'), null);
  });
});

suite('nginxHandshake/versions', () => {
  const versions = async (nginxVersion: string): Promise<Record<'from' | 'to', { version: string }[]>> => {
    const client = await serve({ settings: { '': { nginxVersion } } });
    await client.open(uri, text);
    return client.connection.sendRequest('nginxHandshake/versions', { uri });
  };
  const of = (list: readonly { readonly version: string }[]): readonly string[] => list.map(({ version }) => version);

  test('from the nginx in use to the newest stable one', async () => {
    const { from, to } = await versions('1.28.0');
    assert.deepEqual(
      [from[0], to[0]],
      [
        { version: '1.28.0', why: 'in use here' },
        { version: '1.30.5', why: 'the newest stable nginx' },
      ],
    );
    assert.ok(of(from).includes('1.22.1'));
    assert.ok(!of(to).includes('1.28.0'));
  });

  test('from the newest stable one to the newest of all; of a relative, to its first with HTTP/1.1', async () => {
    assert.deepEqual(of((await versions('1.30.5')).to).slice(0, 1), ['1.31.6']);
    const { from, to } = await versions('openresty/1.25.3.1');
    assert.deepEqual([from[0]?.version, to[0]?.version], ['openresty/1.25.3.1', 'openresty/1.31.1.1']);
  });

  test('where nobody knows the version, those of distributions', async () => {
    const { from, to } = await versions('auto');
    assert.deepEqual([of(from)[0], of(to)[0]], ['1.22.1', '1.30.5']);
  });
});
