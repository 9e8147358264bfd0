/**
 * What nginx makes of the files: includes followed, levels with their inheritance, servers, locations, maps, upstreams.
 * Plain immutable data without positions: an unchanged part is the same object after an edit elsewhere.
 */
import type { Directive, Span, Word } from '../syntax/tree.ts';
import type { Unreadable } from './workspace.ts';

/** A directive where nginx reads it, after includes were followed. */
export interface Placed {
  readonly directive: Directive;
  /** The file in which it is written. */
  readonly path: string;
  /** Only for a directive with a block: its directives in nginx's order of reading. */
  readonly block: readonly Placed[] | undefined;
  /** The `include` that brought it, when it is not written in the file of the block around it. */
  readonly includedBy: Placed | undefined;
  readonly holds: Holds;
  /** Of a `location` block: directly above it, and statements of ours at the top of its file; each with its `#`. */
  readonly comments: readonly string[];
}

/** What a directive and the directives of its block hold for others to know, in nginx's order of reading. */
export interface Holds {
  readonly variables: readonly VariableDefinition[];
  /** Of modules that can define variables we do not know (Lua, njs, perl, …). */
  readonly foreign: readonly Placed[];
  /** A template tag stands in a block: it may set anything. */
  readonly tags: boolean;
  /** Comments in a block say something to us. */
  readonly said: boolean;
  readonly includes: readonly Placed[];
  readonly problems: readonly IncludeProblem[];
}

/** A place in a file that stays right while other parts of the file change; offsets count from the directive's start. */
export interface Anchor extends Span {
  readonly path: string;
  readonly directive: Directive;
}

/** An include that could not be followed (not on disk), or a template tag. */
export interface Unseen {
  /** A noun phrase for messages: ``the file `snippets/ws.conf`, which is not here``. */
  readonly what: string;
}

export type LevelKind = 'main' | 'http' | 'server' | 'location' | 'if' | 'limit_except';

/** One level of the http configuration: what is set there, and the level around it. Holds no blocks. */
export interface Level {
  readonly kind: LevelKind;
  readonly outer: Level | undefined;
  /** Directives without a block, in nginx's order of reading. */
  readonly lines: readonly Placed[];
  /** The same by name. */
  readonly own: LinesByName;
  /** What stands at this level and cannot be read: what it sets is unknown. */
  readonly unseen: readonly Unseen[];
  /** Outer levels exist that we cannot see (a fragment opened alone). */
  readonly partial: boolean;
}

/** Lists in nginx's order of reading; none is empty. */
export interface LinesByName extends Pick<ReadonlyMap<string, readonly Placed[]>, 'get' | 'has'> {
  /** The last line with one of these names; quick where the same set is asked for again. */
  readonly lastOf: (names: ReadonlySet<string>) => Placed | undefined;
}

export type LocationModifier = '' | '=' | '^~' | '~' | '~*' | '@';

export interface Location {
  readonly level: Level;
  /** `undefined` where a fragment implies the location around it (a snippet meant to be included in one). */
  readonly at: Placed | undefined;
  readonly modifier: LocationModifier;
  /** The text behind the modifier; a named location's keeps its `@`. Empty for an implied location. */
  readonly path: string;
  /** Rewrite-phase directives (set, if, rewrite, return, break) and all others of the block, in order. */
  readonly body: readonly Placed[];
  readonly locations: Locations;
  readonly ifs: readonly IfBlock[];
  readonly limitExcept: readonly LimitExcept[];
  /** Directly above it and in it, each with its `#`; statements of ours at the top of its file too. */
  readonly comments: readonly string[];
}

/** The locations of a block: their names, which decide where a request goes, apart from what they hold. */
export interface Locations {
  /** The same object as long as no name changes. */
  readonly names: readonly LocationName[];
  readonly at: (index: number) => Location;
  readonly all: () => readonly Location[];
}

export interface LocationName {
  readonly modifier: LocationModifier;
  readonly path: string;
  /** A template engine fills in part of it. */
  readonly placeholder: boolean;
  /** It passes requests on by itself, so that a missing slash at the end is answered with 301. */
  readonly passes: boolean;
}

export interface IfBlock {
  readonly level: Level;
  readonly at: Placed;
  readonly body: readonly Placed[];
}

export interface LimitExcept {
  readonly level: Level;
  readonly at: Placed;
  readonly methods: readonly string[];
}

export interface Server {
  readonly level: Level;
  readonly at: Placed | undefined;
  /** Its directives without its locations: the lines of the rewrite phase, in order. */
  readonly body: readonly Placed[];
  readonly locations: Locations;
  readonly ifs: readonly IfBlock[];
}

