/** Remembers which files, folders and links were looked at, and what was there: what was made of them holds as long as it is. */
import type { Workspace } from './workspace.ts';

/** One look at the world; the same object as long as the same is there. */
export interface Look {
  readonly kind: 'file' | 'folder' | 'link' | 'stat';
  readonly path: string;
  readonly saw: unknown;
}

export interface Looking {
  /** Asks the workspace, and writes down what it was asked. */
  readonly workspace: Workspace;
  /** Looks from here on are collected, until `end`. */
  readonly begin: () => void;
  readonly end: () => readonly Look[];
  /** All that are current, those of this time with them. */
  readonly looks: () => readonly Look[];
  /** Is there still what was there at the time of the look? Only looks handed in at the start can be current. */
  readonly isCurrent: (look: Look) => boolean;
}

/** `before` are looks of an earlier time. Each is taken again once. */
export function createLooking(workspace: Workspace, before: readonly Look[]): Looking {
  const current = new Map<string, Look>();
  for (const look of before)
    if (isSame(look, see(workspace, look.kind, look.path))) current.set(`${look.kind} ${look.path}`, look);
  const known = new Set(current.values());
  let collected = new Set<Look>();

  const note = <T>(kind: Look['kind'], path: string, saw: T): T => {
    const key = `${kind} ${path}`;
    const look = current.get(key) ?? { kind, path, saw };
    current.set(key, look);
    collected.add(look);
    return saw;
  };

  return {
    workspace: {
      ...workspace,
      open: (path) => note('file', path, workspace.open(path)),
      list: (folder) => note('folder', folder, workspace.list(folder)),
      realPath: (path) => note('link', path, workspace.realPath(path)),
      stat: (path) => note('stat', path, workspace.stat(path)),
    },
    begin() {
      collected = new Set();
    },
    end: () => [...collected],
    looks: () => [...current.values()],
    isCurrent: (look) => known.has(look),
  };
}

/** Is there still what was there at the time of each look? */
export function areCurrent(workspace: Workspace, looks: readonly Look[]): boolean {
  return looks.every((look) => isSame(look, see(workspace, look.kind, look.path)));
}

function see(workspace: Workspace, kind: Look['kind'], path: string): unknown {
  if (kind === 'file') return workspace.open(path);
  if (kind === 'stat') return workspace.stat(path);
  return kind === 'folder' ? workspace.list(path) : workspace.realPath(path);
}

/** Of what cannot be read, the reason counts; of a folder, the names. */
function isSame({ kind, saw }: Look, now: unknown): boolean {
  if (saw === now) return true;
  if (kind === 'folder' || kind === 'stat') return JSON.stringify(saw) === JSON.stringify(now);
  const reasons = [saw, now].map((it) =>
    typeof it === 'object' && it !== null && 'unreadable' in it ? it.unreadable : undefined,
  );
  return kind === 'file' && reasons[0] !== undefined && reasons[0] === reasons[1];
}
