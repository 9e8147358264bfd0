/** What an answer about a configuration may depend on, and how it is written down what it read of it. */
import type { Look, Reading, View, Views } from '../query/memory.ts';
import { isSameVariable } from './environment.ts';
import type { Environment, Server } from './model.ts';
import type { Workspace } from './workspace.ts';

export interface ConfigWorld {
  readonly environment: Environment;
  /** The server that the question is about. */
  readonly server: Server;
  /** Files beside the configuration; another object whenever something that was looked at is different. */
  readonly files: Workspace;
  /** Version, settings and what is known of the file: every answer depends on them. */
  readonly terms: object;
}

const environmentView: View<Environment> = (_environment, reading) =>
  withFields(reading, ['allMaps', 'allUpstreams', 'partial', 'setsUnseen', 'foreign'], {
    maps: lookUp(reading, ({ maps }) => maps),
    upstreams: lookUp(reading, ({ upstreams }) => upstreams),
    variables: lookUp(reading, ({ variables }) => variables, isSameVariable),
  });

const serverView: View<Server> = ({ locations }, reading) => {
  const names = later(reading, { look: (it: Server) => it.locations.names });
  const all = later(reading, { look: (it: Server) => it.locations.all() });
  // Another server may have fewer.
  const at = each(reading, (index: number) => ({
    look: (it: Server) => (index < it.locations.names.length ? it.locations.at(index) : undefined),
  }));
  return withFields(reading, ['level', 'at', 'body', 'ifs'], {
    locations: {
      get names() {
        return names();
      },
      at: (index: number) => at(index) ?? locations.at(index),
      all,
    },
  });
};

const filesView: View<Workspace> = (_files, reading) => ({
  open: each(reading, (path: string) => ({ look: (files: Workspace) => files.open(path) })),
  list: each(reading, (path: string) => ({ look: (files: Workspace) => files.list(path), isSame: isSameText })),
  realPath: each(reading, (path: string) => ({ look: (files: Workspace) => files.realPath(path) })),
});

export const configViews: Views<ConfigWorld> = {
  environment: environmentView,
  server: serverView,
  files: filesView,
  terms: 'whole',
};

function isSameText(a: readonly string[], b: readonly string[]): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

type Readings<T> = <V>(look: Look<T, V>) => Reading<V>;

/** A reading that is made when it is used for the first time. */
function later<T, V>(reading: Readings<T>, look: Look<T, V>): Reading<V> {
  let made: Reading<V> | undefined;
  return () => (made ??= reading(look))();
}

/** A reading for each key, made when it is used for the first time. */
function each<T, K, V>(reading: Readings<T>, look: (key: K) => Look<T, V>): (key: K) => V {
  const made = new Map<K, Reading<V>>();
  return (key) => {
    let known = made.get(key);
    if (known === undefined) made.set(key, (known = reading(look(key))));
    return known();
  };
}

/** Adds properties of the object that is looked at, each noted when it is read. */
function withFields<T extends object, F extends keyof T & string, B extends object>(
  reading: Readings<T>,
  names: readonly F[],
  base: B,
): B & Pick<T, F> {
  for (const name of names) {
    const read = later(reading, { look: (object: T) => object[name] });
    Object.defineProperty(base, name, { enumerable: true, get: read });
  }
  return base as B & Pick<T, F>;
}

/** A map in which names are looked up one by one; going through it reads all of it. */
function lookUp<T, V>(
  reading: Readings<T>,
  of: (object: T) => ReadonlyMap<string, V>,
  isSame?: (a: V | undefined, b: V | undefined) => boolean,
): ReadonlyMap<string, V> {
  const whole = later(reading, { look: of });
  return {
    get: each(reading, (name: string) => ({ look: (object: T) => of(object).get(name), ...(isSame && { isSame }) })),
    has: each(reading, (name: string) => ({ look: (object: T) => of(object).has(name) })),
    keys: () => whole().keys(),
    values: () => whole().values(),
    entries: () => whole().entries(),
    forEach: (callback) => {
      whole().forEach(callback);
    },
    [Symbol.iterator]: () => whole()[Symbol.iterator](),
    get size() {
      return whole().size;
    },
  };
}
