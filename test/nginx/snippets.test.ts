/** The snippets of the editor: what they write is accepted by every nginx here, where it belongs. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import { plainText } from '../../server/src/features/complete/snippet.ts';
import { selfSigned } from '../support/backends.ts';
import { makeNginxFolder, nginxForTests, testConfig } from '../support/nginx.ts';
import { root } from '../support/parts.ts';

interface Snippet {
  readonly prefix?: string;
  readonly description: string;
  readonly body: readonly string[];
}

const snippets = JSON.parse(readFileSync(join(root, 'snippets/nginx.json'), 'utf8')) as Readonly<Record<string, Snippet>>;

const map = snippets['WebSocket map']?.body ?? [];

function configurationWith(text: string): string {
  const isLocation = text.startsWith('location');
  const other = isLocation && text.includes('$connection_upgrade') ? plainText(map.join('\n')) : '';
  const part = isLocation ? `server {\nlisten 127.0.0.1:8080;\n${text}\n}` : text;
  return `events {}\nhttp {\n${other}\n${part}\n}\n`;
}

suite('snippets', () => {
  for (const nginx of nginxForTests())
    for (const [name, { body }] of Object.entries(snippets))
      test(`${name}, nginx ${nginx.version}`, () => {
        const folder = makeNginxFolder();
        try {
          const { cert, key } = selfSigned();
          folder.write('certificate.pem', cert);
          folder.write('key.pem', key);
          const text = plainText(body.join('\n'))
            .replaceAll(/\/etc\/nginx\/tls\/fullchain\.pem/g, join(folder.path, 'certificate.pem'))
            .replaceAll(/\/etc\/nginx\/tls\/privkey\.pem/g, join(folder.path, 'key.pem'));
          folder.write('nginx.conf', configurationWith(text));
          const { accepted, output } = testConfig(nginx, folder.path);
          assert.ok(accepted, output);
        } finally {
          folder.remove();
        }
      });

  test('each says what it is, and the server alone offers it while somebody types', () => {
    for (const [name, { description, prefix }] of Object.entries(snippets)) {
      assert.match(description, /\w/, name);
      // By a prefix the editor itself would offer it anywhere, among values, too.
      assert.equal(prefix, undefined, name);
    }
  });
});
