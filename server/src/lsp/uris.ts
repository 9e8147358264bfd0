/** URIs of the editor as paths of the model, and back. */
import { URI, Utils } from 'vscode-uri';
import { modelPath } from '../config/path.ts';

/**
 * `file:` gives the path on disk; any other scheme a path of its own kind, which no disk has:
 * `untitled:Untitled-1` → `/untitled:/Untitled-1`, `vscode-vfs://github/o/r/nginx.conf` → `/vscode-vfs:github/o/r/nginx.conf`.
 */
export function pathOf(uri: string): string {
  const { scheme, authority, path } = Utils.resolvePath(URI.parse(uri));
  if (scheme !== 'file') return `/${scheme}:${authority}${path.startsWith('/') ? '' : '/'}${path}`;
  if (authority !== '') return `//${authority}${path}`;
  return /^\/[A-Za-z]:/.test(path) ? modelPath(path.slice(1)) : path;
}

export function uriOf(path: string): string {
  const foreign = foreignPath.exec(path);
  if (foreign === null) return URI.file(path).toString();
  const [, scheme = '', authority = '', rest = ''] = foreign;
  return URI.from({ scheme, authority, path: scheme === 'untitled' ? rest.slice(1) : rest }).toString();
}

/** Is this a path that no disk has? */
export function isForeign(path: string): boolean {
  return foreignPath.test(path);
}

const foreignPath = /^\/([a-z][a-z0-9+.-]+):([^/]*)(\/.*)$/i;
