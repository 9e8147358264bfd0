/** File name patterns as `include` understands them: glob(3) with `*`, `?` and `[…]`, without `**` and braces. */
import { isWindowsPath } from './path.ts';
import type { Workspace } from './workspace.ts';

/** nginx takes a name as a pattern when one of these is in it (ngx_conf_file.c, ngx_conf_include). */
export function isPattern(name: string): boolean {
  return /[*?[]/.test(name);
}

/**
 * Existing paths that match an absolute pattern, in nginx's order: sorted by their bytes (glob(3)), on Windows as a folder of NTFS has
 * them, without a look at case (ngx_win32_init.c, FindFirstFile). A folder that cannot be read matches nothing.
 */
export function matchFiles(workspace: Workspace, pattern: string): readonly string[] {
  const [root = '', ...parts] = pattern.split('/');
  const onWindows = isWindowsPath(pattern);
  let found = [root];
  for (const part of parts) {
    found = isPattern(part)
      ? found.flatMap((folder) => matchNames(workspace, folder, part, onWindows).map((name) => `${folder}/${name}`))
      : found.map((folder) => `${folder}/${part}`);
  }
  return found.sort(onWindows ? (a, b) => compareBytes(a.toUpperCase(), b.toUpperCase()) : compareBytes);
}

/** The folder in which the first part that is a pattern is looked for. */
export function patternFolder(path: string): string {
  const parts = path.split('/');
  return listed(parts.slice(0, Math.max(parts.findIndex(isPattern), 1)).join('/'));
}

/** The folder of a path as it is asked for: that of a root has its slash. */
function listed(folder: string): string {
  return /^(?:[a-z]:)?$/i.test(folder) ? `${folder}/` : folder;
}

function matchNames(workspace: Workspace, folder: string, part: string, onWindows: boolean): readonly string[] {
  const pattern = namePattern(part, onWindows);
  return workspace.list(listed(folder)).filter((name) => pattern.test(name));
}

/** Code points sort like their UTF-8 bytes. */
function compareBytes(a: string, b: string): number {
  const left = [...a];
  const right = [...b];
  for (const [index, char] of left.entries()) {
    const difference = (char.codePointAt(0) ?? 0) - (right[index]?.codePointAt(0) ?? -1);
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
}

/** `*` and `?` do not match a leading dot (glob(3) without GLOB_PERIOD) but on Windows; an unclosed `[` stands for itself. */
function namePattern(part: string, onWindows: boolean): RegExp {
  let source = /^[*?]/.test(part) && !onWindows ? '^(?!\\.)' : '^';
  for (let i = 0; i < part.length; i++) {
    const char = part[i] ?? '';
    const set = char === '[' ? /^\[([!^]?)(\]?[^\]]*)\]/.exec(part.slice(i)) : null;
    if (char === '*') source += part[i - 1] === '*' ? '' : '[^/]*';
    else if (char === '?') source += '[^/]';
    else if (set !== null) {
      source += `[${set[1] === '' ? '' : '^'}${(set[2] ?? '').replace(/[\\\]^]/g, '\\$&')}]`;
      i += set[0].length - 1;
    } else source += char.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
  }
  try {
    return new RegExp(`${source}$`, onWindows ? 'iu' : 'u');
  } catch {
    return /^(?!)/;
  }
}
