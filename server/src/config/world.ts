/** What an answer about a configuration may depend on, and how it is written down what it read of it. */
import type { Look, Reading, View, Views } from '../query/memory.ts';
import { sameList } from '../query/same.ts';
import { isSameVariable } from './environment.ts';
import type { Environment, Location, Locations, Server } from './model.ts';
import { sameStat, type Workspace } from './workspace.ts';

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

/** Readings are made when they are used for the first time: there are many servers, and little is read of most. */
class ServerView implements Server {
  readonly locations: Locations;
  readonly #reading: Readings<Server>;
  #level: Reading<Server['level']> | undefined;
  #at: Reading<Server['at']> | undefined;
  #body: Reading<Server['body']> | undefined;
  #ifs: Reading<Server['ifs']> | undefined;

  constructor(server: Server, reading: Readings<Server>) {
    this.#reading = reading;
    this.locations = new LocationsView(server.locations, reading);
  }
  get level(): Server['level'] {
    return (this.#level ??= this.#reading(levelOf))();
  }
  get at(): Server['at'] {
    return (this.#at ??= this.#reading(atOf))();
  }
  get body(): Server['body'] {
    return (this.#body ??= this.#reading(bodyOf))();
  }
  get ifs(): Server['ifs'] {
    return (this.#ifs ??= this.#reading(ifsOf))();
  }
}

class LocationsView implements Locations {
  readonly at: Locations['at'];
  readonly all: Locations['all'];
  readonly #reading: Readings<Server>;
  #names: Reading<Locations['names']> | undefined;
  #all: Reading<readonly Location[]> | undefined;

  constructor(locations: Locations, reading: Readings<Server>) {
    this.#reading = reading;
    let known: Map<number, Reading<Location | undefined>> | undefined;
    this.at = (index) => {
      known ??= new Map();
      let read = known.get(index);
      if (read === undefined) known.set(index, (read = reading(locationAt(index))));
      return read() ?? locations.at(index);
    };
    this.all = () => (this.#all ??= reading(allOf))();
  }
  get names(): Locations['names'] {
    return (this.#names ??= this.#reading(namesOf))();
  }
}

/** Another server may have fewer. */
function locationAt(index: number): Look<Server, Location | undefined> {
  return { look: ({ locations }) => (index < locations.names.length ? locations.at(index) : undefined) };
}

const levelOf = { look: (it: Server) => it.level };
const atOf = { look: (it: Server) => it.at };
const bodyOf = { look: (it: Server) => it.body };
const ifsOf = { look: (it: Server) => it.ifs };
const namesOf = { look: (it: Server) => it.locations.names };
const allOf = { look: (it: Server) => it.locations.all() };

const serverView: View<Server> = (server, reading) => new ServerView(server, reading);

const filesView: View<Workspace> = (_files, reading) => ({
  open: each(reading, (path: string) => ({ look: (files: Workspace) => files.open(path) })),
  list: each(reading, (path: string) => ({ look: (files: Workspace) => files.list(path), isSame: sameList })),
  realPath: each(reading, (path: string) => ({ look: (files: Workspace) => files.realPath(path) })),
  stat: each(reading, (path: string) => ({ look: (files: Workspace) => files.stat(path), isSame: sameStat })),
});

export const configViews: Views<ConfigWorld> = {
  environment: environmentView,
  server: serverView,
  files: filesView,
  terms: 'whole',
};

type Readings<T> = <V>(look: Look<T, V>) => Reading<V>;

/** A reading that is made when it is used for the first time. */
function later<T, V>(reading: Readings<T>, look: Look<T, V>): Reading<V> {
  let made: Reading<V> | undefined;
  return () => (made ??= reading(look))();
}

/** A reading for each key, made when it is used for the first time. */
export function each<T, K, V>(reading: Readings<T>, look: (key: K) => Look<T, V>): (key: K) => V {
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
