/** The pages of the rules: one for each, of one shape, whose example is reported and becomes what the page says. */
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { suite, test } from 'node:test';
import { rules } from '../server/src/rules/index.ts';
import { draw } from './support/cases.ts';
import { examine } from './support/check-case.ts';
import { exampleOf, pagesFolder, readPage } from './support/pages.ts';
import { testParser } from './support/parser.ts';

const parser = await testParser();
const headings = ['What you see', 'Why it happens', 'Before', 'After', 'When to ignore it', 'References'];

test('there is a page for each rule, and for nothing else', () => {
  assert.deepEqual(readdirSync(pagesFolder).sort(), rules.map(({ id }) => `${id}.md`).sort());
});

for (const rule of rules) {
  suite(rule.id, () => {
    const page = readPage(rule.id);
    const { text, sections } = page;

    test('has the shape of all pages', () => {
      const [title, empty, summary = '', blank, facts] = text.split('\n');
      assert.deepEqual([title, empty, blank, facts], [`# ${rule.id}`, '', '', '<!-- facts -->']);
      assert.match(summary, /^\S.*\.$/, 'one sentence stands below the title');
      assert.deepEqual([...sections.keys()], headings);
      for (const [heading, body] of sections) assert.ok(body.trim() !== '', `“${heading}” is empty`);
    });

    test('shows how to ignore it', () => {
      assert.match(sections.get('When to ignore it') ?? '', new RegExp(`# nginx-handshake: ignore ${rule.id} -- \\S`));
    });

    test('names every reference of the rule', () => {
      for (const url of rule.references) assert.ok(sections.get('References')?.includes(url), url);
    });

    test('its example is reported, and its quick fix makes of it what the page says', () => {
      const before = exampleOf(page, 'Before');
      const after = exampleOf(page, 'After');
      const file = 'nginx.conf';
      const options = new Map(before.version === undefined ? [] : [['nginx', before.version]]);
      const outcome = examine(rule, { files: new Map([[file, before.text]]), options }, parser);
      const said = outcome.findings.filter((it) => it.rule === rule.id);
      assert.ok(said.length > 0, 'nothing is reported');
      const others = outcome.findings.filter((it) => it.rule !== rule.id && it.severity === 'error');
      assert.deepEqual(
        others.map((it) => it.rule),
        [],
        'another rule speaks too',
      );
      if (rule.fix !== 'none') assert.equal(outcome.fixed.get(file) ?? before.text, after.text);
      const left = examine(rule, { files: new Map([[file, after.text]]), options }, parser).findings;
      const serious = left.filter((it) => it.rule === rule.id || it.severity === 'error').map((it) => ({ ...it, titles: [] }));
      assert.equal(draw(`/etc/nginx/${file}`, after.text, serious, rule.id), after.text, 'the fixed example is clean');
    });
  });
}
