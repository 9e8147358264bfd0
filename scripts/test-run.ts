/** Runs test files side by side, those first that take long; options go to the node that runs each file. */
import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import { run } from 'node:test';
import { spec } from 'node:test/reporters';
import { timesOf } from './test-times.ts';

/** Folders of test/ whose files take longest, or wait for something else than a processor: at the end short ones fill the gaps. */
const long = ['fuzz', 'e2e', 'nginx', 'lsp', 'web', 'editors', 'corpus', 'target', 'package', 'playground'];

/** As long as one file waits, another computes. */
const sideBySide = availableParallelism() + 1;

const options = process.argv.slice(2).filter((argument) => argument.startsWith('--'));
const files = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));

// A file runs in a node with the options of this one.
process.execArgv.push(...options);
const results = run({ files: byLength(files).map((file) => resolve(file)), concurrency: sideBySide });
results.on('test:fail', ({ todo }) => {
  if (todo === undefined || todo === false) process.exitCode = 1;
});
const times = timesOf(results);
const shown = results.pipe(new spec());
shown.pipe(process.stdout);
shown.once('end', () => {
  console.log(`\n${times()}`);
});

/** Long ones first; of the others the order stays. */
function byLength(all: readonly string[]): readonly string[] {
  const rank = (file: string): number => {
    const found = long.indexOf(file.split('/')[1] ?? '');
    return found === -1 ? long.length : found;
  };
  return [...all].sort((a, b) => rank(a) - rank(b));
}
