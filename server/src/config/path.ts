/**
 * Paths as the model writes them: absolute, `/` between their parts; those of Windows with a small drive (`c:/nginx`) or on a share
 * (`//box/nginx`). Pure: what is there, and whether case counts, is the disk's to say.
 */

/** `C:\nginx\conf` → `c:/nginx/conf`, `\\box\share` → `//box/share`; any other path stays as it is. */
export function modelPath(path: string): string {
  const forward = /^(?:[A-Za-z]:|\\\\)/.test(path) ? path.replaceAll('\\', '/') : path;
  return forward.replace(/^[A-Z]:/, (drive) => drive.toLowerCase());
}

/** Does it have a drive, or is it on a share? */
export function isWindowsPath(path: string): boolean {
  return /^(?:[A-Za-z]:|[\\/]{2}[^\\/])/.test(path);
}

/** Does it count from nowhere? */
export function isAbsolute(path: string): boolean {
  return path.startsWith('/') || /^[A-Za-z]:\//.test(path);
}

/**
 * A name in a configuration as nginx completes it with its prefix (ngx_file.c, ngx_get_full_name): on Windows `/sites` is on the
 * drive of the prefix. `..` and the like stay.
 */
export function fullName(name: string, prefix: string): string {
  const onWindows = isWindowsPath(prefix);
  const path = onWindows ? modelPath(name.replaceAll('\\', '/')) : name;
  if (!isAbsolute(path)) return `${prefix}/${path}`;
  const drive = /^[a-z]:/.exec(prefix)?.[0];
  return drive !== undefined && path.startsWith('/') && !isWindowsPath(path) ? drive + path : path;
}

/** Takes `.`, `..` and doubled slashes out of an absolute path. `onWindows`: two at its start are a share's. */
export function normalise(path: string, onWindows: boolean): string {
  const drive = /^[a-z]:/i.exec(path)?.[0] ?? '';
  const root = drive === '' && onWindows && path.startsWith('//') ? '/' : drive;
  const out: string[] = [];
  for (const part of path.slice(drive.length).split('/')) {
    if (part === '..') out.pop();
    else if (part !== '.' && part !== '') out.push(part);
  }
  return `${root}/${out.join('/')}`;
}

/** Where case does not count, in one case. */
export function comparable(path: string): string {
  return isWindowsPath(path) ? path.toLowerCase() : path;
}
