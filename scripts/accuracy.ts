/**
 * Compares what we say with what the real nginx say and do: `npm run accuracy -- matrix` asks about every directive in every context,
 * `mutations --count 20000 --seed 1` about configurations with one mistake each, `differential --count 20000 --seed 1` sends requests to
 * generated ones. `--write` puts the figures into docs/accuracy.md; `--every 50` asks about every 50th cell of the matrix,
 * `--show 20` prints what differs. `--minutes 10` stops after that time; the same command with `--resume` goes on where it was.
 */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { format, resolveConfig } from 'prettier';
import { root } from '../test/support/parts.ts';
import { matrixSurvey, mutationsSurvey } from './accuracy/refusals.ts';
import { requestsSurvey } from './accuracy/requests.ts';
import { conduct, type Result, type Survey } from './accuracy/survey.ts';

const { values, positionals } = parseArgs({
  options: {
    count: { type: 'string', default: '20000' },
    seed: { type: 'string', default: '1' },
    every: { type: 'string', default: '1' },
    show: { type: 'string', default: '10' },
    minutes: { type: 'string', default: '1000000' },
    resume: { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
  },
  allowPositionals: true,
});
const [count, seed, every, show, minutes] = [values.count, values.seed, values.every, values.show, values.minutes].map(
  Number,
) as [number, number, number, number, number];
const [what = ''] = positionals;
const kinds = ['matrix', 'mutations', 'differential'];
if (![count, seed, every, show, minutes].every(Number.isInteger) || !kinds.includes(what)) {
  console.error(
    'usage: npm run accuracy -- matrix [--every N] | mutations [--count N] [--seed N] | differential [--count N] [--seed N], ' +
      'all with [--show N] [--minutes N] [--resume] [--write]',
  );
  process.exit(2);
}

const part = what === 'matrix' ? (every === 1 ? '' : ` --every ${every}`) : ` --count ${count} --seed ${seed}`;
const command = `npm run accuracy -- ${what}${part}`;
const kept = join(root, '.cache/accuracy', `${what}${part.replaceAll(/[ -]+/g, '-')}.json`);
if (!values.resume) rmSync(kept, { force: true });

if (what === 'matrix') await tell(await matrixSurvey(every));
else if (what === 'mutations') await tell(await mutationsSurvey(count, seed));
else await tell(await requestsSurvey(count, seed));

async function tell<Question>(survey: Survey<Question>): Promise<void> {
  const result = await conduct(survey, kept, Date.now() + minutes * 60_000);
  await survey.end();
  for (const difference of result.differences.slice(0, show)) console.log(`--- ${difference}\n`);
  const page = join(root, 'docs/accuracy.md');
  const options = { ...(await resolveConfig(page)), filepath: page };
  const text = await format(`${summary(result, survey.answers)}\n\n${survey.table(result.rows)}\n`, options);
  console.log(text);
  const left = new Map<string, number>();
  for (const counts of Object.values(result.rows))
    for (const [name, times] of Object.entries(counts))
      if (name.startsWith('left out')) left.set(name, (left.get(name) ?? 0) + times);
  for (const [why, times] of left) console.log(`${times} ${why}`);
  if (!values.write) return;
  const marks = new RegExp(`(<!-- ${what}:start -->\n)[\\s\\S]*?(<!-- ${what}:end -->)`);
  const written = readFileSync(page, 'utf8').replace(marks, (_, start: string, end: string) => `${start}\n${text}\n${end}`);
  writeFileSync(page, await format(written, options));
}

function summary({ complete, rows, agreeNow, differences }: Result, unit: string): string {
  const answers = Object.values(rows).reduce((sum, counts) => sum + (counts[unit] ?? 0), 0);
  const far = complete ? '' : ', stopped before its end';
  const others =
    agreeNow === 0 ? '' : ` ${agreeNow} more differed when they were asked first, and agree when they are asked again.`;
  return `\`${command}\`${far}: ${answers} answers, ${differences.length} differ.${others}`;
}
