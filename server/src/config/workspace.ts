/** The world that the model may ask: files and folders. Shells implement it; the core never touches a disk. */
import type { SyntaxTree } from '../syntax/tree.ts';

/** One file as it is now: on disk, or unsaved in an editor. Replaced, never changed. */
export interface SourceFile {
  /** Absolute, `/` between its parts (`/etc/nginx/nginx.conf`, `c:/nginx/conf/nginx.conf`). */
  readonly path: string;
  readonly tree: SyntaxTree;
  /** How many `statementsIn` its text (`weight.ts`). */
  readonly statements: number;
  /** Not one of the user's own: words of it are kept back, and nothing can be edited in it. */
  readonly outside?: true;
}

/**
 * Why a file has no text: `missing`, `folder`, no permission, a loop of links, not loaded yet, larger than a file may be,
 * no regular file (a pipe, a device, what lies below `/proc`), or beyond what one main file may read (`includeLimits`).
 */
export interface Unreadable {
  readonly path: string;
  readonly unreadable: 'missing' | 'folder' | 'permission' | 'loop' | 'pending' | 'too-large' | 'special' | 'over-limit';
}

/** What one main file may read through its includes; what is beyond is unknown. */
export const includeLimits = {
  /** Includes followed. */
  includes: 10_000,
  /** Blocks in blocks, counted over all files. */
  blocks: 200,
  /** Includes within includes. */
  depth: 100,
  /** The weight of all files together (`weight.ts`), each counted as often as it is read. */
  size: 32 * 1024 * 1024,
} as const;

/** What a path leads to, links followed. */
export interface FileStat {
  readonly kind: 'file' | 'folder' | 'other';
  /** In bytes; `undefined` where the world does not tell. */
  readonly size: number | undefined;
  /** Seconds since 1970; `undefined` where the world does not tell. */
  readonly modified: number | undefined;
  /** By its owner; `undefined` where the world does not tell. */
  readonly executable: boolean | undefined;
}

export function sameStat(a: FileStat | undefined, b: FileStat | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  return a.kind === b.kind && a.size === b.size && a.modified === b.modified && a.executable === b.executable;
}

export interface Workspace {
  readonly open: (path: string) => SourceFile | Unreadable;
  /** Names in a folder, in any order, `.` and `..` left out; a folder that cannot be read is empty. */
  readonly list: (folder: string) => readonly string[];
  /** The path behind symbolic links; the path itself where that cannot be known. */
  readonly realPath: (path: string) => string;
  /** `undefined` when nothing is there, or nobody can tell. */
  readonly stat: (path: string) => FileStat | undefined;
}
