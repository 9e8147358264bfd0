/** A log file on this machine as `tail -F` follows it: renamed, cut short, written anew, or not there yet. */
import { open, stat, type FileHandle } from 'node:fs/promises';
import { lineBuffer, type LineBuffer } from './lines-of.ts';

export type FileState = 'following' | 'missing' | 'denied' | 'no-file';

export interface FollowedFile {
  /** Reads what is new. One call at a time. Never rejects. */
  readonly look: () => Promise<void>;
  readonly close: () => Promise<void>;
}

/** From the end of what is there at the first look; a file that appears later is read from its start. */
export function followFile(path: string, heard: (line: string) => void, told: (state: FileState) => void): FollowedFile {
  let current: Opened | undefined;
  let left: readonly Opened[] = [];
  let first = true;
  let state: FileState | undefined;
  const tell = (now: FileState): void => {
    if (now !== state) told(now);
    state = now;
  };

  const look = async (): Promise<void> => {
    const found = await stateOf(path);
    for (const it of left) await it.read();
    await current?.read();
    if (typeof found === 'string') {
      tell(found);
    } else if (current?.id !== found.id) {
      const opened = await openAt(path, first, heard);
      if (opened === undefined) tell('denied');
      else {
        // nginx writes on into the renamed file until it is told to open its logs again.
        if (current !== undefined) left = [...left, current];
        current = opened;
        await current.read();
        tell('following');
      }
    } else tell('following');
    first = false;
    const done = left.filter((it) => Date.now() - it.lastRead() > patience);
    left = left.filter((it) => !done.includes(it));
    for (const it of done) await it.close();
  };
  return {
    look,
    async close() {
      await Promise.all([...left, ...(current === undefined ? [] : [current])].map((it) => it.close()));
    },
  };
}

/** In ms: a renamed file into which nothing was written so long is let go. */
const patience = 15_000;

interface Opened {
  /** Device and inode. */
  readonly id: string;
  readonly read: () => Promise<void>;
  readonly lastRead: () => number;
  readonly close: () => Promise<void>;
}

async function stateOf(path: string): Promise<{ readonly id: string } | Exclude<FileState, 'following'>> {
  try {
    const { dev, ino, isFile } = await statOf(path);
    return isFile ? { id: `${dev}:${ino}` } : 'no-file';
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EACCES' ? 'denied' : 'missing';
  }
}

async function statOf(path: string): Promise<{ readonly dev: bigint; readonly ino: bigint; readonly isFile: boolean }> {
  const found = await stat(path, { bigint: true });
  return { dev: found.dev, ino: found.ino, isFile: found.isFile() };
}

async function openAt(path: string, atEnd: boolean, heard: (line: string) => void): Promise<Opened | undefined> {
  let handle: FileHandle | undefined;
  try {
    handle = await open(path, 'r');
    const { dev, ino, size } = await handle.stat({ bigint: true });
    return reading(handle, `${dev}:${ino}`, atEnd ? Number(size) : 0, lineBuffer(heard));
  } catch {
    await handle?.close();
    return undefined;
  }
}

function reading(handle: FileHandle, id: string, start: number, lines: LineBuffer): Opened {
  let offset = start;
  let before = Buffer.alloc(0);
  let lastRead = Date.now();
  const chunk = Buffer.alloc(64 * 1024);
  /** Cut short, or cut short and written beyond where it was: what was read last is not there any more. */
  const isAnother = async (): Promise<boolean> => {
    const { size } = await handle.stat();
    if (size < offset) return true;
    if (before.length === 0 || size === offset) return false;
    const there = Buffer.alloc(before.length);
    await handle.read(there, 0, there.length, offset - before.length);
    return !there.equals(before);
  };
  return {
    id,
    lastRead: () => lastRead,
    async read() {
      try {
        if (await isAnother()) {
          [offset, before] = [0, Buffer.alloc(0)];
          lines.clear();
        }
        for (;;) {
          const { bytesRead } = await handle.read(chunk, 0, chunk.length, offset);
          if (bytesRead === 0) return;
          const bytes = Buffer.from(chunk.subarray(0, bytesRead));
          offset += bytesRead;
          before = Buffer.concat([before, bytes]).subarray(-1024);
          lastRead = Date.now();
          lines.add(bytes);
        }
      } catch {
        // The disk is gone: the next look says so.
      }
    },
    close: () => handle.close().catch(() => undefined),
  };
}
