/** Times of repeated work, in milliseconds. */

export interface Times {
  readonly p50: number;
  readonly p95: number;
  readonly count: number;
}

/** How often, and for how long at most. */
export interface Budget {
  /** Samples that are enough. */
  readonly most: number;
  /** Milliseconds after which no more are begun. */
  readonly time: number;
  /** Samples that are taken whatever they cost, unless `time` has passed four times. */
  readonly least: number;
}

/** Runs until there are enough samples or the time is used up, after two runs that do not count. */
export function measure(work: (round: number) => void, budget: Budget = { most: 200, time: 2000, least: 5 }): Times {
  for (const round of [0, 1]) work(round);
  const samples: number[] = [];
  const start = performance.now();
  for (let round = 0; isShort(samples, start, budget); round++) {
    const before = performance.now();
    work(round);
    samples.push(performance.now() - before);
  }
  return timesOf(samples);
}

/** The same for things that are compared: one run of each, then the next of each. */
export async function alternate(
  works: readonly (() => number | Promise<number>)[],
  budget: Budget,
  warmUp = true,
): Promise<readonly Times[]> {
  const samples = works.map((): number[] => []);
  if (warmUp) for (const work of works) await work();
  const start = performance.now();
  while (samples.some((it) => isShort(it, start, budget))) {
    for (const [index, work] of works.entries()) {
      const own = samples[index];
      if (own !== undefined) own.push(await work());
    }
  }
  return samples.map(timesOf);
}

export function isShort(samples: readonly number[], start: number, { most, time, least }: Budget): boolean {
  if (samples.length === 0) return true;
  const passed = performance.now() - start;
  return samples.length < most && (passed < time || (samples.length < least && passed < 4 * time));
}

export function timesOf(samples: readonly number[]): Times {
  const sorted = samples.toSorted((a, b) => a - b);
  const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN;
  return { p50: at(0.5), p95: at(0.95), count: sorted.length };
}

/** `3.1 / 4.7`: the median, and what 95 of 100 stay under. */
export function show({ p50, p95 }: Times): string {
  return `${round(p50)} / ${round(p95)}`;
}

export function round(milliseconds: number): string {
  return milliseconds >= 100 ? milliseconds.toFixed(0) : milliseconds >= 10 ? milliseconds.toFixed(1) : milliseconds.toFixed(2);
}
