/** Tries inputs in a process of its own with bounds on time and memory, and makes small what breaks them. */
import { fork, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inputOf } from './inputs.ts';

export type Question = { readonly seed: number; readonly number: number } | { readonly file: string };

export interface Answer {
  readonly slowest: { readonly step: string; readonly time: number };
  readonly threw?: string;
}

export interface Failure {
  readonly seed: number;
  readonly number: number;
  readonly kind: string;
  /** What went wrong, in a line. */
  readonly what: string;
  readonly text: string;
}

/** Milliseconds of processor time that one step may take for 100 kB. */
const longest = 2000;
/** Milliseconds after which nobody waits any more: the machine may be busy. */
const patience = 30_000;
/** Megabytes of JavaScript objects. */
const memory = 300;

export interface FuzzOptions {
  readonly seed: number;
  readonly milliseconds: number;
  /** Told of each failure as it is found. */
  readonly found?: (failure: Failure) => void;
  readonly mostFailures?: number;
}

export interface FuzzResult {
  readonly tried: number;
  readonly failures: readonly Failure[];
}

export async function fuzz({ seed, milliseconds, found, mostFailures = 20 }: FuzzOptions): Promise<FuzzResult> {
  const failures: Failure[] = [];
  const end = Date.now() + milliseconds;
  const runner = createRunner();
  let tried = 0;
  for (; Date.now() < end && failures.length < mostFailures; tried++) {
    const what = await runner.ask({ seed, number: tried });
    if (what === undefined) continue;
    const { kind, text } = inputOf(seed, tried);
    const failure = { seed, number: tried, kind, what, text: await smaller(text, what, runner) };
    failures.push(failure);
    found?.(failure);
  }
  runner.stop();
  return { tried, failures };
}

export function describe({ seed, number, kind, what, text }: Failure): string {
  return `${what}\n  input ${number} of seed ${seed} (${kind}), made smaller: ${JSON.stringify(text.slice(0, 1500))}${text.length > 1500 ? ` … (${text.length} characters)` : ''}`;
}

interface Runner {
  /** What went wrong; `undefined` when all was well. */
  readonly ask: (question: Question) => Promise<string | undefined>;
  readonly stop: () => void;
}

function createRunner(): Runner {
  let child: ChildProcess | undefined;
  const stop = (): void => {
    child?.kill('SIGKILL');
    child = undefined;
  };
  return {
    async ask(question) {
      const process = (child ??= await start());
      return new Promise((resolve) => {
        const done = (what: string | undefined): void => {
          clearTimeout(timer);
          process.removeAllListeners();
          resolve(what);
        };
        const timer = setTimeout(() => {
          stop();
          done(`no end in ${patience / 1000} s`);
        }, patience);
        process.once('exit', () => {
          child = undefined;
          done(`out of memory (${memory} MB), or killed`);
        });
        process.once('message', ({ threw, slowest }: Answer) => {
          done(threw ?? (slowest.time > longest ? `${slowest.step} took ${Math.round(slowest.time)} ms` : undefined));
        });
        process.send(question);
      });
    },
    stop,
  };
}

/** Throws when the process does not even come up. */
function start(): Promise<ChildProcess> {
  const child = fork(new URL('./worker.ts', import.meta.url), {
    execArgv: ['--import', 'tsx', `--max-old-space-size=${memory}`],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  return new Promise((resolve, reject) => {
    child.once('exit', (code) => {
      reject(new Error(`The process that tries inputs does not start (${code})`));
    });
    child.once('message', () => {
      child.removeAllListeners();
      resolve(child);
    });
  });
}

/** Leaves out halves, quarters, … as long as the same goes wrong; a slow input is not tried for ever. */
async function smaller(text: string, what: string, { ask }: Runner): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'nginx-handshake-fuzz-'));
  const file = join(folder, 'input');
  const kind = kindOf(what);
  const end = Date.now() + 60_000;
  let best = text;
  for (let size = Math.ceil(text.length / 2); size >= 1 && Date.now() < end; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let at = 0; at < best.length && Date.now() < end;) {
      const shorter = best.slice(0, at) + best.slice(at + size);
      writeFileSync(file, shorter);
      const again = await ask({ file });
      if (again !== undefined && kindOf(again) === kind) best = shorter;
      else at += size;
    }
  }
  rmSync(folder, { recursive: true });
  return best;
}

/** The same mistake: what was thrown, or which bound was broken, without figures. */
function kindOf(what: string): string {
  return (what.split('\n')[0] ?? '').replace(/\d+/g, '').slice(0, 80);
}
