/** Where an `include` leads: relative to the main file's folder, absolute, or through the user's map of folders. */
import { isPackaged } from '../reference/stock-files.ts';
import { isPattern, matchFiles, patternFolder } from './glob.ts';
import { comparable, fullName, isAbsolute, isWindowsPath, modelPath, normalise } from './path.ts';
import type { Workspace } from './workspace.ts';

export interface IncludeOptions {
  /** Folders standing in for prefixes: `/etc/nginx` → `/home/me/site/nginx`; the prefix `''` is nginx's configuration prefix. */
  readonly includeMap?: readonly FolderMapping[];
}

export interface FolderMapping {
  readonly from: string;
  readonly to: string;
}

export interface IncludeTarget {
  /** Existing files in nginx's order, or the one path that nginx would look for. */
  readonly paths: readonly string[];
  /** A pattern may match nothing; a plain name must exist. */
  readonly pattern: boolean;
  /** A pattern matches nothing, and none of the folders that it could mean is here or has anything in it. */
  readonly unseen: boolean;
}

/**
 * Resolves the argument of an `include` (ngx_conf_file.c, ngx_conf_include; ngx_conf_full_name with the configuration prefix).
 * An absolute path below a usual prefix also leads through the main file's folder, so that a copy of `/etc/nginx` can be read anywhere.
 * `alone` says that the main file is unknown: then the folders above the file are tried as prefix.
 */
export function resolveInclude(
  workspace: Workspace,
  main: string,
  argument: string,
  options: IncludeOptions,
  alone: boolean,
): IncludeTarget {
  const pattern = isPattern(argument);
  const candidates = candidatePaths(main, slashed(argument), options, alone);
  for (const candidate of candidates) {
    const paths = pattern ? matchFiles(workspace, candidate) : [candidate];
    if (paths.some((path) => exists(workspace, path))) return { paths, pattern, unseen: false };
  }
  const unseen = pattern && candidates.every((candidate) => workspace.list(patternFolder(candidate)).length === 0);
  return { paths: pattern ? [] : candidates.slice(0, 1), pattern, unseen };
}

/** The last part of a path: `nginx.conf`. */
export function fileNameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/**
 * Does nginx certainly look for the file where we look? Then it refuses one that is missing: a relative name, or one below
 * the main file's folder, unless packages bring it. Elsewhere we see another machine's files; around a fragment, nothing.
 */
export function mustBeHere(main: string, argument: string, alone: boolean): boolean {
  const name = slashed(argument);
  if (alone || isPackaged(name)) return false;
  const folder = folderOf(main);
  return !isAbsolute(name) || comparable(fullName(name, folder)).startsWith(`${comparable(folder)}/`);
}

export function folderOf(path: string): string {
  return path.slice(0, Math.max(path.lastIndexOf('/'), 0));
}

const usualPrefixes = [
  '/etc/nginx/',
  '/usr/local/nginx/conf/',
  '/usr/local/etc/nginx/',
  '/opt/homebrew/etc/nginx/',
  '/config/nginx/',
  'c:/nginx/conf/',
];

const foldersAbove = 6;

function candidatePaths(main: string, argument: string, options: IncludeOptions, alone: boolean): readonly string[] {
  const mappings = [...(options.includeMap ?? [])].sort((a, b) => b.from.length - a.from.length);
  const prefixes = mappings.filter(({ from }) => from === '').map(({ to }) => trimSlash(to));
  const folders = [...prefixes, ...(alone ? ancestors(main) : [folderOf(main)])];
  const onWindows = isWindowsPath(main);
  const whole = (path: string): string => normalise(path, onWindows);
  if (!isAbsolute(argument)) return folders.map((folder) => whole(`${folder}/${argument}`));

  const name = comparable(argument);
  const mapped = mappings
    .map(({ from, to }) => ({ from: trimSlash(modelPath(from)), to: trimSlash(to) }))
    .filter(({ from }) => from !== '' && (name === comparable(from) || name.startsWith(`${comparable(from)}/`)))
    .map(({ from, to }) => whole(to + argument.slice(from.length)));
  const usual = usualPrefixes.find((prefix) => name.startsWith(prefix));
  const moved = usual === undefined ? [] : folders.map((folder) => whole(`${folder}/${argument.slice(usual.length)}`));
  return [...mapped, ...moved, whole(fullName(argument, folderOf(main)))];
}

/** With `/`, and a small drive: in the name of an included file nobody means another backslash. */
function slashed(argument: string): string {
  return modelPath(argument.replaceAll('\\', '/'));
}

function exists(workspace: Workspace, path: string): boolean {
  const file = workspace.open(path);
  return !('unreadable' in file) || file.unreadable !== 'missing';
}

function ancestors(path: string): readonly string[] {
  const folders = [folderOf(path)];
  while (folders.length < foldersAbove && (folders.at(-1) ?? '') !== '') folders.push(folderOf(folders.at(-1) ?? ''));
  return folders;
}

function trimSlash(path: string): string {
  return path.replace(/\/+$/, '');
}
