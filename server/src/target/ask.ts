/** What nginx of a target is asked: its version, a test of its configuration, its whole configuration, to reload. */
import { versionIn } from '../reference/flavours.ts';
import type { NginxVersion } from '../reference/version.ts';
import { nginxArgv, type Target } from './model.ts';
import type { Ran, RunOptions } from './run.ts';
import { builtWith, isNginx, messagesIn, type Said } from './said.ts';
import { notReached } from './sentences.ts';

/** The way in which programs are run; the shells hand it in. */
export type Run = (argv: readonly string[], options?: RunOptions) => Promise<Ran>;

export interface Running {
  readonly run: Run;
  readonly signal?: AbortSignal;
}

/** What nginx of a target says of itself. */
export interface TargetFacts {
  readonly version: NginxVersion | undefined;
  /** The file that it starts with when nobody says another one. */
  readonly configuration: string | undefined;
  /** Where it writes what no line names a log for; `undefined` where it does not say. */
  readonly access: string | undefined;
  readonly error: string | undefined;
}

/** The target gave no answer that nginx could have given: why, as a sentence. */
export interface Unreachable {
  readonly unreachable: string;
  readonly ran: Ran;
}

/** What nginx is started with: `-c` and `-p`. */
export interface Start {
  readonly configuration?: string | undefined;
  readonly prefix?: string | undefined;
}

export interface Tested {
  readonly passed: boolean;
  readonly said: readonly Said[];
  readonly ran: Ran;
}

/** `-V`. */
export async function askFacts(target: Target, { run, signal }: Running): Promise<TargetFacts | Unreachable> {
  const ran = await run(nginxArgv(target, ['-V']), { ...optionsFor(target, signal), timeout: patience.version });
  const version = versionIn(ran.stderr);
  if (ran.ended !== 'exited' || (version === undefined && !isNginx(ran.stderr)))
    return { unreachable: notReached(target, ran), ran };
  const { configuration, access, error } = builtWith(ran.stderr);
  return { version, configuration, access, error };
}

/** `-t`. */
export function testArgv(target: Target, start: Start): readonly string[] {
  return nginxArgv(target, [...startArgs(start), '-t']);
}

export async function test(target: Target, start: Start, { run, signal }: Running): Promise<Tested | Unreachable> {
  return tested(target, await run(testArgv(target, start), { ...optionsFor(target, signal), timeout: patience.test }));
}

/** `-T`: the same test, and in `ran.stdout` all files of the configuration where it passed. */
export async function dump(target: Target, start: Start, { run, signal }: Running): Promise<Tested | Unreachable> {
  const argv = nginxArgv(target, [...startArgs(start), '-T']);
  return tested(target, await run(argv, { ...optionsFor(target, signal), timeout: patience.test }));
}

/** `-s reload`, or the user's own command, which runs on this machine as it stands. */
export function reloadArgv(target: Target, start: Start, command: readonly string[] | undefined): readonly string[] {
  return command ?? nginxArgv(target, [...startArgs(start), '-s', 'reload']);
}

/** `problem` is a sentence where it did not succeed. */
export async function reload(
  target: Target,
  argv: readonly string[],
  { run, signal }: Running,
): Promise<{ readonly problem: string | undefined; readonly ran: Ran }> {
  const ran = await run(argv, { ...optionsFor(target, signal), timeout: patience.reload });
  if (ran.ended === 'exited' && ran.code === 0) return { problem: undefined, ran };
  return { problem: notReached(target, ran), ran };
}

export function startArgs({ configuration, prefix }: Start): readonly string[] {
  return [...(prefix === undefined ? [] : ['-p', prefix]), ...(configuration === undefined ? [] : ['-c', configuration])];
}

function tested(target: Target, ran: Ran): Tested | Unreachable {
  if (ran.ended !== 'exited' || !isNginx(ran.stderr)) return { unreachable: notReached(target, ran), ran };
  return { passed: ran.code === 0, said: messagesIn(ran.stderr), ran };
}

function optionsFor({ folder }: Target, signal: AbortSignal | undefined): RunOptions {
  return { folder, ...(signal === undefined ? {} : { signal }) };
}

/** In ms. A test may look up the names of many backends. */
const patience = { version: 10_000, test: 60_000, reload: 30_000 };
