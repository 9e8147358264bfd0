/** What the pages of the rules claim, on a real nginx: its words about the example, and what becomes of a handshake. */
import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import { isDeepStrictEqual } from 'node:util';
import type { Rule } from '../../server/src/analysis/rule.ts';
import { isAtLeast } from '../../server/src/reference/version.ts';
import { rules } from '../../server/src/rules/index.ts';
import { startEchoBackend, type Backend } from '../support/backends.ts';
import { handshakeBehindNginx } from '../support/behind-nginx.ts';
import { examine } from '../support/check-case.ts';
import { makeNginxFolder, nginxForTests, testConfig } from '../support/nginx.ts';
import { versionOf } from '../support/observed.ts';
import { exampleOf, readAnswers, readPage, shownOnTheWay, type Page } from '../support/pages.ts';
import { testParser } from '../support/parser.ts';
import type { NginxBinary } from '../support/parts.ts';

const parser = await testParser();
const binaries = nginxForTests();
/** That each rule has a page, docs.test.ts sees to. */
const withPage = rules.filter(({ id }) => readPage(id).text !== '');
const paged = withPage.filter(({ id }) => !shownOnTheWay.has(id));
const answers = readAnswers();
const elsewhere = withPage.filter(({ id }) => shownOnTheWay.has(id));

for (const nginx of binaries) {
  suite(`pages on nginx ${nginx.version}`, () => {
    let backend: Backend;
    before(async () => {
      // Strict as the specification: a lenient backend takes a handshake in HTTP/1.0.
      backend = await startEchoBackend({ strict: true });
    });
    after(() => backend.stop());

    for (const rule of paged.filter((it) => speaksOf(it, nginx))) {
      test(rule.id, () => tryPage(rule, readPage(rule.id), nginx, backend));
    }
    for (const answer of answers) {
      const rule = rules.find(({ id }) => id === answer.rule);
      if (rule !== undefined && speaksOf(rule, nginx, answer))
        test(`answer: ${answer.name}`, () => tryPage(rule, answer, nginx, backend));
    }
  });
}

for (const nginx of binaries) {
  suite(`pages that take another backend to see, on nginx ${nginx.version}`, () => {
    for (const rule of elsewhere.filter((it) => speaksOf(it, nginx))) {
      test(rule.id, async () => {
        const strict = await startEchoBackend({ strict: true });
        await assert.rejects(
          tryPage(rule, readPage(rule.id), nginx, strict).finally(strict.stop),
          `this exemption is not needed any more: remove ${rule.id} from the pages that are shown on the way`,
        );
      });
    }
  });
}

test('each page speaks of one of the versions that the tests know', () => {
  const untried = paged.filter((rule) => !['1.22.1', '1.31.3'].some((version) => speaksOf(rule, { version })));
  assert.deepEqual(
    untried.map(({ id }) => id),
    [],
  );
});

after(() => {
  for (const { id } of paged.filter((rule) => binaries.length > 0 && !binaries.some((nginx) => speaksOf(rule, nginx))))
    console.log(`not tried: the page of ${id} speaks of another nginx than those that are here`);
});

/** Is the example wrong in this version? Defaults change from one to another. */
function speaksOf(rule: Rule, { version }: Pick<NginxBinary, 'version'>, page: Page = readPage(rule.id)): boolean {
  if (!isAtLeast(versionOf(version), versionOf(rule.nginx.from ?? '0.0.0'))) return false;
  const files = new Map([['nginx.conf', exampleOf(page, 'Before').text]]);
  return examine(rule, { files, options: new Map([['nginx', version]]) }, parser).findings.some((it) => it.rule === rule.id);
}

async function tryPage(rule: Rule, page: Page, nginx: NginxBinary, backend: Backend): Promise<void> {
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
