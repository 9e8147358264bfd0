/** The pages that answer what people search for: of one shape, and their examples are run as those of the rules are. */
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { createAnalyzer, defaultOptions } from '../server/src/analysis/analyze.ts';
import { simulateUrl } from '../server/src/features/simulate-url.ts';
import { isNoVersion, readNginx } from '../server/src/reference/flavours.ts';
import { rules } from '../server/src/rules/index.ts';
import { examine } from './support/check-case.ts';
import { exampleOf, readAnswers } from './support/pages.ts';
import { testParser } from './support/parser.ts';
import { memoryWorkspace } from './support/workspace.ts';

const parser = await testParser();
const main = '/etc/nginx/nginx.conf';

/** What people type into a search engine, and the page that answers it. */
const searched: Readonly<Record<string, string>> = {
  'Unexpected response code: 400': 'unexpected-response-code-400',
  'Unexpected response code: 200': 'unexpected-response-code-200',
  'Unexpected response code: 301': 'unexpected-response-code-301',
  'Unexpected response code: 403': 'unexpected-response-code-403',
  'Unexpected response code: 404': 'unexpected-response-code-404',
  'Unexpected response code: 502': 'unexpected-response-code-502',
  '426 Upgrade Required': '426-upgrade-required',
  'unknown "connection_upgrade" variable': 'unknown-connection-upgrade-variable',
  '"map" directive is not allowed here': 'map-directive-is-not-allowed-here',
  'Error during WebSocket handshake': 'error-during-websocket-handshake',
  'closes after 60 seconds': 'closes-after-60-seconds',
};

test('what people search for is the title of a page, and each page has its words', () => {
  const titles = new Map(readAnswers().map(({ name, text }) => [name, text.split('\n', 1)[0] ?? '']));
  for (const [words, name] of Object.entries(searched)) assert.ok(titles.get(name)?.includes(words), `${name}: ${words}`);
  assert.deepEqual([...titles.keys()].sort(), Object.values(searched).sort());
});

for (const answer of readAnswers()) {
  suite(answer.name, () => {
    const { text, sections, rule: id, url } = answer;
    const [before, after] = [exampleOf(answer, 'Before'), exampleOf(answer, 'After')];

    test('has the shape of all answers', () => {
      assert.match(text, /^# \S.*\n\n\S.*\.\n\n<!-- rule: /);
      assert.deepEqual([...sections.keys()], ['What you see', 'Why it happens', 'Before', 'After', 'What else it can be']);
      assert.ok(sections.get('After')?.includes(`(../rules/${id}.md)`), 'the rule is named');
      for (const [heading, body] of sections) assert.ok(body.trim() !== '', `“${heading}” is empty`);
    });

    test('its example is reported by its rule, and the quick fix makes of it what the page says', () => {
      const rule = rules.find((it) => it.id === id);
      assert.ok(rule);
      const options = new Map(before.version === undefined ? [] : [['nginx', before.version]]);
      const { findings, fixed } = examine(rule, { files: new Map([['nginx.conf', before.text]]), options }, parser);
      assert.deepEqual([...new Set(findings.filter(({ severity }) => severity !== 'hint').map((it) => it.rule))], [id]);
      assert.equal(fixed.get('nginx.conf'), after.text);
    });

    test('the handshake of its URL fails as the page says, and connects after the fix', () => {
      const nginx = readNginx(before.version ?? '1.22.1');
      assert.ok(!isNoVersion(nginx));
      const verdict = (source: string): string => {
        const analysis = createAnalyzer(rules)(memoryWorkspace(parser, new Map([[main, source]])), main, {
          ...defaultOptions,
          nginx,
        });
        return simulateUrl(analysis, url, 'chrome').ends.simulation.verdict.kind;
      };
      assert.deepEqual([verdict(before.text), verdict(after.text)], [answer.before, 'connects']);
    });
  });
}
