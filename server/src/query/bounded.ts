/** Results of pure functions, which depend on nothing but their key: kept while they are among the last ones asked for. */

/** `make`, whose last `most` results are kept; what else it is given is the same for the same key. */
export function bounded<V, O extends readonly unknown[] = []>(
  most: number,
  make: (key: string, ...of: O) => V,
): (key: string, ...of: O) => V {
  let young = new Map<string, V>();
  let old = new Map<string, V>();
  return (key, ...of) => {
    const known = young.get(key);
    if (known !== undefined || young.has(key)) return known as V;
    const value = old.has(key) ? (old.get(key) as V) : make(key, ...of);
    young.set(key, value);
    if (young.size > most / 2) {
      old = young;
      young = new Map();
    }
    return value;
  };
}
