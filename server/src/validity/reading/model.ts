/** What is kept of a block that was read, and what its directives ask of the whole configuration. */
import type { Placed } from '../../config/model.ts';
import type { Context, DirectiveForm, Family } from '../../reference/directives.ts';
import type { Outcome, Told } from './told.ts';
import type { Release } from './release.ts';

/** What a block means for the whole, in nginx's order. */
export type Step =
  | { readonly kind: 'problem'; readonly at: Placed; readonly within: string; readonly told: Told }
  /** Something that may set anything stands here. */
  | { readonly kind: 'unseen' }
  | { readonly kind: 'use' | 'define'; readonly family: 'http' | 'stream'; readonly name: string; readonly at: Placed }
  /** Asks what only the whole knows: zones, addresses, names of upstreams and formats. */
  | {
      readonly kind: 'claim';
      readonly at: Placed;
      readonly within: string;
      readonly judge: (whole: Whole) => Outcome;
      /** Of claims that say the same one is enough. */
      readonly same?: string;
    }
  | { readonly kind: 'inner'; readonly read: ReadBlock; readonly section: 'http' | 'stream' | undefined };

/** What surrounds a directive, as far as its own reading depends on it. */
export interface Around {
  readonly context: Context;
  readonly location: LocationName | undefined;
  /** Names of the blocks around, outermost first: `http server location`. */
  readonly within: string;
  readonly depth: number;
}

/** One block, with what was set directly in it. */
export interface OpenBlock extends Around {
  readonly kind: 'open';
  /** `undefined` for the top of a file. */
  readonly at: Placed | undefined;
  /** Uses by directive, in their order; of a block that was read to its end only those that are asked for later. */
  given: Map<string, Placed[]>;
  /** Names of directives that stand here and were refused. */
  refused: Set<string> | undefined;
  /** Servers, locations, `if` and `limit_except` blocks in their order. */
  inner: OpenBlock[];
  /** Words that may not come twice, by what they are. */
  words: Map<string, Set<string>> | undefined;
  /** Something stands here that may set anything: a file that is not here, or a directive of another module. */
  unseen: boolean;
  /** A file of a package that is not here stands here: it may set TLS settings, nothing else that matters. */
  stock: boolean;
  /** A directive stands here whose name nginx does not know: it may be any other, misspelt. */
  misspelt: boolean;
  /** Of an upstream that was read to its end. */
  servers: { readonly resolve: boolean; readonly onlyBackups: boolean } | undefined;
  /** Groups of directives that are asked for later, of which the block, or one inside it, has any: a sum of bits (end/asked.ts). */
  groups: number;
  innerGroups: number;
}

/** How the location of a block is named; `if` and `limit_except` have the name of the block around them, and are `noname`. */
export interface LocationName {
  readonly name: string;
  readonly kind: 'prefix' | 'exact' | 'regex' | 'named';
  readonly noname: boolean;
}

/** The answer for one block, which holds as long as the block, what is around it and what was looked up stay the same. */
export interface ReadBlock {
  readonly kind: 'block';
  readonly key: string;
  readonly steps: readonly Step[];
  readonly block: OpenBlock;
  /** It is a level that inherits from the one around it: a server, a location, an `if` or `limit_except` block. */
  readonly isLevel: boolean;
  readonly lookups: readonly Lookup[];
}

/** What the answer depends on beside the block and what is around it: is the file of some of its lines a template? */
export interface Lookup {
  readonly path: string;
  readonly isTemplate: boolean;
}

/** What became of an `include`: followed, refused by nginx, a file of a package that is not here, or unseen. */
export type IncludeState = 'followed' | 'refused' | 'stock' | 'unseen';

/** Where a value with variables stands. */
export interface Compiling {
  readonly release: Release;
  readonly family: Family;
  readonly placed: Placed;
  readonly note: (step: Step) => void;
}

/** One use of a directive, as its reader sees it. */
export interface Use extends Compiling {
  /** The block in which it stands; of one that opens a block itself nothing but what is around. */
  readonly block: OpenBlock;
  /** The block that it opens; the block in which it stands, if it opens none. */
  readonly opened: OpenBlock;
  readonly name: string;
  readonly form: DirectiveForm;
  readonly args: readonly string[];
  /** Its earlier uses in the same block. */
  readonly earlier: readonly Placed[];
}

export type OwnReader = (use: Use) => Outcome;

