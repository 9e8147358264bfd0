/** Results of pure functions, which depend on nothing but their key: kept while they are among the last ones asked for. */

/** `make`, whose last results are kept as long as they weigh no more than `most` together; what else it is given is the same for the same key. */
export function bounded<V, O extends readonly unknown[] = []>(
  most: number,
  make: (key: string, ...of: O) => V,
  weigh: (key: string) => number = () => 1,
): (key: string, ...of: O) => V {
  let young = new Map<string, V>();
  let old = new Map<string, V>();
  let weight = 0;
  return (key, ...of) => {
    const known = young.get(key);
    if (known !== undefined || young.has(key)) return known as V;
    const value = old.has(key) ? (old.get(key) as V) : make(key, ...of);
    young.set(key, value);
    weight += weigh(key);
    if (weight > most / 2) {
      old = young;
      young = new Map();
      weight = 0;
    }
    return value;
  };
}
