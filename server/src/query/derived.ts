/** What is made of an object that does not change, and of nothing else: made once, and kept as long as somebody holds the object. */

export interface Keeping<V> {
  readonly get: (key: object) => V | undefined;
  readonly set: (key: object, value: V) => void;
}

export function createKeeping<V>(): Keeping<V> {
  const kept = new WeakMap<object, V>();
  return { get: (key) => kept.get(key), set: (key, value) => void kept.set(key, value) };
}

/** `make`, which must depend on nothing but the object. */
export function derived<K extends object, V extends object | string>(make: (key: K) => V): (key: K) => V {
  const kept = createKeeping<V>();
  return (key) => {
    const known = kept.get(key);
    if (known !== undefined) return known;
    const made = make(key);
    kept.set(key, made);
    return made;
  };
}
