/** The contract between a rule and everything that shows its findings: editor, command line, docs. */
import type { Anchor, Config, Environment, FileContext, Level, Location, Placed, Server } from '../config/model.ts';
import type { Workspace } from '../config/workspace.ts';
import type { ConfigWorld } from '../config/world.ts';
import type { ProxyTarget } from '../handshake/model.ts';
import type { Surroundings } from '../handshake/sample.ts';
import type { Asker } from '../query/memory.ts';
import type { Once } from '../query/once.ts';
import type { NginxVersion } from '../reference/version.ts';
import type { Directive, SyntaxError, TextEdit } from '../syntax/tree.ts';
import type { ProblemKind } from '../validity/kinds.ts';
import type { Only } from '../validity/both-ends.ts';
import type { Problem } from '../validity/problem.ts';

export type Severity = 'error' | 'warning' | 'information' | 'hint';

export interface RuleMeta {
  /** Kebab-case name of the defect; never renamed. */
  readonly id: string;
  /** One line without a full stop, for tables and settings. */
  readonly summary: string;
  readonly severity: Severity;
  /** `safe` fixes may run in bulk; `review` ones a person applies one at a time. */
  readonly fix: 'safe' | 'review' | 'none';
  /** Version of this project that brought the rule. */
  readonly since: string;
  /** The nginx versions that behave this way, both ends included. */
  readonly nginx: { readonly from?: string; readonly until?: string };
  readonly references: readonly string[];
}

/** A rule looks at one kind of unit; its result is kept as long as that unit, and all that it read of its context, are the same. */
export interface Rule extends RuleMeta {
  /** Asked once for each location, `if` or `limit_except` that passes requests on (proxy_pass and its kin). */
  readonly checkTarget?: (target: ProxyTarget, context: RuleContext) => Iterable<Finding>;
  /** Is there anything to ask about a target? Where this is there, `checkTarget` is asked only if it says so. */
  readonly looksAtTarget?: (target: ProxyTarget, context: RuleContext) => boolean;
  /** Asked once for each server. */
  readonly checkServer?: (server: Server, context: RuleContext) => Iterable<Finding>;
  /** Asked once for each directive of every file, whatever block it is in; where `looksAt` is there, only for these. */
  readonly checkDirective?: (placed: Placed, context: DirectiveContext) => Iterable<Finding>;
  /** Names of the only directives that it looks at; without this, `looksAt` is asked about those of any name. */
  readonly looksAtNames?: readonly string[];
  /** Is there anything to ask about a directive? Decided by itself alone, and quickly: most directives are of no interest. */
  readonly looksAt?: (directive: Directive) => boolean;
  /** Asked once for the whole configuration. */
  readonly checkConfig?: (context: RuleContext) => Iterable<Finding>;
  /** Its findings say why a handshake through what they are about does not get through; they then count for a stated URL. */
  readonly explains?: Explains;
  /** Asked once for each syntax error of a file. */
  readonly checkSyntax?: (error: SyntaxError, path: string, context: SyntaxContext) => Iterable<AbsoluteFinding>;
  /** The kinds of refusals that it speaks of, where no rule before it in the list does. */
  readonly problems?: readonly ProblemKind[];
  /** Has it words for this one? Where this is there, others speak of the problem if it has none. */
  readonly looksAtProblem?: (problem: Problem) => boolean;
  /** Asked for each such refusal of the text as its author means it: the one word about that mistake; where it finds nothing, none. */
  readonly checkProblem?: (problem: Problem, context: ProblemContext) => Iterable<Finding | AbsoluteFinding>;
  /** Refusals of these kinds need no word of another rule where this one found something in the same directive. */
  readonly speaksFor?: readonly ProblemKind[];
}

/**
 * How the handshakes end that a rule explains, and who ends them: the backend by what it receives, or nginx itself. `unknown`: something
 * cannot be seen, and whatever it is, the handshake does not connect.
 */
export interface Explains {
  readonly verdicts: readonly ('fails' | 'depends' | 'unknown')[];
  readonly by: 'backend' | 'nginx';
}

/** A pattern of URL paths; a `RegExp` is one. */
export interface UrlPattern {
  readonly test: (path: string) => boolean;
}

/** What a rule may ask beside the unit that it looks at. What it reads here is noted, and decides how long its result holds. */
export interface RuleContext extends Surroundings {
  /**
   * Where nobody said the version: the newest that it may be, and `nginx` the oldest. What fails at either is told with the
   * versions that it is true for, and fixes are right at both.
   */
  readonly nginxUpTo: NginxVersion | undefined;
  readonly websocketUrls: readonly UrlPattern[];
  /** URLs that are stated to carry WebSockets, and whose handshake ends in the location. */
  readonly statedFor: (location: Location) => readonly string[];
  /** Answers that are kept by themselves. */
  readonly ask: Asker<RuleWorld>['ask'];
  readonly once: Once;
}

