/** Results of pure functions, which depend on nothing but their key: kept while they are among the last ones asked for. */

/** `make`, whose last `most` results are kept. */
export function bounded<V>(most: number, make: (key: string) => V): (key: string) => V {
  let young = new Map<string, V>();
  let old = new Map<string, V>();
  return (key) => {
    const known = young.get(key);
    if (known !== undefined || young.has(key)) return known as V;
    const value = old.has(key) ? (old.get(key) as V) : make(key);
    young.set(key, value);
    if (young.size > most / 2) {
      old = young;
      young = new Map();
    }
    return value;
  };
}
