/** WebSockets that all lived exactly as long: by which time-out, if it is one of nginx. */
import type { Timeout } from './timeouts.ts';

export interface SameLife {
  readonly seconds: number;
  readonly count: number;
  /** `undefined`: none is as long. */
  readonly timeout: Timeout | undefined;
}

/** Beside the handshake nothing adds to a time-out but the clock's own grain. In seconds. */
const grain = 0.3;
/** Without a time-out that explains it, so many must agree. */
const fewest = 3;

/** The most frequent first. `seconds`: how long each lived, from its first byte. */
export function whatEnded(timeouts: readonly Timeout[], seconds: readonly number[]): readonly SameLife[] {
  const byTimeout = new Map([...timeouts].reverse().map((it) => [it.seconds, it] as const));
  const isNear = (life: number, whole: number): boolean => life >= whole - 0.005 && life < whole + grain;
  const known = [...byTimeout.values()].map((timeout) => ({
    seconds: timeout.seconds,
    count: seconds.filter((it) => isNear(it, timeout.seconds)).length,
    timeout,
  }));
  const others = seconds.filter((it) => it >= 1 && !known.some((same) => isNear(it, same.seconds)));
  const wholes = new Set(others.map(Math.floor));
  const unexplained = [...wholes].map((whole) => ({
    seconds: whole,
    count: others.filter((it) => isNear(it, whole)).length,
    timeout: undefined,
  }));
  return [...known.filter(({ count }) => count > 0), ...unexplained.filter(({ count }) => count >= fewest)].sort(
    (one, other) => other.count - one.count,
  );
}
