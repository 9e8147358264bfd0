/** Runs the rules over a configuration; what did not change since the last time is not asked again. */
import { build, type BuildOptions, type Built } from '../config/build.ts';
import { areCurrent, createLooking, type Look } from '../config/looking.ts';
import type { Config, Server } from '../config/model.ts';
import type { Workspace } from '../config/workspace.ts';
import { createMemory, type Memory } from '../query/memory.ts';
import { derived } from '../query/derived.ts';
import { createOnce } from '../query/once.ts';
import { createValidity, oldestFor, type Validity } from '../validity/both-ends.ts';
import type { Brought } from '../reference/brought.ts';
import { isSameVersion, type NginxVersion } from '../reference/version.ts';
import { foundInProblems, foundInSome } from './ask-problems.ts';
import { foundInBody, foundInServers, foundInWhole } from './ask-rules.ts';
import { byUnit, contextFor, createBlocks, directiveViews, noEnvironment, noServer, ruleViews } from './context.ts';
import type { FileFinding } from './finding.ts';
import { withStated } from './failing.ts';
import { problemsOf, toTell, type Problems } from './refused.ts';
import { resolve, type Resolved } from './resolve.ts';
import type { Blocks, DirectiveWorld, Landings, Rule, RuleContext, RuleWorld, Severity, Terms, UrlPattern } from './rule.ts';
import { landingsOf, outcomesOf, statedUrls, type StatedUrl } from './stated.ts';
import { suppress } from './suppress.ts';

export interface AnalyzeOptions {
  readonly nginx: NginxVersion;
  /** Where nobody said the version: the newest that it may be, and `nginx` the oldest. */
  readonly nginxUpTo: NginxVersion | undefined;
  /** URL paths that carry WebSockets, said by the user. */
  readonly websocketUrls: readonly UrlPattern[];
  /** URLs whose handshake must get through, beside those that comments state. */
  readonly statedUrls: readonly StatedUrl[];
  /** Directives that the user says modules bring. */
  readonly brought: Brought | undefined;
  /** Only rules that the user set differently. */
  readonly severities: ReadonlyMap<string, Severity | 'off'>;
  readonly build: BuildOptions;
}

export interface Analysis {
  readonly config: Config;
  readonly options: AnalyzeOptions;
  readonly workspace: Workspace;
  /** Of all files that take part, sorted by file and place. */
  readonly findings: readonly FileFinding[];
  /** What nginx refuses. */
  readonly problems: () => Problems;
  /** What rules may ask about a server of the configuration. */
  readonly contextOf: (server: Server) => RuleContext;
  /** Files and folders that were looked at. */
  readonly reads: () => readonly string[];
  /** The same main file in a workspace that differs by an edit which is only tried. */
  readonly tried: (workspace: Workspace) => Analysis;
}

/** Analyses one main file again and again: costs what changed since the last time, and nothing where nothing did. */
export type Analyzer = (workspace: Workspace, main: string, options: AnalyzeOptions) => Analysis;

export const defaultOptions: Omit<AnalyzeOptions, 'nginx'> = {
  nginxUpTo: undefined,
  websocketUrls: [],
  statedUrls: [],
  brought: undefined,
  severities: new Map(),
  build: {},
};

/**
 * Never throws: a rule that does costs itself alone, and `failed` is told. `keepsWork`: who asks about a server afterwards
 * (`contextOf`) finds what rules worked out for it; each analysis has its own, as long as somebody holds it.
 */
export function createAnalyzer(rules: readonly Rule[], failed: Terms['failed'] = () => undefined, keepsWork = false): Analyzer {
  const memory: Memories = {
    locations: createMemory(ruleViews),
    directives: createMemory(directiveViews),
    around: createBlocks(),
    work: { keeps: keepsWork, onceFor: createOnce },
  };
  let last: State | undefined;
  return (workspace, main, options) => {
    const before = last?.main === main && last.options === options ? last : undefined;
    if (before !== undefined && isCurrent(before, workspace)) return before.analysis;
    last = analyse(memory, { rules, failed }, { workspace, main, options }, before);
    return last.analysis;
  };
}

interface Memories {
  readonly locations: Memory<RuleWorld>;
  readonly directives: Memory<DirectiveWorld>;
  readonly around: Blocks;
  /** Of the analysis that is under way. */
  readonly work: { readonly keeps: boolean; onceFor: Terms['onceFor'] };
}

interface Task {
  readonly workspace: Workspace;
  readonly main: string;
  readonly options: AnalyzeOptions;
}

