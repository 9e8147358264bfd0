/** The truth that a server should know: files on disk, open documents, settings, folders. Steps change it, and the server is told as editors tell. */
import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';

export interface World {
  readonly top: string;
  /** Texts of open documents by their names. */
  readonly open: Map<string, string>;
  /** By folder. */
  readonly settings: Map<string, Readonly<Record<string, unknown>>>;
  folders: readonly string[];
}

/** Makes the files in a new folder; all of them are closed. */
export function makeWorld(files: Readonly<Record<string, string>>, folders: readonly string[]): World {
  const top = realpathSync(mkdtempSync(join(tmpdir(), 'nginx-handshake-kept-')));
  for (const name of folders) mkdirSync(join(top, name), { recursive: true });
  const world: World = { top, open: new Map(), settings: new Map(), folders };
  for (const [name, text] of Object.entries(files)) writeFile(world, name, text);
  return world;
}

export function removeWorld({ top }: World): void {
  rmSync(top, { recursive: true, force: true });
}

export function uriIn({ top }: World, name: string): string {
  return pathToFileURL(join(top, name)).href;
}

export function pathIn({ top }: World, name: string): string {
  return join(top, name);
}

/** `undefined` where there is no file, or a link that leads nowhere. */
export function readText(world: World, name: string): string | undefined {
  try {
    return readFileSync(pathIn(world, name), 'utf8');
  } catch {
    return undefined;
  }
}

export function isThere(world: World, name: string): boolean {
  try {
    lstatSync(pathIn(world, name));
    return true;
  } catch {
    return false;
  }
}

/** False when that is not possible, such as through a link that leads nowhere. */
export function writeFile(world: World, name: string, text: string): boolean {
  return attempt(() => {
    mkdirSync(dirname(pathIn(world, name)), { recursive: true });
    writeFileSync(pathIn(world, name), text);
  });
}

export function deleteFile(world: World, name: string): boolean {
  return (
    isThere(world, name) &&
    attempt(() => {
      rmSync(pathIn(world, name));
    })
  );
}

export function renameFile(world: World, name: string, to: string): boolean {
  if (!isThere(world, name) || existsSync(pathIn(world, to))) return false;
  return attempt(() => {
    mkdirSync(dirname(pathIn(world, to)), { recursive: true });
    renameSync(pathIn(world, name), pathIn(world, to));
  });
}

export function linkFile(world: World, name: string, target: string): boolean {
  return (
    !isThere(world, name) &&
    attempt(() => {
      mkdirSync(dirname(pathIn(world, name)), { recursive: true });
      symlinkSync(target, pathIn(world, name));
    })
  );
}

function attempt(work: () => void): boolean {
  try {
    work();
    return true;
  } catch {
    return false;
  }
}
