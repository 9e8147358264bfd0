/** What several steps of one piece of work need is made once: kept no longer than that work. */

/** `what` names the kind of result, by an object of its own; `key` is what the result is about. */
export type Once = <V>(what: object, key: object, make: () => V) => V;

export function createOnce(): Once {
  // Most pieces of work have a handful of results: a list is cheaper than maps of maps.
  const first: Made[] = [];
  let made: Map<object, Map<object, Made>> | undefined;
  return <V>(what: object, key: object, make: () => V): V => {
    for (const it of first) if (it.what === what && it.key === key) return it.value as V;
    const known = made?.get(what)?.get(key);
    if (known !== undefined) return known.value as V;
    const value = make();
    const it: Made = { what, key, value };
    if (first.length < few) first.push(it);
    else {
      made ??= new Map();
      const byKey = made.get(what) ?? new Map<object, Made>();
      made.set(what, byKey.set(key, it));
    }
    return value;
  };
}

const few = 16;

interface Made {
  readonly what: object;
  readonly key: object;
  readonly value: unknown;
}

/** Nothing is kept. */
export const each: Once = (_what, _key, make) => make();
