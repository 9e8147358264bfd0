/**
 * Compares what we say that nginx refuses with what the real ones say: `npm run accuracy -- matrix` asks about every directive in
 * every context, `npm run accuracy -- mutations --count 20000 --seed 1` about configurations with one mistake each. `--write` puts the
 * figures into docs/accuracy.md; `--every 50` asks about every 50th cell of the matrix, `--show 20` prints what differs.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { format, resolveConfig } from 'prettier';
import { nginxForTests } from '../test/support/nginx.ts';
import { testParser } from '../test/support/parser.ts';
import { root } from '../test/support/parts.ts';
import { createAsker } from '../test/validity/real/ask.ts';
import { cells } from '../test/validity/real/matrix.ts';
import { mutants } from '../test/validity/real/mutants.ts';
import { compare, createTally, type Disagreement, type Tally } from '../test/validity/real/tally.ts';

const { values, positionals } = parseArgs({
  options: {
    count: { type: 'string', default: '20000' },
    seed: { type: 'string', default: '1' },
    every: { type: 'string', default: '1' },
    show: { type: 'string', default: '10' },
    write: { type: 'boolean', default: false },
  },
  allowPositionals: true,
});
const [count, seed, every, show] = [values.count, values.seed, values.every, values.show].map(Number) as [
  number,
  number,
  number,
  number,
];
const [what] = positionals;
if (![count, seed, every, show].every(Number.isInteger) || (what !== 'matrix' && what !== 'mutations')) {
  console.error(
    'usage: npm run accuracy -- matrix [--every N] | mutations [--count N] [--seed N], both with [--show N] [--write]',
  );
  process.exit(2);
}

const asker = createAsker(await testParser());
const found: Disagreement[] = [];
const rows: (readonly [release: string, of: string, tally: Tally])[] = [];
for (const binary of nginxForTests()) {
  const byGroup = new Map<string, Tally>();
  for (const [group, config] of questions()) {
    const tally = byGroup.get(group) ?? createTally();
    byGroup.set(group, tally);
    const difference = compare(asker, binary, config, tally);
    if (difference !== undefined) found.push(difference);
  }
  for (const [group, tally] of byGroup) rows.push([binary.version, group, tally]);
}
asker.remove();

for (const { version, theirs, ours, config } of found.slice(0, show)) {
  console.log(`--- nginx ${version}: ${theirs}\n    we say: ${ours}\n${config}\n`);
}
const page = join(root, 'docs/accuracy.md');
const text = await format(written(), { ...(await resolveConfig(page)), filepath: page });
console.log(text);
const left = new Map<string, number>();
for (const [, , { machine }] of rows) for (const [why, times] of machine) left.set(why, (left.get(why) ?? 0) + times);
for (const [why, times] of left) console.log(`left out ${times}: ${why}`);
if (values.write) {
  const before = readFileSync(page, 'utf8');
  const marks = new RegExp(`(<!-- ${what}:start -->\n)[\\s\\S]*?(<!-- ${what}:end -->)`);
  writeFileSync(
    page,
    await format(
      before.replace(marks, (_whole, start: string, end: string) => `${start}\n${text}\n${end}`),
      { ...(await resolveConfig(page)), filepath: page },
    ),
  );
}

function* questions(): Generator<readonly [group: string, config: string]> {
  if (what === 'mutations') {
    yield* mutants(count, seed);
    return;
  }
  let index = 0;
  for (const { context, config } of cells()) if (index++ % every === 0) yield [context, config];
}

function written(): string {
  const part = what === 'matrix' ? (every === 1 ? '' : ` --every ${every}`) : ` --count ${count} --seed ${seed}`;
  const command = `npm run accuracy -- ${what}${part}`;
  const [asked, differ] = [rows.reduce((sum, [, , tally]) => sum + tally.asked, 0), found.length];
  const lines = rows.map(([release, of, tally]) => {
    const left = [...tally.machine.values()].reduce((sum, it) => sum + it, 0);
    return `| ${[release, of, tally.asked, left, tally.refused, share(tally.verdicts, tally.asked), share(tally.lines, tally.both), share(tally.messages, tally.both)].join(' | ')} |`;
  });
  return `\`${command}\`: ${asked} answers, ${differ} differ.

| nginx | | asked | left out | refused | accepted or refused alike | same line | same words |
| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: |
${lines.join('\n')}
`;
}

function share(part: number, whole: number): string {
  return whole === 0 ? '' : `${((100 * part) / whole).toFixed(part === whole ? 0 : 2)} %`;
}
