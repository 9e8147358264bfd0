/** What an answer about a configuration may depend on, and how it is written down what it read of it. */
import type { Note, View, Views } from '../query/memory.ts';
import { isSameVariable } from './environment.ts';
import type { Environment, Location, Server, Variable } from './model.ts';
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

const environmentView: View<Environment> = (environment, note) => ({
  maps: lookUp('map', environment, ({ maps }) => maps, note),
  upstreams: lookUp('upstream', environment, ({ upstreams }) => upstreams, note),
  variables: lookUp(
    'variable',
    environment,
    ({ variables }) => variables,
    note,
    (a, b) => isSameVariable(a as Variable | undefined, b as Variable | undefined),
  ),
  ...fields(environment, ['allMaps', 'allUpstreams', 'partial', 'setsUnseen', 'foreign'], note),
});

const serverView: View<Server> = (server, note) => ({
  ...fields(server, ['level', 'at', 'body', 'ifs'], note),
  locations: {
    get names() {
      return noted(note, 'names', server.locations.names, (it) => it.locations.names);
    },
    at: (index) => noted(note, `location ${index}`, server.locations.at(index), (it): Location => it.locations.at(index)),
    all: () => noted(note, 'locations', server.locations.all(), (it) => it.locations.all()),
  },
});

const filesView: View<Workspace> = (files, note) => ({
  open: (path) => noted(note, `file ${path}`, files.open(path), (it) => it.open(path)),
  list: (path) => noted(note, `folder ${path}`, files.list(path), (it) => it.list(path), isSameText),
  realPath: (path) => noted(note, `link ${path}`, files.realPath(path), (it) => it.realPath(path)),
});

export const configViews: Views<ConfigWorld> = {
  environment: environmentView,
  server: serverView,
  files: filesView,
  terms: 'whole',
};

function isSameText(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

function noted<T, V>(
  note: Note<T>,
  id: string,
  saw: V,
  look: (object: T) => unknown,
  isSame?: (a: unknown, b: unknown) => boolean,
): V {
  note(id, saw, look, isSame);
  return saw;
}

/** An object with the named properties of another, each noted when it is read. */
function fields<T extends object, F extends keyof T & string>(object: T, names: readonly F[], note: Note<T>): Pick<T, F> {
  const view = {};
  for (const name of names) {
    Object.defineProperty(view, name, {
      enumerable: true,
      get: () => noted(note, name, object[name], (it) => it[name]),
    });
  }
  return view as Pick<T, F>;
}

/** A map in which names are looked up one by one; going through it reads all of it. */
function lookUp<T, V>(
  what: string,
  object: T,
  of: (object: T) => ReadonlyMap<string, V>,
  note: Note<T>,
  isSame?: (a: unknown, b: unknown) => boolean,
): ReadonlyMap<string, V> {
  const map = of(object);
  const whole = (): ReadonlyMap<string, V> => noted(note, `${what}s`, map, of);
  return {
    get: (name) => noted(note, `${what} ${name}`, map.get(name), (it) => of(it).get(name), isSame),
    has: (name) => noted(note, `${what}? ${name}`, map.has(name), (it) => of(it).has(name)),
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
