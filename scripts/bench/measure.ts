/** Times of repeated work, in milliseconds. */

export interface Times {
  readonly p50: number;
  readonly p95: number;
  readonly count: number;
}

/** Runs until there are enough samples or the time is used up, but at least a few times. */
export function measure(work: (round: number) => void, most = 200, budget = 3000): Times {
  const samples: number[] = [];
  const end = performance.now() + budget;
  for (let round = 0; round < most && (samples.length < 5 || performance.now() < end); round++) {
    const start = performance.now();
    work(round);
    samples.push(performance.now() - start);
  }
  return timesOf(samples);
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
