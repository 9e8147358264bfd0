/** What nginx -t says, case by case, without nginx: the recorded words must come out. */
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { testParser } from '../../support/parser.ts';
import { refusal } from '../../support/refusal.ts';
import { memoryWorkspace } from '../../support/workspace.ts';
import { refusalCases, releases, written, type Series } from './cases.ts';

const parser = await testParser();
const main = '/nginx/nginx.conf';
const cases = refusalCases();

suite('recorded refusals', () => {
  test('there are enough of them', () => {
    assert.ok(cases.length > 400, `${cases.length} cases`);
  });

  for (const series of ['1.22', '1.31'] as const) {
    test(`nginx ${series}`, () => {
      const wrong = cases
        .map((it, index) => `${it.where}\n  expected: ${it.said[series]}\n  said:     ${ours(index, series)}`)
        .filter((_, index) => cases[index]?.said[series] !== ours(index, series));
      assert.deepEqual(wrong, []);
    });
  }
});

function ours(index: number, series: Series): string | undefined {
  const found = cases[index];
  if (found?.said[series] === undefined) return undefined;
  const workspace = memoryWorkspace(parser, new Map([[main, found.config]]));
  return written(refusal(workspace, main, { nginx: releases[series] }), '/nginx');
}
