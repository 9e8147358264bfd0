/** When the disk is looked at again: at once where somebody says what changed there, else once in a while. */
import { folderOf } from '../config/include.ts';

export interface Looking {
  /** Nobody says that something changed: the disk is looked at if that was long ago. True when something is different there. */
  readonly now: () => Promise<boolean>;
  /** These files were changed, made or removed. */
  readonly at: (paths: readonly string[]) => Promise<boolean>;
}

/** `look` is told which files and folders are known to have changed; it is never under way twice. */
export function createLooking(look: (changed: ReadonlySet<string>) => Promise<boolean>): Looking {
  let changed = new Set<string>();
  let running: Promise<boolean> | undefined;
  let next = 0;

  const run = async (): Promise<boolean> => {
    const begun = Date.now();
    let different = false;
    try {
      do {
        const now = changed;
        changed = new Set();
        different = (await look(now)) || different;
      } while (changed.size > 0);
      return different;
    } finally {
      running = undefined;
      next = Date.now() + Math.max(rest, rests * (Date.now() - begun));
    }
  };

  const start = (): Promise<boolean> => (running ??= run());

  return {
    now: () => (running === undefined && Date.now() < next ? Promise.resolve(false) : start()),
    at(paths) {
      for (const path of paths) {
        changed.add(path);
        changed.add(folderOf(path) || '/');
      }
      return start();
    },
  };
}

/** Milliseconds in which files that nobody watches may be out of date. */
const rest = 2000;

/** A disk that is slow to answer is left in peace for so many times as long. */
const rests = 20;
