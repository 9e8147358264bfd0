/** The files and folders that the arguments name. */
import { accessSync, constants, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { slashes } from '../files/node-disk.ts';

export interface Inputs {
  /** Absolute paths, each once, in the order of the arguments; a pattern gives its files sorted. */
  readonly files: readonly string[];
  readonly folders: readonly string[];
}

export interface FoundInputs extends Inputs {
  /** A sentence for each argument that stands for nothing that can be read. */
  readonly complaints: readonly string[];
}

export async function findInputs(args: readonly string[]): Promise<FoundInputs> {
  const found = await Promise.all(args.map(async (it) => ({ argument: it, paths: await pathsOf(it) })));
  const unmatched = found
    .filter(({ paths }) => paths.length === 0)
    .map(({ argument }) => (argument === '' ? 'An argument is empty, and names no file' : `${argument}: no file matches`));
  const all = [...new Set(found.flatMap(({ paths }) => paths))];
  const folders = all.filter(isFolder);
  const closed = folders.filter((path) => !mayList(path));
  return {
    files: all.filter((path) => !folders.includes(path)),
    folders: folders.filter((path) => !closed.includes(path)),
    complaints: [...unmatched, ...closed.map(noPermission)],
  };
}

export function absolute(path: string): string {
  return slashes(resolve(path));
}

/** A file may have a name that looks like a pattern. */
async function pathsOf(argument: string): Promise<readonly string[]> {
  if (argument === '') return [];
  if (statOf(argument) !== undefined) return [absolute(argument)];
  // Loaded when it is needed: the commonest use names what is there.
  const { glob, isDynamicPattern } = await import('tinyglobby');
  const pattern = slashes(argument);
  if (!isDynamicPattern(pattern)) return [absolute(argument)];
  const found = await glob([pattern], { absolute: true, dot: true, expandDirectories: false });
  return found.map(slashes).sort();
}

function isFolder(path: string): boolean {
  return statOf(path)?.isDirectory() === true;
}

export function noPermission(path: string): string {
  return `${path}: cannot be read: permission denied`;
}

/** May the names in a folder be listed? True also for what is not there. */
export function mayList(path: string): boolean {
  try {
    accessSync(path, constants.R_OK | constants.X_OK);
    return true;
  } catch (error) {
    return !(error instanceof Error && 'code' in error && error.code === 'EACCES');
  }
}

function statOf(path: string): ReturnType<typeof statSync> {
  try {
    return statSync(path);
  } catch {
    return undefined;
  }
}
