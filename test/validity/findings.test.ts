/** What nginx -t refuses is a finding: an error at the line that nginx names, and none on what nginx accepts. */
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { createAnalyzer, defaultOptions } from '../../server/src/analysis/analyze.ts';
import type { FileFinding } from '../../server/src/analysis/finding.ts';
import { rules } from '../../server/src/rules/index.ts';
import { problemKinds } from '../../server/src/validity/kinds.ts';
import { testParser } from '../support/parser.ts';
import { memoryWorkspace } from '../support/workspace.ts';
import { refusalCases, releases, type RefusalCase, type Series } from './recorded/cases.ts';

const parser = await testParser();
const main = '/nginx/nginx.conf';
const analyze = createAnalyzer(rules);
const optionsOf = {
  '1.22': { ...defaultOptions, nginx: releases['1.22'] },
  '1.31': { ...defaultOptions, nginx: releases['1.31'] },
};

test('each kind of refusal has a rule, the last resort not counted where another has words for it', () => {
  for (const kind of problemKinds) {
    assert.ok(
      rules.some(({ problems, checkProblem }) => checkProblem !== undefined && problems?.includes(kind) === true),
      `no rule speaks of ${kind}`,
    );
  }
});

suite('findings of recorded refusals', () => {
  for (const series of ['1.22', '1.31'] as const) {
    test(`nginx ${series}`, () => {
      const wrong = refusalCases().flatMap((it) => wrongIn(it, series));
      assert.deepEqual(wrong, []);
    });
  }
});

/** What is wrong about the findings of a case, in words; nothing where all is well. */
function wrongIn({ where, config, said }: RefusalCase, series: Series): readonly string[] {
  const words = said[series];
  if (words === undefined) return [];
  const workspace = memoryWorkspace(parser, new Map([[main, config]]));
  const errors = analyze(workspace, main, optionsOf[series]).findings.filter(({ severity }) => severity === 'error');
  const about = errors.map((it) => `${it.rule} in lines ${linesOf(config, it).join('-')}`).join(', ');
  if (words === 'ok') return errors.some(({ rule }) => isAboutRefusals(rule)) ? [`${where}: accepted, and yet ${about}`] : [];
  const line = / :(\d+)$/.exec(words)?.[1];
  const isTold = errors.some((it) => line === undefined || isOfSyntax(it.rule) || isAt(config, it, Number(line)));
  return isTold || isExcerpt(config) ? [] : [`${where}: ${words}\n  told: ${about === '' ? 'nothing' : about}`];
}

function isAboutRefusals(id: string): boolean {
  return rules.find((rule) => rule.id === id)?.problems !== undefined;
}

/** Tells where the mistake is, which nginx notices later. */
function isOfSyntax(id: string): boolean {
  return rules.find((rule) => rule.id === id)?.checkSyntax !== undefined;
}

/** A lone `http` block is what a question shows of a configuration. */
function isExcerpt(config: string): boolean {
  return /^http \{\s*\}\s*$/.test(config);
}

function isAt(config: string, finding: FileFinding, line: number): boolean {
  return [finding, ...finding.related].some((it) => {
    const [first = 0, last = 0] = linesOf(config, it);
    return first <= line && line <= last;
  });
}

function linesOf(config: string, { start, end }: Pick<FileFinding, 'start' | 'end'>): readonly number[] {
  return [start, Math.max(start, end)].map((offset) => config.slice(0, offset).split('\n').length);
}
