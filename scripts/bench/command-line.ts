/** The bundled command line as a process, beside `nginx -t -q` on the same files. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { root } from '../../test/support/parts.ts';
import { alternate, type Budget, type Times } from './measure.ts';
import { linesOf, onDisk, type Shape } from './shape.ts';

export interface CheckTimes {
  readonly lines: number;
  readonly check: Times;
  /** `undefined` where there is no nginx. */
  readonly nginx: Times | undefined;
  /** Milliseconds of the processor in one run on average; `undefined` where nobody tells. */
  readonly work: { readonly check: number | undefined; readonly nginx: number | undefined };
}

export interface FormatTimes {
  readonly files: number;
  /** Fixes in the JSON. */
  readonly fixes: number;
  readonly text: Times;
  readonly json: Times;
}

export async function measureCheck(shape: Shape): Promise<CheckTimes> {
  const folder = onDisk(shape);
  const main = join(folder.path, 'nginx.conf');
  const worked: Record<'check' | 'nginx', (number | undefined)[]> = { check: [], nginx: [] };
  const nginxTests = (): number => {
    const { time, work } = timed('nginx', ['-t', '-q', '-p', folder.path, '-c', main], [0]);
    worked.nginx.push(work);
    return time;
  };
  const check = (): number => {
    const { time, work } = timed(process.execPath, [cli, 'check', main], [0, 1]);
    worked.check.push(work);
    return time;
  };
  try {
    const works = nginxHere() === undefined ? [check] : [check, nginxTests];
    const [own, nginx] = await alternate(works, runs);
    if (own === undefined) throw new Error('Nothing was measured');
    const work = { check: average(worked.check), nginx: average(worked.nginx) };
    return { lines: linesOf(shape), check: own, nginx, work };
  } finally {
    folder.remove();
  }
}

export async function measureFormats(shape: Shape): Promise<FormatTimes> {
  const folder = onDisk(shape);
  const main = join(folder.path, 'nginx.conf');
  let fixes = 0;
  const text = (): number => timed(process.execPath, [cli, 'check', main], [0, 1]).time;
  const json = (): number => {
    const { time, output } = timed(process.execPath, [cli, 'check', '--format', 'json', main], [0, 1]);
    const { findings } = JSON.parse(output) as { readonly findings: readonly { readonly fixes: readonly unknown[] }[] };
    fixes = findings.reduce((sum, it) => sum + it.fixes.length, 0);
    return time;
  };
  try {
    const [asText, asJson] = await alternate([text, json], runs, false);
    if (asText === undefined || asJson === undefined) throw new Error('Nothing was measured');
    return { files: shape.files.size, fixes, text: asText, json: asJson };
  } finally {
    folder.remove();
  }
}

/** What `nginx -v` says, without the word before it. */
export function nginxHere(): string | undefined {
  const { stderr, status } = spawnSync('nginx', ['-v'], { encoding: 'utf8' });
  return status === 0 ? stderr.replace('nginx version: ', '').trim() : undefined;
}

export function timeOfNode(): number {
  return timed(process.execPath, ['-e', ''], [0]).time;
}

const cli = join(root, 'dist/cli.js');

const runs: Budget = { most: 9, time: 8000, least: 3 };

interface Run {
  readonly time: number;
  readonly work: number | undefined;
  readonly output: string;
}

/** The shell tells how long the processor worked for what it ran; where there is none, the program runs without. */
function timed(command: string, args: readonly string[], expected: readonly number[]): Run {
  const own = [command, ...args];
  const whole = process.platform === 'win32' ? own : ['sh', '-c', '"$@"; status=$?; times >&2; exit $status', 'sh', ...own];
  const before = performance.now();
  const { status, stdout, stderr } = spawnSync(whole[0] ?? '', whole.slice(1), { encoding: 'utf8', maxBuffer: 2 ** 28 });
  const time = performance.now() - before;
  if (status === null || !expected.includes(status)) {
    throw new Error(`${own.join(' ')} gave ${String(status)}: ${stderr.slice(0, 2000)}`);
  }
  const times = [...(stderr.trimEnd().split('\n').at(-1) ?? '').matchAll(/(\d+)m([\d.]+)s/g)];
  const work = times.reduce((sum, [, minutes, seconds]) => sum + 60_000 * Number(minutes) + 1000 * Number(seconds), 0);
  return { time, work: times.length === 2 ? work : undefined, output: stdout };
}

/** Of what was told, the first run left out. */
function average(samples: readonly (number | undefined)[]): number | undefined {
  const told = samples.slice(1).flatMap((it) => it ?? []);
  return told.length === 0 ? undefined : told.reduce((sum, it) => sum + it, 0) / told.length;
}
