/** What of the disk the arguments name: the files with the folders around them, and where options lead. */
import { folderOf } from '../config/include.ts';
import type { BuildOptions } from '../config/build.ts';
import type { Own } from '../files/outside.ts';
import type { Inputs } from './inputs.ts';

export function ownOf({ files, folders }: Inputs, { includeMap = [] }: BuildOptions): Own {
  return { files, folders: [...new Set([...folders, ...files.map(folderOf), ...includeMap.map(({ to }) => to)])] };
}
