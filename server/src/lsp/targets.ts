/** The targets that settings name, and what nginx of each said of itself: asked once, and again when it gave no answer. */
import type { FolderMapping } from '../config/include.ts';
import type { Failures } from '../project/failures.ts';
import { askFacts, type Run, type TargetFacts, type Unreachable } from '../target/ask.ts';
import { keyOf, localTarget, type Target } from '../target/model.ts';
import { drives, mountsIn } from '../target/paths.ts';
import type { Folders } from './folders.ts';

export interface Targets {
  /** The one that the settings of a path name, else nginx of this machine. */
  readonly of: (path: string) => Target;
  readonly facts: (target: Target, signal?: AbortSignal) => Promise<TargetFacts | Unreachable>;
  /** Where folders of it are on this machine, as far as it says so itself. */
  readonly mounts: (target: Target, signal?: AbortSignal) => Promise<readonly FolderMapping[]>;
  /** Asks all that the settings name, in a trusted workspace. Never rejects. */
  readonly look: () => Promise<void>;
}

export interface TargetsOptions {
  /** `undefined` where nothing may be run. */
  readonly run: Run | undefined;
  readonly folders: Folders;
  readonly failures: Failures;
  readonly changed: () => void;
}

export function createTargets({ run, folders, failures, changed }: TargetsOptions): Targets {
  const asked = new Map<string, Promise<TargetFacts | Unreachable>>();
  const mounted = new Map<string, Promise<readonly FolderMapping[]>>();
  /** A good answer stands; the next who asks tries again where there was none. */
  const once = <T>(memory: Map<string, Promise<T>>, target: Target, isGood: (answer: T) => boolean, ask: () => Promise<T>) => {
    const key = keyOf(target);
    const answer =
      memory.get(key) ??
      ask().then((it) => {
        if (!isGood(it)) memory.delete(key);
        return it;
      });
    memory.set(key, answer);
    return answer;
  };

  const facts: Targets['facts'] = (target, signal) =>
    once(
      asked,
      target,
      (answer) => !('unreachable' in answer),
      async () => {
        if (run === undefined) return { unreachable: nothingRuns, ran: noRun };
        const answer = await askFacts(target, { run, ...(signal === undefined ? {} : { signal }) });
        if (!('unreachable' in answer) && folders.foundTarget(target, answer.version)) changed();
        return answer;
      },
    );

  const inspect = async (target: Target, signal: AbortSignal | undefined): Promise<readonly FolderMapping[]> => {
    const container = await containerOf(target, signal);
    if (run === undefined || container === undefined) return drives(target);
    const program = target.kind === 'podman' ? 'podman' : 'docker';
    const argv = [program, 'inspect', '--format', '{{json .Mounts}}', container];
    return mountsIn((await run(argv, options(target, signal))).stdout);
  };

  const containerOf = async (target: Target, signal: AbortSignal | undefined): Promise<string | undefined> => {
    if (run === undefined || target.find === undefined) return target.container;
    const { stdout } = await run(target.find, options(target, signal));
    return stdout.split(/\s+/).find((id) => id !== '');
  };

  return {
    of: (path) => folders.of(path).target ?? localTarget,
    facts,
    mounts: (target, signal) =>
      once(
        mounted,
        target,
        (mounts) => mounts.length > 0,
        () => inspect(target, signal),
      ),
    async look() {
      if (run === undefined) return;
      try {
        await Promise.all(folders.targets().map((target) => facts(target)));
      } catch (error) {
        failures.other('asking where nginx runs', error);
      }
    },
  };
}

/** Why nothing is run, as a sentence. */
export const nothingRuns = 'Nothing is run in a workspace that is not trusted.';

const noRun = { argv: [], ended: 'not-started', code: null, stdout: '', stderr: '', problem: undefined } as const;

/** In ms. */
const patience = 10_000;

function options({ folder }: Target, signal: AbortSignal | undefined) {
  return { folder, timeout: patience, ...(signal === undefined ? {} : { signal }) };
}
