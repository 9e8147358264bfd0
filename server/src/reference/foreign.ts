/** Directives that nginx itself does not read, and the modules that bring them. Look-up only. */
import { contextsOf, type Context } from './contexts.ts';
import { foreignModules } from './foreign.data.ts';
import { nearIn } from './near.ts';

export interface ForeignModule {
  /** As its author writes it: `headers-more-nginx-module`. */
  readonly name: string;
  readonly home: string;
}

export interface ForeignDirective {
  /** All that are known to have a directive of this name, the one that is meant most first. */
  readonly modules: readonly ForeignModule[];
  /** Where any of them takes it, in any of its releases: none for what stands in a block of the module only; `undefined` when not known. */
  readonly contexts: ReadonlySet<Context> | undefined;
}

/** `undefined` for a name that no known module has. Case counts. */
export function foreignDirective(name: string): ForeignDirective | undefined {
  return table().get(name);
}

export function foreignDirectiveNames(): readonly string[] {
  return [...table().keys()];
}

/** The module whose directives begin as this unknown name does (`nchan_`); `undefined` where several modules, or few names, do. */
export function moduleByPrefix(name: string): ForeignModule | undefined {
  prefixes ??= readPrefixes();
  return prefixes.get(prefixOf(name));
}

/**
 * Is an unknown name one that a known module may have in another release? Many of its directives begin so, and the name is no slip of
 * the pen for one of them.
 */
export function isOfKnownModule(name: string): boolean {
  const module = moduleByPrefix(name);
  if (module === undefined) return false;
  const prefix = prefixOf(name);
  const alike = foreignDirectiveNames().filter((it) => it.startsWith(prefix));
  return alike.length >= many && nearIn(alike, name).size === 0;
}

const fewest = 4;
const many = 8;
let prefixes: ReadonlyMap<string, ForeignModule> | undefined;

function prefixOf(name: string): string {
  return name.slice(0, name.indexOf('_') + 1);
}

function readPrefixes(): ReadonlyMap<string, ForeignModule> {
  const alike = new Map<string, (readonly ForeignModule[])[]>();
  for (const [name, { modules }] of table()) {
    const same = alike.get(prefixOf(name));
    if (same === undefined) alike.set(prefixOf(name), [modules]);
    else same.push(modules);
  }
  const found = new Map<string, ForeignModule>();
  for (const [prefix, all] of alike) {
    const first = all[0]?.[0];
    const isOne = all.every((modules) => modules.some((it) => it.name === first?.name));
    if (prefix.length > 2 && all.length >= fewest && isOne && first !== undefined) found.set(prefix, first);
  }
  return found;
}

/** The name of the commercial build. */
export const plus = 'NGINX Plus';

let known: ReadonlyMap<string, ForeignDirective> | undefined;

function table(): ReadonlyMap<string, ForeignDirective> {
  known ??= read();
  return known;
}

function read(): ReadonlyMap<string, ForeignDirective> {
  const found = new Map<string, { modules: ForeignModule[]; letters: string }>();
  let module: ForeignModule = { name: '', home: '' };
  for (const line of foreignModules.trim().split('\n')) {
    const [first = '', ...names] = line.split(' ');
    if (first === '#') {
      module = { name: names.slice(0, -1).join(' '), home: names.at(-1) ?? '' };
      continue;
    }
    for (const name of names) {
      const same = found.get(name);
      if (same === undefined) found.set(name, { modules: [module], letters: first });
      else {
        same.modules.push(module);
        same.letters += first;
      }
    }
  }
  return new Map([...found].map(([name, { modules, letters }]) => [name, { modules, contexts: placesOf(letters) }]));
}

function placesOf(letters: string): ReadonlySet<Context> | undefined {
  return letters.includes('?') ? undefined : contextsOf(letters);
}
