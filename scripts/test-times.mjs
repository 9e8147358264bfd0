/** A reporter for node's test runner: how long the test files of each folder took, one after the other. */
import { relative, sep } from 'node:path';

export default async function* times(source) {
  const seconds = new Map();
  for await (const { type, data } of source) {
    // What stands at the top of a file, without what it did before and behind its tests.
    if ((type !== 'test:pass' && type !== 'test:fail') || data.nesting !== 0 || data.file === undefined) continue;
    const [, folder = ''] = relative(process.cwd(), data.file).split(sep);
    seconds.set(folder, (seconds.get(folder) ?? 0) + (data.details?.duration_ms ?? 0) / 1000);
  }
  const slowestFirst = [...seconds].sort(([, a], [, b]) => b - a);
  yield `\nSeconds by folder of test/: ${slowestFirst.map(([folder, time]) => `${folder} ${time.toFixed(1)}`).join(', ')}\n`;
}
