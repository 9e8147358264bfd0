/** The simulation against what real nginx did with the cases in observed/ (`test/nginx/observed.test.ts` asks nginx again). */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { suite, test } from 'node:test';
import { testParser } from '../support/parser.ts';
import { leftOutOfBuild } from '../support/observed.ts';
import { readObserved } from './observed/case-file.ts';
import { simulatedCase } from './observed/simulated.ts';

const parser = await testParser();
const folder = new URL('observed/', import.meta.url);

for (const name of readdirSync(folder).filter((it) => it.endsWith('.conf'))) {
  suite(name, () => {
    const cases = readObserved(readFileSync(new URL(name, folder), 'utf8'));
    for (const it of cases) {
      test(it.title, () => {
        assert.ok(it.records.length > 0, 'nobody asked nginx: UPDATE=1 npx tsx scripts/test.ts nginx/observed');
        for (const { versions, text } of it.records) {
          for (const version of versions) {
            if (leftOutOfBuild({ version }, text) !== undefined) continue;
            const { record, unknown, wrong } = simulatedCase(parser, it, version, text);
            assert.deepEqual(wrong, [], version);
            if (!it.title.includes('(unknown)')) assert.deepEqual(unknown, [], version);
            assert.equal(record, text, version);
          }
        }
      });
    }
    test('titles differ', () => {
      assert.equal(new Set(cases.map(({ title }) => title)).size, cases.length);
    });
  });
}
