/** How long the test files of each folder took, one after the other. */
import { relative, sep } from 'node:path';
import type { run } from 'node:test';
import type { TestEvent } from 'node:test/reporters';

type Data = Extract<TestEvent, { readonly type: 'test:pass' | 'test:fail' }>['data'];

/** Gives what is to be said at the end: the seconds of what stands at the top of each file, without what it did before and behind its tests. */
export function timesOf(results: ReturnType<typeof run>): () => string {
  const seconds = new Map<string, number>();
  const note = ({ nesting, file, details }: Data): void => {
    if (nesting !== 0 || file === undefined) return;
    const [, folder = ''] = relative(process.cwd(), file).split(sep);
    seconds.set(folder, (seconds.get(folder) ?? 0) + details.duration_ms / 1000);
  };
  results.on('test:pass', note);
  results.on('test:fail', note);
  return () => {
    const slowestFirst = [...seconds].sort(([, a], [, b]) => b - a);
    return `Seconds by folder of test/: ${slowestFirst.map(([folder, time]) => `${folder} ${time.toFixed(1)}`).join(', ')}`;
  };
}