/** One analysis, with all that the next one can go on from. */
interface State extends Task, Beside {
  readonly analysis: Analysis;
  readonly built: Built;
  readonly terms: Terms;
  readonly landings: Landings;
  /** For one main file and its releases. */
  readonly validity: Validity;
  readonly resolved: Resolved;
}

/** Files that were looked at beside the configuration. */
interface Beside {
  readonly files: Workspace;
  readonly looks: () => readonly Look[];
}

function isCurrent({ workspace, main, built, looks }: State, now: Workspace): boolean {
  if (workspace !== now || now.open(main) !== built.file) return false;
  return areCurrent(now, built.placement?.looks ?? []) && areCurrent(now, looks());
}

/** The same files as before where they look alike. */
function lookBeside(workspace: Workspace, before: State | undefined): Beside {
  const looks = before?.looks() ?? [];
  if (before !== undefined && looksAlike(before.workspace, workspace, looks)) return { files: before.files, looks: before.looks };
  const looking = createLooking(workspace, looks);
  return { files: looking.workspace, looks: looking.looks };
}

/** Does it look the same beside the configuration? An edit that is tried changes nothing there but texts. */
function looksAlike(before: Workspace, now: Workspace, looks: readonly Look[]): boolean {
  const sees = before === now || (before.list === now.list && before.realPath === now.realPath && before.stat === now.stat);
  return sees && (before === now || looks.every(({ kind }) => kind !== 'file')) && areCurrent(now, looks);
}

interface Ruling {
  readonly rules: readonly Rule[];
  readonly failed: Terms['failed'];
}

function analyse(memory: Memories, ruling: Ruling, task: Task, before: State | undefined): State {
  const { rules, failed } = ruling;
  const { workspace, main, options } = task;
  const built = build(workspace, main, options.build, before?.built);
  const { config } = built;
  const { http, context, partial } = config;
  const { nginxUpTo, websocketUrls } = options;
  const once = createOnce();
  const { work } = memory;
  const onceFor = work.keeps ? derived(() => createOnce()) : createOnce;
  work.onceFor = onceFor;
  const validity = before?.validity ?? createValidity();
  const problems = (): Problems => once(problemsOf, config, () => problemsOf(config, workspace, options, validity));
  // What older ones refuse was not written for them.
  const nginx = oldestFor(options.nginx, problems().some);
  const terms =
    before !== undefined && sameTerms(before.terms, config) && isSameVersion(before.terms.nginx, nginx)
      ? before.terms
      : {
          ...{ nginx, nginxUpTo, websocketUrls, main, context, partial, http: http?.level, failed },
          onceFor: (server: Server) => work.onceFor(server),
          rules: byUnit(rules.filter(({ id }) => options.severities.get(id) !== 'off')),
        };
  const beside = lookBeside(workspace, before);
  const { files } = beside;
  const environment = http?.environment ?? noEnvironment;
  const outcomes = outcomesOf(config, statedUrls(config, workspace, options.statedUrls), { nginx, nginxUpTo, workspace: files });
  const landings = landingsOf(outcomes, before?.landings);
  const asker = memory.locations.in({ environment, server: noServer, files, terms, landings });
  const directives = memory.directives.in({ environment, around: memory.around, terms });
  const found = [
    ...foundInServers(http?.servers ?? [], asker),
    ...foundInBody(config.directives, directives),
    ...foundInWhole(config, asker, { workspace, starts: () => problems().read.length === 0 }),
  ];
  const isOff = ({ id }: Rule): boolean => options.severities.get(id) === 'off';
  const asking = { rules, isOff, failed, found, context: { config, workspace: files, nginx: options.nginx } };
  const refused = [...foundInProblems(toTell(problems()), asking), ...foundInSome(problems().some, nginxUpTo, asking)];
  const stated = { config, workspace, problems: () => problems().read, rules: terms.rules.all };
  const told = withStated([...found, ...refused], outcomes, stated);
  const resolved = resolve(told, workspace, options.severities, before?.resolved);
  const analysis: Analysis = {
    config,
    options,
    workspace,
    findings: suppress(resolved.findings, { rules, config, workspace, severities: options.severities }),
    problems,
    contextOf: (server) => contextFor(asker.with({ server }), onceFor(server)),
    reads: () => [...config.files, ...[...(built.placement?.looks ?? []), ...state.looks()].map(({ path }) => path)],
    tried: (other) => analyse(memory, ruling, { ...task, workspace: other }, state).analysis,
  };
  const state: State = { ...task, ...beside, analysis, built, terms, landings, validity, resolved };
  return state;
}

function sameTerms(terms: Terms, { context, partial, http }: Config): boolean {
  return terms.context === context && terms.partial === partial && terms.http === http?.level;
}
