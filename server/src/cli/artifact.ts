/** How reports for programs name files: from one folder on, with slashes, the same on each system. */
import { posix } from 'node:path';
import { withoutHalves } from '../analysis/one-line.ts';

/** `.` and `..` worked out; `path` is absolute, with slashes (`/etc/x`, `C:/x`, `//server/share/x`). The letter of a drive is a capital. */
export function tidy(path: string): string {
  const plain = `${path.startsWith('//') ? '/' : ''}${posix.normalize(path)}`;
  return /^[a-z]:\//.test(plain) ? plain.charAt(0).toUpperCase() + plain.slice(1) : plain;
}

/** The way from a folder down to a file; `undefined` for one that is not below it. Both are absolute, with slashes. */
export function below(folder: string, path: string): string | undefined {
  const base = tidy(folder).replace(/\/$/, '');
  const whole = tidy(path);
  return whole.startsWith(`${base}/`) && whole.length > base.length + 1 ? whole.slice(base.length + 1) : undefined;
}

/** The way from a folder to a file, with `..` where it must be; the whole path where there is none, as to another drive. */
export function wayTo(folder: string, path: string): string {
  const base = partsOf(folder);
  const whole = partsOf(path);
  if (base[0] !== whole[0]) return tidy(path);
  const same = base.findIndex((part, index) => part !== whole[index]);
  const common = same === -1 ? base.length : same;
  return [...base.slice(common).map(() => '..'), ...whole.slice(common)].join('/');
}

/** The address of a file or, with a slash at its end, of a folder. */
export function fileUri(path: string): string {
  const whole = tidy(path);
  const segments = (whole.startsWith('/') ? whole : `/${whole}`).split('/').map(escaped).join('/');
  // A server stands where the host does, and a drive keeps its colon.
  return whole.startsWith('//') ? `file:${segments}` : `file://${segments.replace(/^\/([A-Z])%3A(?=\/)/, '/$1:')}`;
}

/** The same of a way that leads down from a folder. */
export function relativeUri(way: string): string {
  return way.split('/').map(escaped).join('/');
}

/** What cannot be different for two files of one folder is the first part: nothing, a drive, or a server. */
function partsOf(path: string): readonly string[] {
  const [, server, rest] = /^(\/\/[^/]+)\/(.*)$/.exec(tidy(path)) ?? [];
  if (server !== undefined) return [server, ...(rest ?? '').split('/').filter((part) => part !== '')];
  const [root = '', ...parts] = tidy(path).split('/');
  return [root, ...parts.filter((part) => part !== '')];
}

/** A half of a surrogate pair, which a name may have, has no bytes that could be escaped. */
function escaped(part: string): string {
  return encodeURIComponent(withoutHalves(part));
}
