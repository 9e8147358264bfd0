/** `npm run bench`: how long everything takes at 100 to 100,000 lines; writes docs/performance.md. `npm run bench 1000` only shows one size. */
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { root } from '../test/support/parts.ts';
import { testParser } from '../test/support/parser.ts';
import { measureCore, type CoreTimes } from './bench/core.ts';
import { round, show } from './bench/measure.ts';
import { measureServer, type ServerTimes } from './bench/server.ts';
import { manyFiles, oneFile } from './bench/sites.ts';

const wanted = process.argv.slice(2).map(Number);
const sizes = wanted.length > 0 ? wanted : [100, 1_000, 10_000, 100_000];

const built = spawnSync(process.execPath, [join(root, 'scripts/build.mjs'), '--production', '--quiet'], { stdio: 'inherit' });
if (built.status !== 0) process.exit(1);

interface Row {
  readonly lines: number;
  readonly core: CoreTimes;
  readonly one: ServerTimes;
  readonly many: ServerTimes;
}

const parser = await testParser();
const rows: Row[] = [];
for (const lines of sizes) {
  const site = oneFile(lines);
  const keys = lines >= 100_000 ? 60 : 300;
  const row = {
    lines: (site.files.get(site.main) ?? '').split('\n').length - 1,
    core: measureCore(site, parser),
    one: await measureServer(site, keys),
    many: await measureServer(manyFiles(lines), keys),
  };
  rows.push(row);
  console.log(`${count(row.lines)} lines: a key takes ${show(row.one.key)} ms, cold check ${show(row.core.check)} ms`);
}

const page = describe(rows);
if (wanted.length > 0) console.log(`\n${page}`);
else {
  const file = join(root, 'docs/performance.md');
  writeFileSync(file, await format(page, { ...(await resolveConfig(file)), filepath: file }));
}

function describe(measured: readonly Row[]): string {
  const [cpu] = cpus();
  const table = (title: string, cells: (row: Row) => readonly string[], names: readonly string[]): string =>
    [
      `## ${title}`,
      '',
      `| lines | ${names.join(' | ')} |`,
      `| ---: |${' ---: |'.repeat(names.length)}`,
      ...measured.map((row) => `| ${count(row.lines)} | ${cells(row).join(' | ')} |`),
    ].join('\n');
  return `# Performance

Written by \`npm run bench\`. Times are milliseconds, median / 95th percentile, on ${String(cpus().length)} cores of ${cpu?.model.trim() ?? 'unknown'},
${(totalmem() / 2 ** 30).toFixed(0)} GB, Node ${process.version}, ${process.platform}. The configurations are made by \`scripts/bench/sites.ts\`: many servers of about
forty lines, each with a WebSocket location; one in twenty is wrong.

${table(
  'From a key to its diagnostics',
  ({ one }) => [show(one.key), work(one), round(one.first), memory(one), String(one.findings)],
  ['a key', 'work', 'first diagnostics', 'memory', 'findings'],
)}

One file, in the bundled server over stdio, as VS Code starts it: the time from sending a change of one character to having the
diagnostics of the new text. Keys are typed near the beginning, in the middle and near the end of the file. \`work\` is the processor
time of the server for one key on average, garbage collection included.

${table('The same in many files', ({ many }) => [show(many.key), work(many), round(many.first), memory(many)], [
  'a key',
  'work',
  'first diagnostics',
  'memory',
])}

\`nginx.conf\` includes one file for each server; all are open.

${table('The parts', ({ core }) => [core.parse, core.build, core.check, core.simulate].map(show), [
  'parse',
  'build the model',
  'check',
  'simulate a request',
])}

In one process, from nothing: \`check\` is building the model and asking all rules.

${table('The parts after a key', ({ core }) => [core.parseAgain, core.buildAgain, core.checkAgain].map(show), [
  'parse',
  '+ build the model',
  '+ check',
])}

After one character in the middle of the file, with what was kept from before. Each column includes the ones before it, except that
\`check\` builds the model itself.

## Start-up

${measured
  .slice(0, 1)
  .map(({ one }) => `The server answers \`initialize\` ${round(one.start)} ms after its process was started.`)
  .join('')}
`;
}

function count(lines: number): string {
  return lines.toLocaleString('en-US');
}

function work({ work: milliseconds }: ServerTimes): string {
  return milliseconds === undefined ? '–' : round(milliseconds);
}

function memory({ memory: megabytes }: ServerTimes): string {
  return megabytes === undefined ? '–' : `${megabytes.toFixed(0)} MB`;
}
