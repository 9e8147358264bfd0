/** The files and folders that the arguments name. */
import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { glob, isDynamicPattern } from 'tinyglobby';
import { slashes } from '../files/node-disk.ts';
import { Refusal } from './refusal.ts';

export interface Inputs {
  /** Absolute paths, each once, in the order of the arguments; a pattern gives its files sorted. */
  readonly files: readonly string[];
  readonly folders: readonly string[];
}

export async function findInputs(args: readonly string[]): Promise<Inputs> {
  const found = await Promise.all(args.map(async (argument) => (isPattern(argument) ? matches(argument) : [absolute(argument)])));
  const paths = [...new Set(found.flat())];
  return { files: paths.filter((path) => !isFolder(path)), folders: paths.filter(isFolder) };
}

export function absolute(path: string): string {
  return slashes(resolve(path));
}

/** A file may have a name that looks like a pattern. */
function isPattern(argument: string): boolean {
  return isDynamicPattern(argument) && statOf(argument) === undefined;
}

function isFolder(path: string): boolean {
  return statOf(path)?.isDirectory() === true;
}

function statOf(path: string): ReturnType<typeof statSync> {
  try {
    return statSync(path);
  } catch {
    return undefined;
  }
}

async function matches(pattern: string): Promise<readonly string[]> {
  const found = await glob([slashes(pattern)], { absolute: true, dot: true, expandDirectories: false });
  if (found.length === 0) throw new Refusal(`${pattern}: no file matches`);
  return found.map(slashes).sort();
}
