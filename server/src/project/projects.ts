/** Which main files a document takes part in, and their analyses: each is kept until a file that it read is another object. */
import { createAnalyzer, type Analysis, type AnalyzeOptions, type Analyzer } from '../analysis/analyze.ts';
import type { Rule, RuleContext } from '../analysis/rule.ts';
import { createConfigBuilder } from '../config/build.ts';
import { folderOf } from '../config/include.ts';
import type { Config } from '../config/model.ts';
import type { Workspace } from '../config/workspace.ts';
import type { Disk } from '../files/disk.ts';
import { distance, findMainFiles, mainFilesAbove } from './search.ts';
import type { SyntaxTree } from '../syntax/tree.ts';

/** Where a document belongs: its workspace folder, and the settings there. */
export interface FolderSettings {
  readonly folder: string | undefined;
  readonly options: AnalyzeOptions;
  readonly mainFile: string | undefined;
}

export interface Projects {
  /** One analysis for each main file that includes the path, or that of the file alone; paths of open documents may be mains. */
  readonly analysesOf: (path: string, settings: FolderSettings, open: readonly string[]) => readonly Analysis[];
  /** Searches the folders for main files again. */
  readonly searchAgain: () => void;
  /** Lets go of all analyses: no document is open any more. */
  readonly forget: () => void;
}

export function createProjects(
  workspace: Workspace,
  disk: Disk,
  rules: readonly Rule[],
  failed: RuleContext['failed'],
): Projects {
  /** Main files below a folder, and those in the folders above a file. */
  const below = new Map<string, readonly string[]>();
  const above = new Map<string, readonly string[]>();
  let kept = new WeakMap<AnalyzeOptions, Map<string, Kept>>();

  const keptOf = (main: string, options: AnalyzeOptions): Kept => {
    const same = kept.get(options) ?? new Map<string, Kept>();
    kept.set(options, same);
    return remember(same, main, () => keep(workspace, main, options, createAnalyzer(rules, failed)));
  };

  const candidates = (path: string, { folder }: FolderSettings, open: readonly string[]): readonly string[] => {
    const all = new Set([
      ...(folder === undefined ? [] : remember(below, folder, () => findMainFiles(disk, folder))),
      ...remember(above, folderOf(path), () => mainFilesAbove(disk, path)),
      ...open.filter((it) => isMain(workspace, it)),
    ]);
    all.delete(path);
    return [...all].sort((a, b) => distance(a, path) - distance(b, path)).slice(0, mostMains);
  };

  return {
    analysesOf(path, settings, open) {
      const mains = settings.mainFile === undefined ? candidates(path, settings, open) : [settings.mainFile];
      const including = mains
        .map((main) => keptOf(main, settings.options))
        .filter(({ config }) => includes(config(), path, settings.mainFile !== undefined));
      const asked = including.length === 0 ? [keptOf(path, settings.options)] : including;
      return asked.map(({ analysis }) => analysis());
    },
    searchAgain() {
      below.clear();
      above.clear();
    },
    forget() {
      kept = new WeakMap();
    },
  };
}

/** A folder of examples may hold hundreds of main files; the nearest ones decide. */
const mostMains = 50;

interface Kept {
  readonly options: AnalyzeOptions;
  readonly config: () => Config;
  readonly analysis: () => Analysis;
}

/** What one main file leads to; looked up again only when something that it read is another object than before. */
function keep(workspace: Workspace, main: string, options: AnalyzeOptions, analyze: Analyzer): Kept {
  const build = createConfigBuilder();
  const config = fresh(workspace, (world) => build(world, main, options.build));
  const analysis = fresh(workspace, (world) => analyze(world, main, options));
  let analysed = false;
  return {
    options,
    // Whoever was analysed once will be again: its configuration is then at hand.
    config: () => (analysed ? analysis().config : config()),
    analysis: () => {
      analysed = true;
      return analysis();
    },
  };
}

function fresh<T>(workspace: Workspace, make: (world: Workspace) => T): () => T {
  let last: { readonly value: T; readonly isCurrent: () => boolean } | undefined;
  return () => {
    if (last?.isCurrent() === true) return last.value;
    const opened = new Map<string, unknown>();
    const listed = new Map<string, unknown>();
    const value = make({
      open: (path) => note(opened, path, workspace.open(path)),
      list: (folder) => note(listed, folder, workspace.list(folder)),
      realPath: workspace.realPath,
    });
    const isCurrent = () =>
      [...opened].every(([path, file]) => workspace.open(path) === file) &&
      [...listed].every(([folder, names]) => workspace.list(folder) === names);
    last = { value, isCurrent };
    return value;
  };
}

function note<T>(seen: Map<string, unknown>, path: string, value: T): T {
  seen.set(path, value);
  return value;
}

/** Does nginx, started with this configuration, read the file? A main file that the user named counts whatever it looks like. */
function includes(config: Config, path: string, named: boolean): boolean {
  return (named || config.context === 'main') && config.files.includes(path);
}

function isMain(workspace: Workspace, path: string): boolean {
  const file = workspace.open(path);
  return !('unreadable' in file) && hasMainBlock(file.tree);
}

function hasMainBlock({ root }: SyntaxTree): boolean {
  return root.items.some(
    (item) => item.kind === 'directive' && item.block !== undefined && (item.name.text === 'http' || item.name.text === 'events'),
  );
}

function remember<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}
