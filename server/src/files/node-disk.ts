/** The disk as Node sees it. */
import { readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { decode } from './bytes.ts';
import { largestFile, type Disk, type Reason } from './disk.ts';

export const nodeDisk: Disk = {
  read(path) {
    try {
      const stat = statSync(path);
      if (stat.isDirectory()) return { unreadable: 'folder' };
      // A pipe or a device may never end.
      if (!stat.isFile()) return { unreadable: 'permission' };
      if (stat.size > largestFile) return { unreadable: 'too-large' };
      return { text: decode(readFileSync(path)) };
    } catch (error) {
      return { unreadable: reasonOf(error) };
    }
  },
  list(folder) {
    try {
      const entries = readdirSync(folder, { withFileTypes: true }).map((it) => ({ name: it.name, folder: it.isDirectory() }));
      // The system's order is no order.
      return entries.sort((a, b) => (a.name < b.name ? -1 : 1));
    } catch {
      return [];
    }
  },
  realPath(path) {
    try {
      return slashes(realpathSync.native(path));
    } catch {
      return path;
    }
  },
  stamp(path) {
    try {
      const { ino, size, mtimeNs, ctimeNs } = statSync(path, { bigint: true });
      return [ino, size, mtimeNs, ctimeNs].join(' ');
    } catch (error) {
      return reasonOf(error);
    }
  },
};

/** A path of this system as the model writes it: `c:\nginx` → `c:/nginx`. */
export function slashes(path: string): string {
  const forward = process.platform === 'win32' ? path.replaceAll('\\', '/') : path;
  return forward.replace(/^[A-Z]:/, (drive) => drive.toLowerCase());
}

function reasonOf(error: unknown): Reason {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ELOOP') return 'loop';
  if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'ENAMETOOLONG' || code === 'ERR_INVALID_ARG_VALUE') return 'missing';
  return code === 'EISDIR' ? 'folder' : 'permission';
}
