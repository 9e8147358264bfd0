/** Like `bounded`, for results of which some take much more room than others. */

/** `make`, whose last results are kept as long as they weigh no more than `most` together. */
export function weighed<V>(most: number, weigh: (key: string) => number, make: (key: string) => V): (key: string) => V {
  let young = new Map<string, V>();
  let old = new Map<string, V>();
  let weight = 0;
  return (key) => {
    const known = young.get(key);
    if (known !== undefined || young.has(key)) return known as V;
    const value = old.has(key) ? (old.get(key) as V) : make(key);
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
