/** What nginx has read so far, while it reads a configuration: the state of one `nginx -t`. */
import type { Context, Family } from '../reference/directives.ts';
import { parameterSince } from '../reference/parameters.ts';
import { builtInVariable, isForeignVariable } from '../reference/variables.ts';
import { isAtLeast, type NginxVersion } from '../reference/version.ts';
import type { Refusal } from '../config/model.ts';

/** The judgement of one step: nothing to say, a message for the place being read, a message with its own place, or no way to tell. */
export type Outcome = undefined | string | Refusal | typeof unknowable;

/** From here on nothing can be said: nginx reads something that we cannot see. */
export const unknowable = Symbol('unknowable');

export interface Place {
  readonly path: string;
  readonly line: number;
}

/** One block being read, with what was set directly in it. */
export interface Scope {
  readonly context: Context;
  readonly outer: Scope | undefined;
  /** Where the `{` is. */
  readonly at: Place;
  /** Arguments by directive, each use in its order. */
  readonly given: Map<string, (readonly string[])[]>;
  /** Where each directive was used last. */
  readonly places: Map<string, Place>;
  /** Servers, locations, `if` and `limit_except` blocks in their order. */
  readonly inner: Scope[];
  readonly location: LocationName | undefined;
}

/** How the location of a block is named; `if` and `limit_except` have the name of the block around them, and are `noname`. */
export interface LocationName {
  readonly name: string;
  readonly kind: 'prefix' | 'exact' | 'regex' | 'named';
  readonly noname: boolean;
}

/** The variables of `http` or of `stream`. */
export interface Variables {
  readonly family: 'http' | 'stream';
  /** By lower-case name: defined by the configuration. */
  readonly defined: Set<string>;
  /** Lower-case names in the order of their first use. */
  readonly used: Set<string>;
}

export interface Zone {
  readonly tag: string;
  size: number;
  /** The key it is bound to, for zones that have one. */
  key: string | undefined;
}

/** One listening address, with the servers that share it. */
export interface Listen {
  readonly text: string;
  readonly servers: Scope[];
  defaultServer: Scope;
  isDefault: boolean;
  hasOptions: boolean;
  ssl: boolean;
  quic: boolean;
}

/** An upstream that was named: by its own block, or only by a `…_pass` so far. */
export interface UpstreamEntry {
  readonly host: string;
  /** Set by its block. */
  scope: Scope | undefined;
  port: number;
  readonly noPort: boolean;
  /** True when it is one address, so that nothing has to be looked up. */
  readonly isAddress: boolean;
  readonly at: Place;
}

/** Of `http` or of `stream`. */
export interface Section {
  readonly scope: Scope;
  readonly variables: Variables;
  readonly upstreams: UpstreamEntry[];
  readonly listens: Map<string, Listen>;
  readonly logFormats: Set<string>;
}

export interface Run {
  readonly nginx: NginxVersion;
  /** True when what is read is a fragment, or when something could not be seen: names may be defined elsewhere. */
  blind: boolean;
  /** Where nginx reads at this moment: what it puts behind a message. */
  at: Place;
  http: Section | undefined;
  stream: Section | undefined;
  readonly zones: Map<string, Zone>;
  readonly threadPools: Map<string, { readonly at: Place; defined: boolean }>;
}

/** For messages that nginx gives without a place. */
export const nowhere = { path: undefined, line: undefined } as const;

export function familyOf(context: Context): Family {
  if (context === 'main') return 'core';
  if (context === 'events') return 'event';
  if (context.startsWith('stream')) return 'stream';
  return context.startsWith('mail') ? 'mail' : 'http';
}

export function createSection(family: 'http' | 'stream', scope: Scope): Section {
  return {
    scope,
    variables: { family, defined: new Set(), used: new Set() },
    upstreams: [],
    listens: new Map(),
    logFormats: new Set(['combined']),
  };
}

export function createScope(context: Context, outer: Scope | undefined, at: Place, location?: LocationName): Scope {
  return { context, outer, at, given: new Map(), places: new Map(), inner: [], location };
}

/** Notes a use of `$name`, without the `$` (ngx_http_get_variable_index). */
export function useVariable(variables: Variables, name: string): Outcome {
  if (name === '') return 'invalid variable name "$"';
  variables.used.add(name.toLowerCase());
  return undefined;
}

/** Notes that the configuration defines `$name`, without the `$` (ngx_http_add_variable). */
export function defineVariable(run: Run, variables: Variables, name: string): Outcome {
  if (name === '') return 'invalid variable name "$"';
  const known = builtInVariable(name, variables.family, run.nginx);
  if (known !== undefined && !known.prefix && !known.changeable) return `the duplicate "${name}" variable`;
  variables.defined.add(name.toLowerCase());
  return undefined;
}

/** The first used variable that nothing defines (ngx_http_variables_init_vars): reported without a place. */
export function unknownVariable(run: Run, variables: Variables): Outcome {
  if (run.blind) return undefined;
  for (const name of variables.used) {
    if (variables.defined.has(name) || builtInVariable(name, variables.family, run.nginx) !== undefined) continue;
    if (isForeignVariable(name)) return unknowable;
    return { message: `unknown "${name}" variable`, ...nowhere };
  }
  return undefined;
}

/** Declares or finds a shared memory zone; `size` 0 only refers to it (ngx_cycle.c, ngx_shared_memory_add). */
export function addZone(run: Run, name: string, size: number, tag: string): Zone | string {
  const known = run.zones.get(name);
  if (known === undefined) {
    const zone = { tag, size, key: undefined };
    run.zones.set(name, zone);
    return zone;
  }
  if (known.tag !== tag) return `the shared memory zone "${name}" is already declared for a different use`;
  if (known.size === 0) known.size = size;
  if (size !== 0 && size !== known.size) {
    return `the size ${size} of shared memory zone "${name}" conflicts with already declared size ${known.size}`;
  }
  return known;
}

/** Has this release the parameter, which came later than its directive? */
export function hasParameter(run: Run, directiveName: string, parameter: string): boolean {
  const since = parameterSince(directiveName, parameter);
  return since !== undefined && isAtLeast(run.nginx, since);
}

/** The result of the first step that has something to say. */
export function firstOf(steps: Iterable<() => Outcome>): Outcome {
  for (const step of steps) {
    const outcome = step();
    if (outcome !== undefined) return outcome;
  }
  return undefined;
}
