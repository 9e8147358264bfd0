/**
 * A slow disk that answers at once: what was not loaded yet is `pending`, or an empty folder, and is loaded for the next
 * time that somebody asks.
 */
import { sameStat, type FileStat } from '../config/workspace.ts';
import { createJobs } from './jobs.ts';
import { noDisk, type Content, type Disk, type Entry, type SlowDisk } from './disk.ts';

export interface LoadedDisk extends Disk {
  /** Is something being loaded that is worth waiting for? */
  readonly isPending: () => boolean;
  /** Resolves when nothing is being loaded any more. */
  readonly idle: () => Promise<void>;
  /** What is still on its way is not waited for any more; `arrived` is told when it comes. */
  readonly giveUp: () => void;
  /**
   * Asks the disk whether what was loaded is still so, and loads again what is not; true when something is different then. What
   * is known to have changed is loaded again whatever its stamp: two changes within a tick of the clock leave the same.
   */
  readonly look: (changed: ReadonlySet<string>) => Promise<boolean>;
  /** The folders of what was asked for, and those that were listed. */
  readonly folders: () => ReadonlySet<string>;
  /** Lets go of all that is not named. */
  readonly retain: (paths: ReadonlySet<string>) => void;
}

export interface LoadedDiskOptions {
  readonly serves: (path: string) => boolean;
  readonly arrived: () => void;
  readonly failed: (error: unknown) => void;
}

/**
 * `serves` says which paths the disk has; all others stay pending and nobody waits for them. `arrived` is called when
 * something comes after it was given up, `failed` when the disk throws: the path then stays pending.
 */
export function createLoadedDisk(disk: SlowDisk, { serves, arrived, failed }: LoadedDiskOptions): LoadedDisk {
  const known = new Map<string, Known>();
  const looking = new Set<string>();
  const jobs = createJobs(arrived, failed);

  const load = async (path: string, aspect: Aspect): Promise<Known> => {
    const stamp = await disk.stamp(path);
    return { stamp, [aspect]: await disk[asking[aspect]](path) };
  };

  /** Asked for the first time, the path is loaded; until then it has no answer. */
  const answers = (path: string, aspect: Aspect): Known => {
    if (!serves(path)) return {};
    const entry = known.get(path) ?? {};
    if (entry.asked?.has(aspect) !== true) {
      known.set(path, { ...entry, asked: new Set([...(entry.asked ?? []), aspect]) });
      jobs.add(async () => {
        const loaded = await load(path, aspect);
        const before = known.get(path);
        // A look that came in between has loaded what is newer.
        if (before === undefined || before[aspect] !== undefined) return;
        // Where another part was loaded before a change, its stamp stays: the next look then loads both again.
        known.set(path, { ...loaded, ...before, [aspect]: loaded[aspect], loads: (before.loads ?? 0) + 1 });
      });
    }
    return entry;
  };

  const lookAt = async (path: string, changed: boolean): Promise<boolean> => {
    const before = known.get(path);
    if (before === undefined || (!changed && (await disk.stamp(path)) === before.stamp)) return false;
    const loaded = await Promise.all([...(before.asked ?? [])].map((aspect) => load(path, aspect)));
    const now = known.get(path);
    const after = Object.assign({}, now, ...loaded, { loads: (now?.loads ?? 0) + 1 }) as Known;
    if (now !== undefined) known.set(path, after);
    return !sameKnown(before, after);
  };

  return {
    read: (path) => answers(path, 'content').content ?? noDisk.read(path),
    list: (folder) => answers(folder, 'entries').entries ?? noDisk.list(folder),
    realPath: (path) => answers(path, 'real').real ?? path,
    stat: (path) => answers(path, 'stat').stat,
    stamp(path) {
      const { stamp = '', loads = 0 } = known.get(path) ?? {};
      return `${stamp} ${loads}`;
    },
    isPending: jobs.isPending,
    idle: jobs.idle,
    giveUp: jobs.giveUp,
    async look(changed) {
      let different = false;
      for (const path of known.keys()) {
        if (looking.has(path)) continue;
        looking.add(path);
        jobs.add(async () => {
          try {
            different = (await lookAt(path, changed.has(path))) || different;
          } finally {
            looking.delete(path);
          }
        });
      }
      await jobs.idle();
      return different;
    },
    folders: () =>
      new Set(
        [...known].flatMap(([path, { asked }]) => [
          ...(asked?.has('entries') === true ? [path] : []),
          path.slice(0, Math.max(path.lastIndexOf('/'), 1)),
        ]),
      ),
    retain(paths) {
      for (const path of known.keys()) if (!paths.has(path)) known.delete(path);
    },
  };
}

/** What is asked of a path. */
type Aspect = 'content' | 'entries' | 'real' | 'stat';

const asking = { content: 'read', entries: 'list', real: 'realPath', stat: 'stat' } as const;

/** Stamps aside: some disks give another one at each look. */
function sameKnown(a: Known, b: Known): boolean {
  const [textA, textB] = [a, b].map(({ content }) =>
    content !== undefined && 'text' in content ? content.text : content?.unreadable,
  );
  const [entriesA, entriesB] = [a, b].map(({ entries }) => JSON.stringify(entries));
  return textA === textB && entriesA === entriesB && a.real === b.real && sameStat(a.stat, b.stat);
}

interface Known {
  readonly asked?: ReadonlySet<Aspect>;
  readonly stamp?: string;
  readonly content?: Content;
  readonly entries?: readonly Entry[];
  readonly real?: string;
  readonly stat?: FileStat | undefined;
  /** How often something of it was loaded. */
  readonly loads?: number;
}
