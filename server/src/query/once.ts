/** What several steps of one piece of work need is made once: kept no longer than that work. */

/** `what` names the kind of result, by an object of its own; `key` is what the result is about. */
export type Once = <V>(what: object, key: object, make: () => V) => V;

export function createOnce(): Once {
  const made = new Map<object, Map<object, unknown>>();
  return <V>(what: object, key: object, make: () => V): V => {
    let byKey = made.get(what);
    if (byKey === undefined) made.set(what, (byKey = new Map<object, unknown>()));
    if (!byKey.has(key)) byKey.set(key, make());
    return byKey.get(key) as V;
  };
}

/** Nothing is kept. */
export const each: Once = (_what, _key, make) => make();
