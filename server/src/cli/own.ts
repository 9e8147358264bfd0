/** What of the disk the arguments name: the files with the folders around them, and where options lead. */
import { folderOf } from '../config/include.ts';
import type { BuildOptions } from '../config/build.ts';
import type { Own } from '../files/outside.ts';

/** `files` are absolute. */
export function ownOf(files: readonly string[], { includeMap = [] }: BuildOptions): Own {
  return { files, folders: [...new Set([...files.map(folderOf), ...includeMap.map(({ to }) => to)])] };
}
