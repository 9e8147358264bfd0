/** Which of the named files are read on their own: those that none of the others includes. */
import type { AnalyzeOptions } from '../analysis/analyze.ts';
import { buildConfig } from '../config/build.ts';
import type { Workspace } from '../config/workspace.ts';

/** Files that none of the others includes, each with all that it reads; of files that include each other, the first. */
export type Roots = ReadonlyMap<string, readonly string[]>;

export function rootsOf(inputs: readonly string[], workspace: Workspace, { build }: AnalyzeOptions): Roots {
  const read = inputs.map((path) => buildConfig(workspace, path, build).files);
  const indexes = new Map(inputs.map((path, index) => [workspace.realPath(path), index]));
  const others = read.map((files, index) =>
    files.flatMap((path) => indexes.get(workspace.realPath(path)) ?? []).filter((it) => it !== index),
  );
  const included = new Set(
    others.flatMap((list, index) => list.filter((other) => other > index || others[other]?.includes(index) !== true)),
  );
  return new Map(inputs.flatMap((path, index) => (included.has(index) ? [] : [[path, read[index] ?? []]])));
}

/** Empty for a file that cannot be read. */
export function textOf(workspace: Workspace, path: string): string {
  const file = workspace.open(path);
  return 'unreadable' in file ? '' : file.tree.text;
}