export type OwnReaders = Readonly<Record<string, OwnReader>>;

/** A directive with a block. */
export interface BlockReader {
  /** Judges its arguments. */
  readonly head?: OwnReader;
  /** What its directives are read in; a block with neither `opens` nor `entries` is not judged inside. */
  readonly opens?: (use: Pick<Use, 'block' | 'family' | 'placed'>) => Pick<Around, 'context' | 'location'> | undefined;
  /** Its lines are entries, not directives. */
  readonly entries?: (use: Use) => Entries;
  /** When the `}` is reached. */
  readonly close?: OwnReader;
}

export interface Entries {
  /** An `include` among them is followed. */
  readonly include: boolean;
  readonly read: (words: readonly string[], entry: Placed) => Outcome;
  readonly close?: () => Outcome;
}

export interface Zone {
  readonly tag: string;
  size: number;
  /** The key it is bound to, for zones that have one. */
  key: string | undefined;
  readonly at: Placed;
}

/** One listening address, with the servers that share it. */
export interface Listen {
  readonly text: string;
  readonly servers: OpenBlock[];
  defaultServer: OpenBlock;
  isDefault: boolean;
  hasOptions: boolean;
  ssl: boolean;
  quic: boolean;
}

/** An upstream that was named: by its own block, or only by a `…_pass` so far. */
export interface UpstreamEntry {
  readonly host: string;
  /** Set by its block. */
  block: OpenBlock | undefined;
  port: number;
  readonly noPort: boolean;
  /** A UNIX-domain socket needs no port. */
  readonly isSocket: boolean;
  readonly at: Placed;
}

/** The upstreams of one host, one for each port. */
export interface SameHost {
  readonly entries: UpstreamEntry[];
  readonly ports: Set<number>;
  /** One of them is an `upstream` block. */
  hasBlock: boolean;
}

/** Of `http` or of `stream`. */
export interface Section {
  readonly family: 'http' | 'stream';
  readonly block: OpenBlock;
  /** Lower-case names of variables that the configuration defines. */
  readonly defined: Set<string>;
  /** Lower-case names of variables in the order of their first use, with that use; nginx's own are left out. */
  readonly used: Map<string, Placed>;
  /** By lower-case host. */
  readonly upstreams: Map<string, SameHost>;
  readonly upstreamOrder: UpstreamEntry[];
  readonly listens: Map<string, Listen>;
  /** How often an address was added: ranges of ports may be wide. */
  listenCount: number;
  readonly logFormats: Set<string>;
  /** Of `charset_map`. */
  readonly charsetPairs: Set<string>;
}

/** What nginx knows of the whole so far, while the steps of the blocks are gone through. */
export interface Whole {
  readonly release: Release;
  /** Something that may set anything came before. */
  unseen: boolean;
  http: Section | undefined;
  stream: Section | undefined;
  readonly zones: Map<string, Zone>;
  /** Folders of caches, without a slash at the end. */
  readonly cachePaths: Map<string, Placed>;
  /** What refused directives would have made: `zone x`, `upstream x`, `format x`, `pool x`. Nothing follows from its lack. */
  readonly refusedNames: Set<string>;
  /** `worker_connections`, where it is set. */
  connections: { readonly at: Placed; readonly count: number } | undefined;
  readonly threadPools: Map<string, { readonly at: Placed; defined: boolean }>;
}

export function familyOf(context: Context): Family {
  if (context === 'main') return 'core';
  if (context === 'events') return 'event';
  if (context.startsWith('stream')) return 'stream';
  return context.startsWith('mail') ? 'mail' : 'http';
}

/** The result of the first step that has something to say. */
export function firstOf(steps: Iterable<() => Outcome>): Outcome {
  for (const step of steps) {
    const outcome = step();
    if (outcome !== undefined) return outcome;
  }
  return undefined;
}

/** Asks later, when the whole is known; a message is then nginx's for this directive. */
export function claim(
  { note, placed: at, block: { within } }: Pick<Use, 'note' | 'placed' | 'block'>,
  judge: (whole: Whole) => Outcome,
  same?: string,
): Outcome {
  note(same === undefined ? { kind: 'claim', at, within, judge } : { kind: 'claim', at, within, judge, same });
  return undefined;
}

/** Arguments as nginx reads them. */
export function argsOf({ directive }: Placed): readonly string[] {
  return directive.args.map(({ text }) => text);
}
