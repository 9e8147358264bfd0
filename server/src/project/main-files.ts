/** The main files near a document, as far as the search for them has come. */
import { folderOf } from '../config/include.ts';
import { createJobs, type Jobs } from '../files/jobs.ts';
import type { Failures } from './failures.ts';
import type { Search } from './search.ts';

export interface MainFiles {
  /**
   * Below a workspace folder, and around a document. What was not searched yet is, from now on; the same list as long as
   * the same is found.
   */
  readonly near: (path: string, folder: string | undefined) => readonly string[];
  /** Below a workspace folder alone. */
  readonly below: (folder: string) => readonly string[];
  readonly isSearching: () => boolean;
  /** Resolves when all searches that were begun have ended, or were given up. */
  readonly searched: () => Promise<void>;
  /** Nobody waits any more for the searches of this moment. */
  readonly giveUp: () => void;
  /** Searches that were given up and go on are waited for again; false where there is none. */
  readonly insist: () => boolean;
  /**
   * Searches again what was searched before; true when something else was found. These files are known to have changed.
   * `watched`: somebody tells of changes within workspace folders, so only the folders above documents are looked through.
   */
  readonly again: (changed: ReadonlySet<string>, watched: boolean) => Promise<boolean>;
  /** Lets go of what was found around documents. */
  readonly forget: () => void;
}

export function createMainFiles(search: Search, failures: Failures, arrived: () => void): MainFiles {
  const jobs = createJobs(arrived, (error) => {
    failures.other('the search for main files', error);
  });
  const below = createShelf(search.below, jobs);
  const above = createShelf((folder) => search.above(`${folder}/`), jobs);
  const joined = new Map<string, Joined>();
  return {
    near(path, folder) {
      const within = folder === undefined ? nothing : below.get(folder);
      const around = above.get(folderOf(path));
      const known = joined.get(path);
      if (known?.within === within && known.around === around) return known.all;
      const all = [...within, ...around.filter((it) => it !== path)];
      joined.set(path, { within, around, all });
      return all;
    },
    below: below.get,
    isSearching: jobs.isPending,
    searched: jobs.idle,
    giveUp: jobs.giveUp,
    insist: jobs.insist,
    async again(changed, watched) {
      search.forget(changed);
      let found = false;
      const different = (): void => {
        found = true;
      };
      if (!watched || changed.size > 0) below.again(different);
      above.again(different);
      await jobs.idle();
      return found;
    },
    forget() {
      joined.clear();
      above.forget();
    },
  };
}

const nothing: readonly string[] = [];

/** What is near a document, and the lists that it is made of. */
interface Joined {
  readonly within: readonly string[];
  readonly around: readonly string[];
  readonly all: readonly string[];
}

interface Shelf {
  readonly get: (key: string) => readonly string[];
  readonly again: (different: () => void) => void;
  readonly forget: () => void;
}

function createShelf(look: (key: string) => Promise<readonly string[]>, jobs: Jobs): Shelf {
  const found = new Map<string, readonly string[]>();

  const search = async (key: string, different?: () => void): Promise<void> => {
    const paths = await look(key);
    const before = found.get(key);
    if (before === undefined) return;
    if (before.length === paths.length && paths.every((path, index) => path === before[index])) return;
    found.set(key, paths);
    different?.();
  };

  return {
    get(key) {
      const known = found.get(key);
      if (known !== undefined) return known;
      found.set(key, []);
      jobs.add(() => search(key));
      return found.get(key) ?? [];
    },
    again(different) {
      for (const key of found.keys()) jobs.add(() => search(key, different));
    },
    forget() {
      found.clear();
    },
  };
}
