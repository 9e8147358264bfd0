/** Runs a program with its arguments, as they are: no shell, bounds on time and output, and nothing is left running. */
import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, isAbsolute, join } from 'node:path';

export interface RunOptions {
  /** In ms; without it, it may take as long as it likes. */
  readonly timeout?: number;
  /** Ends it. */
  readonly signal?: AbortSignal;
  /** An absolute folder. */
  readonly folder?: string | undefined;
  /** Of what is kept of each stream, UTF-16 units; what is longer ends it. */
  readonly limit?: number;
  /** Gets what is printed as it comes; then nothing is kept, and the limit does not count. */
  readonly heard?: (text: string, stream: 'stdout' | 'stderr') => void;
}

export interface Ran {
  readonly argv: readonly string[];
  /**
   * `exited`: by itself, with `code`. `not-found`: no such program on the PATH (absolute folders of it alone), or no such file.
   * `not-started`: the system did not let it start, as `problem` says.
   */
  readonly ended: 'exited' | 'timed-out' | 'cancelled' | 'too-much' | 'not-found' | 'not-started';
  /** `null` where it did not exit by itself. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** In the system's words. */
  readonly problem: string | undefined;
}

/** Never rejects. */
export function run(argv: readonly string[], options: RunOptions = {}): Promise<Ran> {
  const [program = '', ...args] = argv;
  const file = programFile(program);
  if (file === undefined) return Promise.resolve({ ...nothing, argv, ended: 'not-found' });
  if (options.signal?.aborted === true) return Promise.resolve({ ...nothing, argv, ended: 'cancelled' });
  return new Promise((resolve) => {
    const kept = { stdout: '', stderr: '' };
    let ended: Ran['ended'] | undefined;
    let problem: string | undefined;
    const child = start(file, args, options.folder);
    if ('problem' in child) {
      resolve({ ...nothing, argv, ended: 'not-started', problem: child.problem });
      return;
    }

    const finish = (code: number | null): void => {
      clearTimeout(timer);
      options.signal?.removeEventListener('abort', cancel);
      resolve({ argv, ended: ended ?? 'exited', code: ended === undefined ? code : null, ...kept, problem });
    };
    const end = (why: Ran['ended']): void => {
      if (ended !== undefined) return;
      ended = why;
      stop(child);
      // What it started may hold the streams open, or be out of reach: nobody waits for that.
      setTimeout(() => {
        child.stdout.destroy();
        child.stderr.destroy();
        child.unref();
        finish(null);
      }, grace).unref();
    };
    const cancel = (): void => {
      end('cancelled');
    };
    const timer = options.timeout === undefined ? undefined : setTimeout(end, options.timeout, 'timed-out');
    options.signal?.addEventListener('abort', cancel);

    for (const stream of ['stdout', 'stderr'] as const) {
      child[stream].setEncoding('utf8').on('data', (text: string) => {
        if (options.heard !== undefined) {
          options.heard(text, stream);
          return;
        }
        kept[stream] += text;
        const limit = options.limit ?? usualLimit;
        if (kept[stream].length <= limit) return;
        kept[stream] = kept[stream].slice(0, limit);
        end('too-much');
      });
    }
    child.once('error', (error) => {
      problem = error.message;
      ended ??= 'not-started';
      finish(null);
    });
    child.once('close', finish);
    // What goes on when this process ends would go on for ever: a group of its own is nobody's.
    const leave = (): void => {
      kill(child, 'SIGTERM');
    };
    process.once('exit', leave);
    child.once('close', () => process.off('exit', leave));
  });
}

/** The file that is run for a name: an absolute path, or the first on the PATH; `undefined` where there is none. */
export function programFile(program: string, path = process.env['PATH'] ?? ''): string | undefined {
  if (isAbsolute(program)) return existsSync(program) ? program : undefined;
  if (program === '' || /[\\/]/.test(program)) return undefined;
  const name = onWindows && !/\.(exe|com)$/i.test(program) ? `${program}.exe` : program;
  return path
    .split(delimiter)
    .filter((folder) => isAbsolute(folder))
    .map((folder) => join(folder, name))
    .find((file) => existsSync(file));
}

type Child = ChildProcess & {
  readonly stdout: NodeJS.ReadableStream & Closable;
  readonly stderr: NodeJS.ReadableStream & Closable;
};

interface Closable {
  readonly destroy: () => void;
}

/** In a group of its own: what it starts goes with it. */
function start(file: string, args: readonly string[], folder = homedir()): Child | { readonly problem: string } {
  try {
    const cwd = existsSync(folder) ? folder : undefined;
    return spawn(file, args, { cwd, stdio: ['ignore', 'pipe', 'pipe'], shell: false, windowsHide: true, detached: !onWindows });
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) };
  }
}

/** Asks it to stop, and then does not ask any more. */
function stop(child: ChildProcess): void {
  kill(child, 'SIGTERM');
  setTimeout(kill, grace / 2, child, 'SIGKILL').unref();
}

function kill(child: ChildProcess, signal: 'SIGTERM' | 'SIGKILL'): void {
  try {
    if (onWindows || child.pid === undefined) child.kill(signal);
    else process.kill(-child.pid, signal);
  } catch {
    // It has ended, or belongs to another user.
  }
}

const onWindows = process.platform === 'win32';

/** In ms, for a program that is asked to stop. */
const grace = 500;

/** More than any configuration that is read. */
const usualLimit = 16 * 1024 * 1024;

const nothing = { code: null, stdout: '', stderr: '', problem: undefined } as const;
