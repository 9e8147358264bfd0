/** The files that the arguments name. */
import { existsSync } from 'node:fs';
import { glob, isDynamicPattern } from 'tinyglobby';
import { slashes } from '../files/node-disk.ts';
import { absolute } from './options.ts';
import { Refusal } from './refusal.ts';

/** Absolute paths, each once, in the order of the arguments; a pattern gives its files sorted. */
export async function findInputs(args: readonly string[]): Promise<readonly string[]> {
  const found = await Promise.all(args.map(async (argument) => (isPattern(argument) ? matches(argument) : [absolute(argument)])));
  return [...new Set(found.flat())];
}

/** A file may have a name that looks like a pattern. */
function isPattern(argument: string): boolean {
  return isDynamicPattern(argument) && !existsSync(argument);
}

async function matches(pattern: string): Promise<readonly string[]> {
  const found = await glob([slashes(pattern)], { absolute: true, dot: true, expandDirectories: false });
  if (found.length === 0) throw new Refusal(`${pattern}: no file matches`);
  return found.map(slashes).sort();
}
