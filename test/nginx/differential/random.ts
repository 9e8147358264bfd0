/** Random numbers that are the same for the same seed. */

export interface Random {
  /** From 0 up to, not including, `below`. */
  readonly int: (below: number) => number;
  /** True with this probability. */
  readonly chance: (probability: number) => boolean;
  readonly pick: <T>(from: readonly [T, ...T[]] | readonly T[]) => T;
  /** Up to `most` different ones, in the order of the list. */
  readonly some: <T>(from: readonly T[], most: number) => readonly T[];
}

/** mulberry32. */
export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
  const int = (below: number): number => Math.floor(next() * below);
  const pick = <T>(from: readonly T[]): T => {
    const picked = from[int(from.length)];
    if (picked === undefined) throw new Error('nothing to pick from');
    return picked;
  };
  const some = <T>(from: readonly T[], most: number): readonly T[] => {
    const indices = new Set(Array.from({ length: int(most + 1) }, () => int(from.length)));
    return from.filter((_, index) => indices.has(index));
  };
  return { int, chance: (probability) => next() < probability, pick, some };
}
