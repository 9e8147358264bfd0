/** What the pages of the rules claim, on a real nginx: its words about the example, and what becomes of a handshake. */
import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import { isDeepStrictEqual } from 'node:util';
import type { Rule } from '../../server/src/analysis/rule.ts';
import { isAtLeast, parseVersion } from '../../server/src/reference/version.ts';
import { rules } from '../../server/src/rules/index.ts';
import { startEchoBackend, type Backend } from '../support/backends.ts';
import { handshakeBehindNginx } from '../support/behind-nginx.ts';
import { examine } from '../support/check-case.ts';
import { makeNginxFolder, nginxForTests, testConfig } from '../support/nginx.ts';
import { exampleOf, readPage, shownOnTheWay } from '../support/pages.ts';
import { testParser } from '../support/parser.ts';
import type { NginxBinary } from '../support/parts.ts';

const parser = await testParser();
const binaries = nginxForTests();
/** That each rule has a page, docs.test.ts sees to. */
const paged = rules.filter(({ id }) => readPage(id).text !== '' && !shownOnTheWay.has(id));

for (const nginx of binaries) {
  suite(`pages on nginx ${nginx.version}`, () => {
    let backend: Backend;
    before(async () => {
      // Strict as the specification: a lenient backend takes a handshake in HTTP/1.0.
      backend = await startEchoBackend({ strict: true });
    });
    after(() => backend.stop());

    for (const rule of paged.filter((it) => speaksOf(it, nginx))) {
      test(rule.id, () => tryPage(rule, nginx, backend));
    }
  });
}

test('each page speaks of one of these versions', () => {
  const untried = paged.filter((rule) => !binaries.some((nginx) => speaksOf(rule, nginx)));
  assert.deepEqual(
    untried.map(({ id }) => id),
    [],
  );
});

/** Is the example wrong in this version? Defaults change from one to another. */
function speaksOf(rule: Rule, { version }: NginxBinary): boolean {
  const own = parseVersion(version);
  const from = parseVersion(rule.nginx.from ?? '0.0.0');
  if (own === undefined || from === undefined || !isAtLeast(own, from)) return false;
  const files = new Map([['nginx.conf', exampleOf(readPage(rule.id), 'Before').text]]);
  return examine(rule, { files, options: new Map([['nginx', version]]) }, parser).findings.some((it) => it.rule === rule.id);
}

async function tryPage(rule: Rule, nginx: NginxBinary, backend: Backend): Promise<void> {
  const page = readPage(rule.id);
  const broken = whole(exampleOf(page, 'Before').text);
  const repaired = whole(exampleOf(page, 'After').text);
  const quoted = [...(page.sections.get('What you see') ?? '').matchAll(/^nginx: (\[emerg\] .*)$/gm)].map(
    ([, text = '']) => text,
  );
  const said = words(nginx, broken);
  if (said !== undefined || quoted.length > 0) assert.ok(quoted.includes(said ?? ''), `nginx says: ${said ?? 'nothing'}`);
  assert.equal(words(nginx, repaired), undefined, 'nginx takes the repaired example');

  const paths = [...repaired.matchAll(/location (?:\^~ |= )?(\/\S*) \{[^}]*proxy_pass/g)].map(([, path = '']) => path);
  const answers = (text: string): Promise<readonly (number | 'refused')[]> =>
    Promise.all(paths.map((path) => handshakeBehindNginx(nginx, text, backend, path)));
  const connected = paths.map(() => 101);
  const works = rule.severity === 'information' || rule.severity === 'hint' || paths.length === 0;
  assert.equal(isDeepStrictEqual(await answers(broken), connected), works, 'what the handshake of the example comes to');
  assert.deepEqual(await answers(repaired), connected, 'the repaired example connects');
}

/** The examples are main files, or parts of the http level. */
function whole(text: string): string {
  const listening = text.replace('listen 80;', 'listen 8080;').replace(/127\.0\.0\.1:\d+/g, '127.0.0.1:3000');
  return /^http\b/m.test(text) ? listening : `events {}\nhttp {\n${listening}}\n`;
}

/** nginx's last words on a configuration it refuses, with the path that the pages use. */
function words(nginx: NginxBinary, text: string): string | undefined {
  const folder = makeNginxFolder();
  folder.write('nginx.conf', text);
  try {
    const { accepted, output } = testConfig(nginx, folder.path);
    return accepted
      ? undefined
      : /\[emerg\] .*/
          .exec(output)?.[0]
          .replaceAll(folder.path, '/etc/nginx')
          .replace(/\d+#\d+: /, '');
  } finally {
    folder.remove();
  }
}
