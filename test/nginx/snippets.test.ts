/** The snippets of the editor: what they write is accepted by every nginx here, where it belongs. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import { selfSigned } from '../support/backends.ts';
import { makeNginxFolder, nginxForTests, testConfig } from '../support/nginx.ts';
import { root } from '../support/parts.ts';

interface Snippet {
  readonly prefix: string | readonly string[];
  readonly description: string;
  readonly body: readonly string[];
}

const snippets = JSON.parse(readFileSync(join(root, 'snippets/nginx.json'), 'utf8')) as Readonly<Record<string, Snippet>>;

const map = snippets['WebSocket map']?.body ?? [];

/** As it stands when nobody types anything into it. */
function textOf(body: readonly string[]): string {
  const defaults = new Map<string, string>();
  return body
    .join('\n')
    .replace(/\$\{(\d+):((?:\\.|[^}\\])*)\}/g, (_, number: string, text: string) => {
      defaults.set(number, text);
      return text;
    })
    .replace(/(?<!\\)\$(\d+)/g, (_, number: string) => defaults.get(number) ?? '')
    .replace(/\\([$}\\])/g, '$1');
}

function configurationWith(text: string): string {
  const isLocation = text.startsWith('location');
  const other = isLocation && text.includes('$connection_upgrade') ? textOf(map) : '';
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
          const text = textOf(body)
            .replaceAll(/\/etc\/nginx\/tls\/fullchain\.pem/g, join(folder.path, 'certificate.pem'))
            .replaceAll(/\/etc\/nginx\/tls\/privkey\.pem/g, join(folder.path, 'key.pem'));
          folder.write('nginx.conf', configurationWith(text));
          const { accepted, output } = testConfig(nginx, folder.path);
          assert.ok(accepted, output);
        } finally {
          folder.remove();
        }
      });

  test('each has words that call it up, and says what it is', () => {
    const prefixes = Object.values(snippets).flatMap(({ prefix }) => prefix);
    assert.equal(new Set(prefixes).size, prefixes.length);
    for (const [name, { description }] of Object.entries(snippets)) assert.match(description, /\w/, name);
  });
});