/** What a rule about single directives may ask. */
export interface DirectiveContext {
  readonly environment: Environment;
  /** Names of the blocks around it, outermost first. */
  readonly around: readonly string[];
  /** What the top of the main file is. */
  readonly context: FileContext;
  readonly nginx: NginxVersion;
}

/** What a rule about refusals may ask: asked anew each time, it may read what it likes. */
export interface ProblemContext {
  readonly config: Config;
  readonly workspace: Workspace;
  /** The release that refuses. */
  readonly nginx: NginxVersion;
  /** Where nobody said the version, and others accept it. The message is then given the ones that do not. */
  readonly only?: Only;
}

/** What a rule about syntax errors may ask: asked anew each time, it may read what it likes. */
export interface SyntaxContext {
  readonly workspace: Workspace;
  /** Does nginx take the configuration as it stands, with all its mistakes? */
  readonly starts: () => boolean;
}

/** The worlds in which rules are asked. */
/** What every answer depends on; the same object as long as nothing in it changes. */
export interface Terms {
  readonly nginx: NginxVersion;
  readonly nginxUpTo: NginxVersion | undefined;
  readonly websocketUrls: readonly UrlPattern[];
  readonly main: string;
  readonly context: FileContext;
  readonly partial: boolean;
  readonly http: Level | undefined;
  readonly rules: RulesByUnit;
  /** Told of a rule that threw: a mistake of ours, which costs that rule alone. */
  readonly failed: (rule: string, error: unknown) => void;
  /** For what is asked about a server now. */
  readonly onceFor: (server: Server) => Once;
}

/** Rules by what they look at. */
export interface RulesByUnit {
  readonly all: readonly Rule[];
  readonly targets: readonly TargetAsked[];
  readonly servers: readonly Rule[];
  /** Those that look at directives of a name, in the order of the list. */
  readonly directives: (name: string) => readonly DirectiveAsked[];
  readonly whole: readonly Rule[];
  readonly syntax: readonly Rule[];
}

/** What is asked of a rule about a target: of objects that are all alike it is found sooner. */
export interface TargetAsked {
  readonly rule: Rule;
  readonly looks: Rule['looksAtTarget'];
  readonly check: Rule['checkTarget'];
}

/** The same about a directive. */
export interface DirectiveAsked {
  readonly rule: Rule;
  readonly looks: Rule['looksAt'];
  readonly check: Rule['checkDirective'];
}

export interface RuleWorld extends ConfigWorld {
  readonly terms: Terms;
  readonly landings: Landings;
}

/** Where handshakes to stated URLs end: by location, their URLs; the same object as long as none ends elsewhere. */
export interface Landings {
  readonly isEmpty: boolean;
  readonly all: readonly Location[];
  readonly to: (location: Location) => readonly string[];
}

/** For rules about single directives. */
export interface DirectiveWorld {
  readonly environment: Environment;
  readonly around: Blocks;
  readonly terms: Terms;
}

/** The blocks around a directive by their names, outermost first; the same object for the same names. */
export interface Blocks {
  readonly names: readonly string[];
  readonly within: (name: string) => Blocks;
}

/** The world at the moment a fix is asked for: a finding may be older than it. */
export interface FixContext {
  readonly config: Config;
  readonly workspace: Workspace;
  readonly nginx: NginxVersion;
  /** Where nobody said the version: the newest that it may be. What is written must be right for it too. */
  readonly nginxUpTo: NginxVersion | undefined;
}

export interface Related {
  /** The place, or what stands in the block that is meant: its name then is the place. */
  readonly at: Anchor | { readonly inBlock: Anchor };
  readonly message: string;
}

/** Edits of one file; offsets are absolute in the version that was analysed. */
export interface FileEdit {
  readonly path: string;
  readonly edits: readonly TextEdit[];
}

export interface Fix {
  /** Imperative, no full stop. */
  readonly title: string;
  readonly safe: boolean;
  /** Made only when somebody asks, from the configuration of that moment; `undefined` when it cannot be made there. */
  readonly edits: (now: FixContext) => readonly FileEdit[] | undefined;
}

export interface Finding {
  readonly at: Anchor;
  /** Lower than the rule's own when the evidence is weak. */
  readonly severity?: Severity;
  readonly message: string;
  readonly related?: readonly Related[];
  readonly fixes?: readonly Fix[];
  /** It says why a stated URL does not get through: told wherever it stands. */
  readonly stated?: true;
}

/** A finding in a part of the text that is no directive. */
export interface AbsoluteFinding extends Omit<Finding, 'at'> {
  readonly path: string;
  readonly start: number;
  readonly end: number;
}
