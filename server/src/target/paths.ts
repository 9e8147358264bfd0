/** Where files of a target are on this machine. Pure: what exists is asked of whoever knows. */
import type { FolderMapping } from '../config/include.ts';
import { comparable, modelPath } from '../config/path.ts';
import type { Target } from './model.ts';

export interface Mapping {
  /** Absolute folders or files of the target, and what stands for them here; the setting first, then mounts, then what follows. */
  readonly mappings: readonly FolderMapping[];
  /** Its paths are those of this machine. */
  readonly isHere: boolean;
}

/** All paths that may be meant, the likeliest first. */
export function candidatesHere(path: string, { mappings, isHere }: Mapping): readonly string[] {
  const there = modelPath(path);
  const mapped = mappings
    .map(({ from, to }) => ({ from: trim(modelPath(from)), to: trim(to), isAll: from === '' }))
    .filter(({ from, isAll }) => !isAll && isBelow(there, from))
    .sort((a, b) => b.from.length - a.from.length)
    .map(({ from, to }) => to + there.slice(from.length));
  return [...new Set([...mapped, ...(isHere ? [there] : [])])];
}

/** `isFile` says what is there. `undefined` where nothing is, or nobody knows. */
export async function pathHere(
  path: string,
  mapping: Mapping,
  isFile: (path: string) => Promise<boolean>,
): Promise<string | undefined> {
  for (const candidate of candidatesHere(path, mapping)) if (await isFile(candidate)) return candidate;
  return undefined;
}

/** What a file here is called there; `undefined` where nobody knows. */
export function pathThere(path: string, { mappings, isHere }: Mapping): string | undefined {
  if (isHere) return path;
  const here = modelPath(path);
  const [nearest] = mappings
    .filter(({ to }) => to !== '' && isBelow(here, trim(to)))
    .sort((a, b) => trim(b.to).length - trim(a.to).length);
  return nearest === undefined ? undefined : trim(nearest.from) + here.slice(trim(nearest.to).length);
}

/** What `docker inspect --format '{{json .Mounts}}'` prints: folders of this machine that the container sees. */
export function mountsIn(json: string): readonly FolderMapping[] {
  let read: unknown;
  try {
    read = JSON.parse(json);
  } catch {
    return [];
  }
  return (Array.isArray(read) ? read : []).flatMap((it: unknown) => {
    const { Source: to, Destination: from, Type: type } = (it ?? {}) as Readonly<Record<string, unknown>>;
    const isBound = type === undefined || type === 'bind';
    return isBound && typeof to === 'string' && typeof from === 'string' && to !== '' ? [{ from, to: modelPath(to) }] : [];
  });
}

/** The drives of Windows as WSL sees them: `/mnt/c/sites` is `c:/sites`. */
export function drives({ kind }: Target): readonly FolderMapping[] {
  return kind !== 'wsl' ? [] : [...'cdefghijklmnopqrstuvwxyz'].map((letter) => ({ from: `/mnt/${letter}`, to: `${letter}:` }));
}

/** The folders that a file there and the same file here leave when all names that agree are taken off at their ends. */
export function foldersOf(there: string, here: string): FolderMapping {
  const [a, b] = [modelPath(there).split('/'), modelPath(here).split('/')];
  a.pop();
  b.pop();
  while (a.length > 2 && b.length > 2 && a.at(-1) === b.at(-1)) {
    a.pop();
    b.pop();
  }
  return { from: a.join('/') || '/', to: b.join('/') || '/' };
}

/** Is it the folder, or in it? */
function isBelow(path: string, folder: string): boolean {
  const [own, other] = [comparable(path), comparable(folder)];
  return own === other || own.startsWith(`${other}/`);
}

function trim(path: string): string {
  return path.replace(/\/+$/, '');
}
