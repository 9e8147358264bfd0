/** The cases in cases/: each was seen on a real nginx. `UPDATE=1` writes what comes of them now. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { suite, test } from 'node:test';
import { testParser } from '../support/parser.ts';
import { drawCase, outcomes, readCases } from './case-file.ts';

const parser = await testParser();
const folder = new URL('cases/', import.meta.url);
const update = process.env['UPDATE'] === '1';

for (const name of readdirSync(folder).filter((it) => it.endsWith('.conf'))) {
  suite(name, () => {
    const cases = readCases(readFileSync(new URL(name, folder), 'utf8'));
    if (update) writeFileSync(new URL(name, folder), `${cases.map((it) => drawCase(it, parser)).join('\n\n')}\n`);
    for (const it of cases) {
      test(it.title, () => {
        assert.equal(outcomes(it, parser), update ? outcomes(it, parser) : it.expected);
      });
    }
    test('titles differ', () => {
      assert.equal(new Set(cases.map(({ title }) => title)).size, cases.length);
    });
  });
}
