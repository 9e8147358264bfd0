/** Work on a slow disk: some of it at a time, and nobody waits for what does not come. */

export interface Jobs {
  readonly add: (work: () => Promise<void>) => void;
  /** Is there work that is worth waiting for? */
  readonly isPending: () => boolean;
  /** Resolves when there is none, or when it was given up. */
  readonly idle: () => Promise<void>;
  /** Nobody waits any more for what is there now. */
  readonly giveUp: () => void;
  /** What was given up and is still on its way is worth waiting for again; false where there is none. */
  readonly insist: () => boolean;
}

/** `arrived` is told of each job that ends after it was given up, `failed` of what a job throws. */
export function createJobs(arrived: () => void, failed: (error: unknown) => void): Jobs {
  const jobs = new Set<Job>();
  const queue: Job[] = [];
  const waiting = new Set<() => void>();
  /** Those that are not late: all of them, and those that run. */
  let pending = 0;
  let active = 0;

  const release = (): void => {
    for (const resolve of waiting) resolve();
    waiting.clear();
  };

  const start = (job: Job): void => {
    active++;
    const work = job.work().catch(failed);
    void work.then(() => {
      jobs.delete(job);
      if (job.late) arrived();
      else {
        active--;
        pending--;
      }
      next();
    });
  };

  const next = (): void => {
    while (active < mostAtOnce) {
      const job = queue.shift();
      if (job === undefined) break;
      start(job);
    }
    if (pending === 0) release();
  };

  return {
    add(work) {
      const job = { work, late: false };
      jobs.add(job);
      queue.push(job);
      pending++;
      next();
    },
    isPending: () => pending > 0,
    idle: () => (pending > 0 ? new Promise((resolve) => waiting.add(resolve)) : Promise.resolve()),
    giveUp() {
      // What had not begun begins now: nothing before it may keep it from ever being looked at.
      for (const job of queue.splice(0)) start(job);
      for (const job of jobs) job.late = true;
      pending = 0;
      active = 0;
      release();
    },
    insist() {
      const late = [...jobs].filter((job) => job.late);
      for (const job of late) job.late = false;
      pending += late.length;
      active += late.length;
      return late.length > 0;
    },
  };
}

interface Job {
  readonly work: () => Promise<void>;
  late: boolean;
}

/** Node has four threads for them; other disks are far away. */
const mostAtOnce = 16;
