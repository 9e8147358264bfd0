/** The real nginx: what was recorded of it still holds, and directives and mistakes that nobody thought of get the same words. */
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { formatVersion } from '../../../server/src/reference/version.ts';
import { nginxForTests } from '../../support/nginx.ts';
import { observedFor } from '../../support/observed.ts';
import { testParser } from '../../support/parser.ts';
import { refusalCases, releases, type Series } from '../recorded/cases.ts';
import { sound } from '../recorded/mutations.ts';
import { alike, createAsker, reasonOfMachine } from './ask.ts';
import { cells } from './matrix.ts';
import { mutants } from './mutants.ts';
import { compare, createTally, type Disagreement } from './tally.ts';

/** More of them, with other seeds, find more: `npm run accuracy`, or `REFUSAL_MUTATIONS=5000 REFUSAL_SEED=7 npm test validity`. */
const mutations = Number(process.env['REFUSAL_MUTATIONS'] ?? 500);
const seed = Number(process.env['REFUSAL_SEED'] ?? 1);
/** Every so manieth recorded case and cell of the matrix is asked about; all cases with `REFUSAL_CASES=1`. */
const step = Number(process.env['REFUSAL_CASES'] ?? 5);
const recorded = refusalCases().filter((_, index) => index % step === 0);
const sample = [...cells()].filter((_, index) => index % 151 === 0);
const asker = createAsker(await testParser());

process.once('exit', () => {
  asker.remove();
});

for (const binary of nginxForTests()) {
  suite(`nginx ${binary.version}`, () => {
    test(`says what was recorded of ${recorded.length} configurations`, () => {
      const wrong: string[] = [];
      let asked = 0;
      for (const { where, config, said } of recorded) {
        const records = Object.entries(said).map(
          ([series, text]) => [formatVersion(releases[series as Series]), alike(text)] as const,
        );
        const expected = observedFor(binary.version, records);
        if (expected === undefined) continue;
        const real = asker.theirs(binary, config);
        asked += 1;
        if (real !== expected && reasonOfMachine(binary, real) === undefined) wrong.push(`${where}\n  ${expected}\n  ${real}`);
      }
      assert.deepEqual(wrong, []);
      assert.ok(asked > recorded.length / 2, `${asked} were asked`);
    });

    test('accepts the sound configurations', () => {
      assert.deepEqual(
        sound.map((config) => [asker.theirs(binary, config), asker.ours(binary, config)]),
        sound.map(() => ['ok', 'ok']),
      );
    });

    test(`says the same of ${sample.length} directives in places where they may stand or not`, () => {
      const tally = createTally();
      const found = sample.map(({ config }) => compare(asker, binary, config, tally));
      assert.deepEqual(found.flatMap(told), []);
      assert.ok(tally.refused > sample.length / 10, `${tally.refused} were refused`);
    });

    test(`says the same of ${mutations} mistakes`, () => {
      const tally = createTally();
      const found = [...mutants(mutations, seed)].map(([, config]) => compare(asker, binary, config, tally));
      assert.deepEqual(found.filter((it) => it?.what === 'verdict').flatMap(told), []);
      assert.ok(tally.lines >= 0.98 * tally.both, found.flatMap(told).join('\n'));
      assert.ok(tally.refused > mutations / 4, `${tally.refused} were refused`);
    });
  });
}

function told(found: Disagreement | undefined): readonly string[] {
  return found === undefined ? [] : [`${found.config}\n  nginx: ${found.theirs}\n  ours:  ${found.ours}`];
}
