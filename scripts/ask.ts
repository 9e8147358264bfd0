/**
 * Asks real nginx and the simulation about cases in the form of test/handshake/observed/: `npm run ask -- FILE… [--write] [--unknown] [--verbose]`.
 * Prints where they differ; `--unknown` also what the simulation says that it cannot know, `--write` adds the records to the files.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import {
  drawObserved,
  readObserved,
  withRecords,
  type CaseRecord,
  type ObservedCase,
} from '../test/handshake/observed/case-file.ts';
import { simulatedCase } from '../test/handshake/observed/simulated.ts';
import { isAtLeast } from '../server/src/reference/version.ts';
import { observeCase } from '../test/nginx/differential/ask-case.ts';
import { openSite } from '../test/nginx/differential/observe.ts';
import { nginxForTests } from '../test/support/nginx.ts';
import { leftOutOfBuild, versionOf } from '../test/support/observed.ts';
import { testParser } from '../test/support/parser.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    write: { type: 'boolean', default: false },
    unknown: { type: 'boolean', default: false },
    verbose: { type: 'boolean', default: false },
  },
});
const parser = await testParser();
const binaries = nginxForTests();
const site = await openSite();
const total = { cases: 0, requests: 0, refused: 0, unknown: 0, differ: 0 };

for (const file of positionals) {
  const cases = readObserved(readFileSync(file, 'utf8'));
  const drawn: string[] = [];
  for (const it of cases) drawn.push(drawObserved(it, withRecords(it, await ask(it))));
  if (values.write) writeFileSync(file, `${drawn.join('\n\n')}\n`);
}
await site.stop();
console.log(
  `${total.cases} cases, ${total.requests} answers, ${total.refused} refused, ${total.unknown} unknown to the simulation, ${total.differ} cases differ`,
);
process.exitCode = total.differ === 0 ? 0 : 1;

async function ask(it: ObservedCase): Promise<readonly CaseRecord[]> {
  const records: CaseRecord[] = [];
  total.cases++;
  for (const binary of binaries.filter(({ version }) => isAtLeast(versionOf(version), versionOf(it.since)))) {
    const text = await observeCase(it, binary, site);
    const { record, unknown, wrong } = simulatedCase(parser, it, binary.version, text);
    const refused = text.startsWith('# refused: ');
    total.refused += Number(refused);
    total.requests += refused ? 0 : it.asks.length;
    total.unknown += unknown.length;
    const differs = (record !== text || wrong.length > 0) && leftOutOfBuild(binary, text) === undefined;
    total.differ += Number(differs);
    if (differs || (values.unknown && unknown.length > 0)) {
      console.log(
        [
          `===== ${binary.version}: ${values.verbose ? it.source : it.title}`,
          ...wrong,
          ...unknown.map((one) => `unknown: ${one}`),
        ].join('\n'),
      );
      if (record !== text) console.log(differingSections(text, record).join('\n'));
    }
    records.push({ versions: [binary.version], text });
  }
  return records;
}

/** The answers that differ, nginx's before ours. */
function differingSections(nginx: string, simulation: string): readonly string[] {
  const sections = (text: string): readonly string[] => text.split(/^(?=# (?!> ))/m).map((section) => section.trimEnd());
  const ours = sections(simulation);
  const theirs = sections(nginx);
  return Array.from({ length: Math.max(ours.length, theirs.length) }, (_, index) => [theirs[index], ours[index]] as const)
    .filter(([their, our]) => their !== our)
    .map(([their, our]) => `----- nginx:\n${their ?? ''}\n----- simulation:\n${our ?? ''}`);
}