/** A parameter line of a map: `source` is what is compared. */
export interface MapEntry {
  readonly at: Placed;
  readonly source: Word;
  readonly value: Word | undefined;
}

export interface MapBlock {
  readonly at: Placed;
  readonly source: Word | undefined;
  /** Lower case, without `$`; `undefined` when the second argument is no variable. */
  readonly variable: string | undefined;
  readonly entries: readonly MapEntry[];
  readonly default: MapEntry | undefined;
  readonly hostnames: boolean;
  readonly volatile: boolean;
  /** An include or template tag in the map that could not be followed: its entries are unknown. */
  readonly unseen: readonly Unseen[];
}

export interface UpstreamServer {
  readonly at: Placed;
  readonly address: string;
  readonly parameters: readonly string[];
}

export interface Upstream {
  readonly at: Placed;
  readonly name: string;
  readonly servers: readonly UpstreamServer[];
  readonly body: readonly Placed[];
  /** Number of idle connections kept, if `keepalive` is set. */
  readonly keepalive: Placed | undefined;
}

/** What defines a variable: map, geo, set, split_clients, a capture, auth_request_set, js_set, perl_set, … */
export interface VariableDefinition {
  /** Lower case, without `$`. */
  readonly name: string;
  readonly at: Placed;
  readonly by: string;
}

export interface Variable {
  /** What computes it when it is asked for; the last one counts. */
  readonly definition: VariableDefinition | undefined;
  /** A `set` or a pattern gives it a value when it runs. */
  readonly assigned: boolean;
}

/** What every location of the http block shares; the same object as long as none of it changes. */
export interface Environment {
  /** By the variable's lower-case name; nginx lets the last one win. */
  readonly maps: ReadonlyMap<string, MapBlock>;
  readonly allMaps: readonly MapBlock[];
  readonly allUpstreams: readonly Upstream[];
  /** By lower-case name: nginx compares upstream names without case (ngx_http_upstream_add). */
  readonly upstreams: ReadonlyMap<string, Upstream>;
  /** By lower-case name; also those of a map outside http, which nginx refuses: that is one mistake, not two. */
  readonly variables: ReadonlyMap<string, Variable>;
  /** Files or levels exist that we cannot see: an absent map or upstream may be there. */
  readonly partial: boolean;
  /** An include or a template tag within some block could not be read: a variable may be set there. */
  readonly setsUnseen: boolean;
  /** Modules loaded that can define variables we do not know (Lua, njs, perl, …), by the directive that shows it. */
  readonly foreign: readonly Placed[];
}

export interface Http {
  readonly level: Level;
  readonly at: Placed | undefined;
  readonly servers: readonly Server[];
  readonly environment: Environment;
}

/** What the top of a file is: known from a comment, from the file that includes it, or from its directives; else `unknown`. */
export type FileContext = 'main' | 'http' | 'server' | 'location' | 'upstream' | 'map' | 'stream' | 'mail' | 'unknown';

export interface IncludeProblem {
  readonly at: Placed;
  /** `empty`: a pattern matches nothing, and not even its folder is here; nginx would not mind, but on the server it may match. */
  readonly kind: Unreadable['unreadable'] | 'empty' | 'cycle' | 'placeholder';
  readonly path: string;
}

/** Where nginx stops reading a text as it stands. */
export interface ReadingStop {
  readonly message: string;
  readonly path: string;
  /** Absolute offset of what nginx stumbles over. */
  readonly offset: number;
  /** From 1, as nginx names it. */
  readonly line: number;
  /** Blocks whose `}` is not reached. */
  readonly open: ReadonlySet<Placed>;
}

export interface Config {
  /** The file that nginx starts with, or the fragment that was opened alone. */
  readonly main: string;
  readonly context: FileContext;
  /** Every directive, includes followed. */
  readonly directives: readonly Placed[];
  readonly http: Http | undefined;
  /** Every file that takes part, the main one first. */
  readonly files: readonly string[];
  readonly includeProblems: readonly IncludeProblem[];
  /** True when the file is read outside its main file: what surrounds it is unknown. */
  readonly partial: boolean;
  /** Only of a configuration as nginx reads it: nothing behind it is in the configuration. */
  readonly stop?: ReadingStop | undefined;
}

/** What makes `nginx -t` refuse, in nginx's words, at the file and line (from 1) that nginx itself names. */
export interface Refusal {
  readonly message: string;
  readonly path: string | undefined;
  readonly line: number | undefined;
  /** Where the mistake itself stands, if it is in a text: nginx may name a later line, on which the statement ends. */
  readonly at?: Anchor | undefined;
}
