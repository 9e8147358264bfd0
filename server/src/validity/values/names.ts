/** Tables of host names with wildcards, as map and valid_referers fill them (ngx_hash.c, ngx_hash_add_key). */
import { tell, type Outcome } from '../reading/told.ts';

export interface Names {
  /** Adds a key; `wildcards` says that `*.name`, `.name` and `name.*` have their meaning. */
  readonly add: (key: string, wildcards: boolean) => Outcome;
}

/** `words` gives what was added earlier, by kind; when not said nothing was. */
export function createNames(words: (kind: 'exact' | 'heads' | 'tails') => Set<string> = () => new Set()): Names {
  const exact = words('exact');
  const heads = words('heads');
  const tails = words('tails');
  const add = (key: string, wildcards: boolean): Outcome => {
    const name = key.toLowerCase();
    if (!wildcards) return put(exact, name, name);
    if ((key.match(/\*/g)?.length ?? 0) > 1 || key.includes('..'))
      return tell('map-conflict', `invalid hostname or wildcard "${key}"`);
    if (name.length > 1 && name.startsWith('.')) {
      return put(exact, name.slice(1), name) ?? put(heads, name.slice(1), name);
    }
    if (name.length > 2 && name.startsWith('*.')) return put(heads, name.slice(2), name);
    if (name.length > 2 && name.endsWith('.*')) return put(tails, name.slice(0, -2), name);
    return key.includes('*') ? tell('map-conflict', `invalid hostname or wildcard "${key}"`) : put(exact, name, name);
  };
  return { add };
}

function put(names: Set<string>, name: string, parameter: string): Outcome {
  if (names.has(name)) return tell('map-conflict', `conflicting parameter "${parameter}"`);
  names.add(name);
  return undefined;
}
