/** Which main files are read for what the user named, and of which files they tell. */
import { treeOf } from '../analysis/edits.ts';
import { folderOf } from '../config/include.ts';
import type { Config } from '../config/model.ts';
import type { Workspace } from '../config/workspace.ts';
import { kindOfFile } from '../project/recognised.ts';
import type { Search } from '../project/search.ts';
import type { Inputs } from './inputs.ts';
import { Refusal, unreadable } from './refusal.ts';
import { dumpByItself } from './source.ts';

/** Files that none of the others includes, each with all that it reads. */
export type Roots = ReadonlyMap<string, readonly string[]>;

/** What there is to judge. */
export interface Scope {
  readonly roots: Roots;
  /** Is the file one that the user named, or one that a main file that the user named reads? */
  readonly isNamed: (path: string) => boolean;
}

export interface ScopeOptions {
  readonly workspace: Workspace;
  readonly search: Search;
  /** `undefined` for a file whose reading failed, which was told. */
  readonly configOf: (path: string) => Config | undefined;
  /** The user said what surrounds the files: no main file is looked for. */
  readonly stated: boolean;
  /** Of named files, those that are no nginx are left out, by their names and texts, and by what includes them. */
  readonly onlyNginx: boolean;
  /** Told of a main file in whose folder a named file lies, before it is read: what is there is the user's own. */
  readonly claim: (main: string) => void;
  /** What is known to be wrong with the inputs; told when there is something to judge all the same. */
  readonly complaints: readonly string[];
  readonly complain: (complaint: string) => void;
  /** Told of what is left out of a folder, which is no fault. */
  readonly remark: (sentence: string) => void;
}

/** Refuses where there is nothing to judge in all that was named. */
export async function findScope(inputs: Inputs, options: ScopeOptions): Promise<Scope> {
  const { workspace, search, configOf, stated } = options;
  const mainsAbove = createMainsAbove(search);
  const named: string[] = [];
  for (const path of inputs.files) if (!options.onlyNginx || (await isMeant(path, mainsAbove, options))) named.push(path);
  const found = [...named.map((path) => namedFile(path, options)), ...(await filesIn(inputs.folders, options))];
  const files = found.flatMap((it) => it.files);
  const complaints = [...options.complaints, ...found.flatMap((it) => it.complaints)];
  if (files.length === 0 && complaints.length > 0) throw new Refusal(...complaints);
  for (const complaint of complaints) options.complain(complaint);
  const mains: string[] = [];
  for (const path of files) {
    const context = configOf(path)?.context;
    if (stated || context === undefined || context === 'main') continue;
    mains.push(...(await mainsThatInclude(path, mainsAbove, options)));
  }
  const roots = rootsOf([...new Set([...files, ...mains])], options);
  const judged = new Set(files.map(workspace.realPath));
  for (const [root, read] of roots) {
    if (judged.has(workspace.realPath(root))) for (const path of read) judged.add(workspace.realPath(path));
  }
  return { roots, isNamed: (path) => judged.has(workspace.realPath(path)) };
}

/** Is a named file nginx? What cannot be read is told of, and so counts. */
async function isMeant(path: string, mainsAbove: MainsAbove, options: ScopeOptions): Promise<boolean> {
  const { workspace } = options;
  if (isNginx(path, workspace) || treeOf(workspace, path) === undefined) return true;
  return (await mainsThatInclude(path, mainsAbove, options)).length > 0;
}

async function mainsThatInclude(path: string, mainsAbove: MainsAbove, options: ScopeOptions): Promise<readonly string[]> {
  const above = await mainsAbove(path);
  for (const main of above) if (path.startsWith(`${folderOf(main)}/`)) options.claim(main);
  return above.filter((main) => includes(main, path, options));
}

type MainsAbove = (path: string) => Promise<readonly string[]>;

/** Those above a file, looked for once for all files of a folder. */
function createMainsAbove(search: Search): MainsAbove {
  const found = new Map<string, readonly string[]>();
  return async (path) => {
    const folder = folderOf(path);
    const mains = found.get(folder) ?? (await search.above(`${folder}/`));
    found.set(folder, mains);
    return mains.filter((it) => it !== path);
  };
}

/** Empty for a file that cannot be read. */
export function textOf(workspace: Workspace, path: string): string {
  return treeOf(workspace, path)?.text ?? '';
}

/** What there is to judge of one argument, and what is wrong with it. */
interface FoundFiles {
  readonly files: readonly string[];
  readonly complaints: readonly string[];
}

function namedFile(path: string, { workspace }: ScopeOptions): FoundFiles {
  const file = workspace.open(path);
  return 'unreadable' in file ? { files: [], complaints: [unreadable(file).message] } : { files: [path], complaints: [] };
}

/** The main files of folders, and what is a configuration by its name and included by none of them. */
async function filesIn(folders: readonly string[], options: ScopeOptions): Promise<readonly FoundFiles[]> {
  const found: FoundFiles[] = [];
  for (const folder of folders) found.push(await filesBelow(folder, options));
  return found;
}

async function filesBelow(folder: string, options: ScopeOptions): Promise<FoundFiles> {
  const { workspace, search, configOf, remark } = options;
  const dumps = await search.dumps(folder);
  const mains = (await search.below(folder)).filter((path) => configOf(path)?.context === 'main');
  const read = new Set(mains.flatMap((path) => configOf(path)?.files ?? []).map(workspace.realPath));
  const others = (await search.recognised(folder)).filter(
    (path) => !read.has(workspace.realPath(path)) && isNginx(path, workspace),
  );
  const alone = others.filter((path) => !dumps.includes(path)).map((path) => namedFile(path, options));
  const files = [...mains, ...alone.flatMap((it) => it.files)];
  const complaints = alone.flatMap((it) => it.complaints);
  const saved = dumps.map(dumpByItself);
  if (files.length + complaints.length === 0)
    return { files, complaints: saved.length > 0 ? saved : [`${folder}: no configuration of nginx is in it`] };
  saved.forEach(remark);
  return { files, complaints };
}

/** Of a file whose name does not say it, its text has to: a `.conf` may be of any program. One that cannot be read is told of. */
function isNginx(path: string, workspace: Workspace): boolean {
  const kind = kindOfFile(path, () => treeOf(workspace, path));
  return kind === 'nginx' || kind === 'likely';
}

function includes(main: string, path: string, { workspace, configOf }: ScopeOptions): boolean {
  const config = configOf(main);
  const real = workspace.realPath(path);
  return config?.context === 'main' && config.files.some((it) => workspace.realPath(it) === real);
}

/** Of files that include each other, the first; of names of the same file, too. */
function rootsOf(paths: readonly string[], { workspace, configOf }: ScopeOptions): Roots {
  const names = new Map(paths.toReversed().map((path) => [workspace.realPath(path), path]));
  const configs = paths.filter((path) => names.get(workspace.realPath(path)) === path).flatMap((path) => configOf(path) ?? []);
  const indexes = new Map(configs.map(({ main }, index) => [workspace.realPath(main), index]));
  const others = configs.map(({ files }, index) =>
    files.flatMap((path) => indexes.get(workspace.realPath(path)) ?? []).filter((it) => it !== index),
  );
  const included = new Set(
    others.flatMap((list, index) => list.filter((other) => other > index || others[other]?.includes(index) !== true)),
  );
  return new Map(configs.flatMap(({ main, files }, index) => (included.has(index) ? [] : [[main, files]])));
}
