/** An answer that is kept until something that it read from the workspace is another object. */
import { includeLimits, type SourceFile, type Unreadable, type Workspace } from '../config/workspace.ts';

/** An answer, or what was thrown instead of one: the same reading would throw it again. */
export type Outcome<T> = { readonly value: T } | { readonly error: unknown };

export interface Fresh<T> {
  readonly get: () => Outcome<T>;
  /** Files and folders that the last answer read. */
  readonly reads: () => Iterable<string>;
}

export function createFresh<T>(workspace: Workspace, make: (world: Workspace) => T): Fresh<T> {
  let last: { readonly outcome: Outcome<T>; readonly reads: Reads } | undefined;
  return {
    get() {
      if (last !== undefined && isCurrent(last.reads, workspace)) return last.outcome;
      const reads: Reads = { open: new Map(), list: new Map(), realPath: new Map() };
      const outcome = attempt(() => make(recording(workspace, reads)));
      last = { outcome, reads };
      return outcome;
    },
    reads: () =>
      [...(last === undefined ? [] : [last.reads.open, last.reads.list, last.reads.realPath])].flatMap((it) => [...it.keys()]),
  };
}

export function attempt<T>(work: () => T): Outcome<T> {
  try {
    return { value: work() };
  } catch (error) {
    return { error };
  }
}

interface Reads {
  readonly open: Map<string, SourceFile | Unreadable>;
  readonly list: Map<string, readonly string[]>;
  readonly realPath: Map<string, string>;
}

/** Notes what is asked for, and gives no more text than one main file may read. */
function recording(workspace: Workspace, reads: Reads): Workspace {
  let size = 0;
  return {
    open(path) {
      if (size > includeLimits.size && !reads.open.has(path)) return { path, unreadable: 'over-limit' };
      const file = workspace.open(path);
      if (!('unreadable' in file) && reads.open.get(path) !== file) size += file.tree.text.length;
      return note(reads.open, path, file);
    },
    list: (folder) => note(reads.list, folder, workspace.list(folder)),
    realPath: (path) => note(reads.realPath, path, workspace.realPath(path)),
  };
}

function note<T>(seen: Map<string, T>, path: string, value: T): T {
  seen.set(path, value);
  return value;
}

function isCurrent({ open, list, realPath }: Reads, workspace: Workspace): boolean {
  return (
    [...open].every(([path, file]) => workspace.open(path) === file) &&
    [...list].every(([folder, names]) => workspace.list(folder) === names) &&
    [...realPath].every(([path, real]) => workspace.realPath(path) === real)
  );
}
