/** The bundled server as an editor feels it: from a key to its diagnostics, over stdio. */
import { readFileSync } from 'node:fs';
import { startServer } from '../../test/support/lsp-client.ts';
import { timesOf, type Times } from './measure.ts';
import type { Site } from './sites.ts';

export interface ServerTimes {
  /** From the start of the process until it is ready. */
  readonly start: number;
  /** From opening the file to its first diagnostics. */
  readonly first: number;
  readonly key: Times;
  /** Processor time of the server for one key, which other programs on the machine do not change; `undefined` as below. */
  readonly work: number | undefined;
  /** Of the process after the last key, in MB; `undefined` where the system does not tell. */
  readonly memory: number | undefined;
  readonly findings: number;
}

/** Keys are typed and taken back at several places of the file, one after the other. */
export async function measureServer({ files, main }: Site, keys: number): Promise<ServerTimes> {
  const begin = performance.now();
  const client = await startServer();
  const start = performance.now() - begin;
  const typedIn = [...files].find(([, text]) => text.includes(typed))?.[0] ?? main;
  for (const [name, text] of files) if (name !== typedIn) await client.open(`untitled:/site/${name}`, text);
  const uri = `untitled:/site/${typedIn}`;
  const text = files.get(typedIn) ?? '';
  const opening = performance.now();
  await client.open(uri, text);
  const found = await client.diagnostics(uri);
  const first = performance.now() - opening;

  const places = placesIn(text);
  const samples: number[] = [];
  let worked = processorTime(client.pid);
  for (let round = 0; round < keys + warmUp; round++) {
    if (round === warmUp) worked = processorTime(client.pid);
    const at = places[(round >> 1) % places.length] ?? { line: 0, character: 0 };
    const typed = { ...at, character: at.character + 1 };
    const change =
      round % 2 === 0 ? { range: { start: at, end: at }, text: '0' } : { range: { start: at, end: typed }, text: '' };
    const before = performance.now();
    await client.change(uri, change);
    await client.pull(uri);
    if (round >= warmUp) samples.push(performance.now() - before);
  }
  const after = processorTime(client.pid);
  const work = worked === undefined || after === undefined ? undefined : (after - worked) / keys;
  const memory = memoryOf(client.pid);
  await client.stop();
  return { start, first, key: timesOf(samples), work, memory, findings: found.length };
}

/** The first keys are slow everywhere: code is compiled while it runs. */
const warmUp = 20;

/** The line that is typed in. */
const typed = 'proxy_read_timeout 1h';

/** In values, at the beginning, in the middle and near the end. */
function placesIn(text: string): readonly { readonly line: number; readonly character: number }[] {
  const lines = text.split('\n');
  return [0.05, 0.5, 0.95].flatMap((share) => {
    const line = lines.findIndex((it, index) => index >= lines.length * share && it.includes(typed));
    return line === -1 ? [] : [{ line, character: (lines[line]?.indexOf('1h') ?? 0) + 1 }];
  });
}

/** Milliseconds; Linux counts them in hundredths of a second (proc(5), fields 14 and 15). */
function processorTime(pid: number): number | undefined {
  try {
    const fields = readFileSync(`/proc/${String(pid)}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ');
    return 10 * (Number(fields[11]) + Number(fields[12]));
  } catch {
    return undefined;
  }
}

function memoryOf(pid: number): number | undefined {
  try {
    const kilobytes = /VmRSS:\s*(\d+)/.exec(readFileSync(`/proc/${String(pid)}/status`, 'utf8'))?.[1];
    return kilobytes === undefined ? undefined : Number(kilobytes) / 1024;
  } catch {
    return undefined;
  }
}
