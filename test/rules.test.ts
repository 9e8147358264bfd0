/** Runs every rule over test/rules/<id>.conf. `UPDATE=1 npm test rules` redraws the expectations, `RULE=<id>` takes one rule. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { after, suite, test } from 'node:test';
import type { Rule } from '../server/src/analysis/rule.ts';
import { rules } from '../server/src/rules/index.ts';
import { readCases, renderCases, type Case } from './support/cases.ts';
import { examine, findAndFix, isIgnorable, type Outcome } from './support/check-case.ts';
import { testParser } from './support/parser.ts';

const parser = await testParser();
const update = process.env['UPDATE'] !== undefined;
let cases = 0;
let fixes = 0;

for (const rule of rules.filter(({ id }) => id === (process.env['RULE'] ?? id))) {
  suite(rule.id, () => {
    const file = new URL(`rules/${rule.id}.conf`, import.meta.url);
    const known = existsSync(file) ? readCases(readFileSync(file, 'utf8')) : [];
    const seen: [Case, Outcome][] = [];
    for (const it of known) {
      test(it.name, () => {
        const outcome = examine(rule, it, parser);
        seen.push([it, outcome]);
        cases++;
        fixes += outcome.offered.length;
        if (!update) assert.equal(rendered(it, outcome), rendered(it, it));
        assert.ok(isIgnorable(rule, it, parser), 'a comment silences each finding');
        assertSame(rule, it, outcome, (text) => text.replaceAll('\n', '\r\n'), 'with CRLF');
        assertSame(rule, it, outcome, withTabs, 'indented with tabs');
      });
    }
    test('the cases are enough, and each stands once', () => {
      assertEnough(rule, seen);
    });
    after(() => {
      if (update && seen.length === known.length && known.length > 0) {
        const text = renderCases(seen.map(([it, outcome]) => ({ ...it, ...outcome })));
        if (text !== readFileSync(file, 'utf8')) writeFileSync(file, text);
      }
    });
  });
}

after(() => {
  console.log(`${cases} cases of ${rules.length} rules; ${fixes} fixes passed the gate`);
});

function rendered(it: Case, { marked, fixed }: Pick<Outcome, 'marked' | 'fixed'>): string {
  return renderCases([{ ...it, marked, fixed }]);
}

/** The same text in another dress gets the same findings and the same fixes. */
function assertSame(rule: Rule, it: Case, outcome: Outcome, dress: (text: string) => string, how: string): void {
  const dressed = findAndFix(rule, { ...it, files: dressedTexts(it.files, dress) }, parser);
  const told = ({ findings }: Pick<Outcome, 'findings'>): readonly string[] =>
    findings.map((found) => `${found.path} ${found.rule}: ${found.message}`);
  assert.deepEqual(told(dressed), told(outcome), how);
  assert.deepEqual(dressed.fixed, dressedTexts(outcome.fixed, dress), `fixed ${how}`);
}

function dressedTexts(texts: ReadonlyMap<string, string>, dress: (text: string) => string): ReadonlyMap<string, string> {
  return new Map([...texts].map(([name, text]) => [name, dress(text)]));
}

function withTabs(text: string): string {
  return text.replace(/^(?: {4})+/gm, (indent) => '\t'.repeat(indent.length / 4));
}

function assertEnough(rule: Rule, seen: readonly (readonly [Case, Outcome])[]): void {
  const own = seen.map(([, { findings }]) => findings.filter((it) => it.rule === rule.id).length);
  assert.ok(
    own.some((count) => count > 0),
    `no case of ${rule.id} is reported`,
  );
  assert.ok(
    own.some((count) => count === 0),
    `no case of ${rule.id} is clean`,
  );
  const names = seen.map(([{ name }]) => name);
  assert.equal(new Set(names).size, names.length, 'two cases have the same name');
  const texts = seen.map(([{ files, options }]) =>
    JSON.stringify([[...options], [...files].map(([name, text]) => [name, text.replace(/\s+/g, ' ')])]),
  );
  assert.equal(new Set(texts).size, texts.length, 'two cases have the same text');
  const offered = seen.flatMap(([, outcome]) => outcome.offered);
  if (rule.fix === 'none') assert.deepEqual(offered, [], 'a rule without a fix offers none');
  else assert.ok(offered.length > 0, 'no case shows the fix');
  if (rule.fix === 'review') assert.ok(!offered.some(({ safe }) => safe), 'a fix for review is not safe');
  if (rule.fix === 'safe')
    assert.ok(
      offered.some(({ safe }) => safe),
      'no case shows a safe fix',
    );
}
