/** Which main files a document takes part in, and their analyses. A main file that cannot be analysed costs itself alone. */
import { createAnalyzer, type Analysis, type AnalyzeOptions, type Analyzer } from '../analysis/analyze.ts';
import type { Rule } from '../analysis/rule.ts';
import { build, type Built } from '../config/build.ts';
import type { Config } from '../config/model.ts';
import type { Workspace } from '../config/workspace.ts';
import type { SyntaxTree } from '../syntax/tree.ts';
import { isDump, mostOfBeginning } from './dump.ts';
import type { Failures } from './failures.ts';
import { attempt, type Outcome } from './attempt.ts';
import type { MainFiles } from './main-files.ts';
import { distance } from './search.ts';
import { tellUnread } from './unread.ts';

/** Where a document belongs: its workspace folder, and the settings there. */
export interface FolderSettings {
  readonly folder: string | undefined;
  readonly options: AnalyzeOptions;
  readonly mainFile: string | undefined;
}

/** A document that somebody asks about. */
export interface Asked {
  readonly path: string;
  readonly settings: FolderSettings;
}

export interface Projects {
  /** One analysis for each main file that includes the path, or that of the file alone; paths of open documents may be mains. */
  readonly analysesOf: (asked: Asked, open: readonly string[]) => readonly Analysis[];
  /** The main files that include the path, the nearest first; it is no document that anybody has to have open. */
  readonly mainsOf: (asked: Asked, open: readonly string[]) => readonly string[];
  /** Follows the includes of what was never analysed, so that the shell learns which files it has to load. */
  readonly explore: (asked: Asked, open: readonly string[]) => void;
  /** Lets go of what none of these documents needs; the files and folders that are still read. */
  readonly retain: (asked: readonly Asked[], open: readonly string[]) => ReadonlySet<string>;
}

/** A workspace that says when it may answer otherwise than before. */
export interface Revised extends Workspace {
  readonly revision: () => number;
}

export interface ProjectsOptions {
  readonly workspace: Revised;
  readonly mainFiles: Pick<MainFiles, 'near'>;
  readonly rules: readonly Rule[];
  readonly failures: Failures;
}

export function createProjects({ workspace, mainFiles, rules, failures }: ProjectsOptions): Projects {
  const kept = new Map<AnalyzeOptions, Map<string, Kept>>();
  let used = new Set<Kept>();

  const keptOf = (main: string, options: AnalyzeOptions): Kept => {
    const same = kept.get(options) ?? new Map<string, Kept>();
    kept.set(options, same);
    const known = same.get(main) ?? keep(workspace, main, options, createAnalyzer(rules, failures.rule));
    same.set(main, known);
    used.add(known);
    return known;
  };

  const successOf = <T>(main: string, outcome: Outcome<T>): readonly T[] => {
    if ('value' in outcome) return [outcome.value];
    failures.other(`the main file \`${main}\``, outcome.error);
    return [];
  };

  const candidates = ({ path, settings }: Asked, open: readonly string[]): readonly string[] => {
    if (settings.mainFile !== undefined) return [settings.mainFile];
    const all = new Set([...mainFiles.near(path, settings.folder), ...open.filter((it) => isMain(workspace, it))]);
    all.delete(path);
    return [...all].sort((a, b) => distance(a, path) - distance(b, path)).slice(0, mostMains);
  };

  const includersOf = (asked: Asked, open: readonly string[]): readonly Kept[] => {
    const { path, settings } = asked;
    return candidates(asked, open)
      .map((main) => keptOf(main, settings.options))
      .filter(({ main, config }) => successOf(main, config()).some((it) => includes(it, path, settings.mainFile !== undefined)));
  };

  /** Those that include the document; the document itself where none does. */
  const keptFor = (asked: Asked, open: readonly string[]): readonly Kept[] => {
    const including = includersOf(asked, open);
    return including.length === 0 ? [keptOf(asked.path, asked.settings.options)] : including;
  };

  const analysed = ({ main, analysis }: Kept): readonly Analysis[] => {
    const analyses = successOf(main, analysis());
    for (const { config } of analyses) tellUnread(config, failures.remark);
    return analyses;
  };

  return {
    analysesOf(asked, open) {
      const analyses = keptFor(asked, open).flatMap(analysed);
      // Where its main files fail, a document is read alone: what surrounds it is then unknown.
      return analyses.length > 0 ? analyses : analysed(keptOf(asked.path, asked.settings.options));
    },
    mainsOf: (asked, open) => includersOf(asked, open).map(({ main }) => main),
    explore(asked, open) {
      for (const { config } of keptFor(asked, open)) config();
    },
    retain(asked, open) {
      used = new Set();
      for (const it of asked) keptFor(it, open);
      for (const [options, mains] of kept) {
        for (const [main, it] of mains) if (!used.has(it)) mains.delete(main);
        if (mains.size === 0) kept.delete(options);
      }
      return new Set([...used].flatMap((it) => it.reads()));
    },
  };
}

/** A folder of examples may hold hundreds of main files; the nearest ones decide. */
const mostMains = 50;

interface Kept {
  readonly main: string;
  readonly config: () => Outcome<Config>;
  readonly analysis: () => Outcome<Analysis>;
  readonly reads: () => readonly string[];
}

/** What one main file leads to; whoever was analysed once will be again, and its configuration is then at hand. */
function keep(workspace: Revised, main: string, options: AnalyzeOptions, analyze: Analyzer): Kept {
  let built: Built | undefined;
  let analysed: Analysis | undefined;
  let alone: (() => Outcome<Config>) | undefined;
  const analysis = perRevision(workspace, () => (analysed = analyze(workspace, main, options)));
  return {
    main,
    config() {
      const outcome = analysed === undefined ? undefined : analysis();
      if (outcome !== undefined && 'value' in outcome) return { value: outcome.value.config };
      alone ??= perRevision(workspace, () => (built = build(workspace, main, options.build, built)).config);
      return alone();
    },
    analysis() {
      const outcome = analysis();
      if ('value' in outcome) built = alone = undefined;
      return outcome;
    },
    reads: () => [
      ...(built?.config.files ?? []),
      ...(built?.placement?.looks ?? []).map(({ path }) => path),
      ...(analysed?.reads() ?? []),
    ],
  };
}

/** Asks again only when the workspace may answer otherwise: several messages come between two changes. */
function perRevision<T>(workspace: Revised, make: () => T): () => Outcome<T> {
  let last: { readonly revision: number; readonly outcome: Outcome<T> } | undefined;
  return () => {
    const revision = workspace.revision();
    if (last?.revision !== revision) last = { revision, outcome: attempt(make) };
    return last.outcome;
  };
}

/** Does nginx, started with this configuration, read the file? A main file that the user named counts whatever it looks like. */
function includes(config: Config, path: string, named: boolean): boolean {
  return (named || config.context === 'main') && config.files.includes(path);
}

function isMain(workspace: Workspace, path: string): boolean {
  const opened = attempt(() => workspace.open(path));
  return (
    'value' in opened && !('unreadable' in opened.value) && hasMainBlock(opened.value.tree) && !isDumpTree(opened.value.tree)
  );
}

/** The output of `nginx -T` is read by itself. */
function isDumpTree({ source }: SyntaxTree): boolean {
  return isDump(source.slice(0, mostOfBeginning));
}

function hasMainBlock({ root }: SyntaxTree): boolean {
  return root.items.some(
    (item) => item.kind === 'directive' && item.block !== undefined && (item.name.text === 'http' || item.name.text === 'events'),
  );
}
