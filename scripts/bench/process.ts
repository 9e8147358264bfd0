/** What the system tells of a process. Linux only; elsewhere nothing is told. */
import { readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** Milliseconds of processor time until now; Linux counts them in hundredths of a second (proc(5), fields 14 and 15). */
export function processorTime(pid: number): number | undefined {
  try {
    const stat = readFileSync(`/proc/${String(pid)}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(') ') + 2).split(' ');
    return 10 * (Number(fields[11]) + Number(fields[12]));
  } catch {
    return undefined;
  }
}

/** In MB: what the process holds now, and the most that it held. */
export function memoryOf(pid: number): { readonly now: number | undefined; readonly most: number | undefined } {
  const megabytes = (name: string, status: string): number | undefined => {
    const kilobytes = new RegExp(`${name}:\\s*(\\d+)`).exec(status)?.[1];
    return kilobytes === undefined ? undefined : Number(kilobytes) / 1024;
  };
  try {
    const status = readFileSync(`/proc/${String(pid)}/status`, 'utf8');
    return { now: megabytes('VmRSS', status), most: megabytes('VmHWM', status) };
  } catch {
    return { now: undefined, most: undefined };
  }
}

/** Where a process that loaded `heap.cjs` writes what it uses. */
export function heapFile(): string {
  return join(tmpdir(), `nginx-handshake-heap-${String(process.pid)}-${String(heaps++)}`);
}

let heaps = 0;

/** MB in use after a collection of garbage, of a process that loaded `heap.cjs`. */
export async function heapOf(pid: number, file: string): Promise<number | undefined> {
  if (process.platform === 'win32') return undefined;
  process.kill(pid, 'SIGUSR2');
  for (let waited = 0; waited < 10_000; waited += 50) {
    await sleep(50);
    try {
      const { heapUsed, external } = JSON.parse(readFileSync(file, 'utf8')) as Record<'heapUsed' | 'external', number>;
      rmSync(file);
      return (heapUsed + external) / 2 ** 20;
    } catch {
      // Not written yet, or half of it.
    }
  }
  return undefined;
}
