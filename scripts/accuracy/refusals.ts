/** What nginx refuses: the matrix of directives, and configurations with one mistake each. */
import { nginxForTests } from '../../test/support/nginx.ts';
import type { NginxBinary } from '../../test/support/parts.ts';
import { testParser } from '../../test/support/parser.ts';
import { createAsker } from '../../test/validity/real/ask.ts';
import { cells } from '../../test/validity/real/matrix.ts';
import { mutants } from '../../test/validity/real/mutants.ts';
import { compare, createTally } from '../../test/validity/real/tally.ts';
import type { Counts, Survey } from './survey.ts';

type Question = readonly [binary: NginxBinary, group: string, config: string];

/** Each `every`th cell of the matrix. */
export function matrixSurvey(every: number): Promise<Survey<Question>> {
  return refusals(function* () {
    let index = 0;
    for (const { context, config } of cells()) if (index++ % every === 0) yield [context, config];
  });
}

export function mutationsSurvey(count: number, seed: number): Promise<Survey<Question>> {
  return refusals(() => mutants(count, seed));
}

const leftOut = 'left out: ';

async function refusals(pairs: () => Iterable<readonly [group: string, config: string]>): Promise<Survey<Question>> {
  const asker = createAsker(await testParser());
  const binaries = nginxForTests();
  return {
    seats: 1,
    *questions() {
      for (const [group, config] of pairs()) for (const binary of binaries) yield [binary, group, config];
    },
    ask: ([binary, group, config]) => {
      const tally = createTally();
      const found = compare(asker, binary, config, tally);
      const { machine, ...counted } = tally;
      const counts = { ...counted, ...Object.fromEntries([...machine].map(([why, times]) => [leftOut + why, times])) };
      return Promise.resolve({
        counts: { [`${binary.version} | ${group}`]: counts },
        differences:
          found === undefined ? [] : [`nginx ${found.version}: ${found.theirs}\n    we say: ${found.ours}\n${found.config}`],
      });
    },
    end: () => {
      asker.remove();
      return Promise.resolve();
    },
    answers: 'asked',
    table,
  };
}

function table(rows: Readonly<Record<string, Counts>>): string {
  const lines = Object.entries(rows)
    .sort(([a], [b]) => a.split(' | ')[0]?.localeCompare(b.split(' | ')[0] ?? '') ?? 0)
    .map(([row, counts]) => {
      const { asked = 0, refused = 0, verdicts = 0, both = 0, lines: same = 0, messages = 0 } = counts;
      const left = Object.entries(counts).reduce((sum, [name, times]) => (name.startsWith(leftOut) ? sum + times : sum), 0);
      return `| ${[row, asked, left, refused, share(verdicts, asked), share(same, both), share(messages, both)].join(' | ')} |`;
    });
  return `| nginx | | asked | left out | refused | accepted or refused alike | same line | same words |
| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: |
${lines.join('\n')}`;
}

function share(part: number, whole: number): string {
  return whole === 0 ? '' : `${((100 * part) / whole).toFixed(part === whole ? 0 : 2)} %`;
}
