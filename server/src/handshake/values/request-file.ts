/** Files that a configuration names: `root`, `alias`, and whether they are there, as far as the workspace shows them. */
import type { Level, Placed } from '../../config/model.ts';
import type { Workspace } from '../../config/workspace.ts';
import type { Bindings, ExpandWord } from './bindings.ts';
import { isUnknown } from './exchange.ts';
import type { Value } from '../model.ts';
import { trimEndOf } from '../text/trim.ts';

/** The folder that `$document_root` stands for; relative ones count from the prefix (ngx_http_core_root). */
export function documentRoot(bindings: Bindings, expandWord: ExpandWord): Value {
  const placed = rootOf(bindings.level)?.placed;
  const word = placed?.directive.args[0];
  const text = word === undefined ? 'html' : expandWord(word, bindings).value;
  return isUnknown(text) ? text : absolute(text, bindings.prefix);
}

/** `$request_filename`: the file that the URI leads to (ngx_http_map_uri_to_path). */
export function requestFile(bindings: Bindings, expandWord: ExpandWord): Value {
  return fileFor(bindings.exchange.uri, bindings, expandWord);
}

/** Under `root` the URI is appended, under `alias` what follows the location's name; an alias of a pattern is the file itself. */
export function fileFor(uri: string, bindings: Bindings, expandWord: ExpandWord): Value {
  const folder = documentRoot(bindings, expandWord);
  const root = rootOf(bindings.level);
  if (isUnknown(folder)) return folder;
  if (root?.placed.directive.name.text !== 'alias') return folder + uri;
  if (bindings.location === undefined) return folder;
  if (bindings.location.modifier.startsWith('~')) return bindings.exchange.uriAfterAlias ? folder + uri : folder;
  return folder + uri.slice(bindings.location.path.length);
}

function rootOf(level: Level): { readonly placed: Placed } | undefined {
  for (let at: Level | undefined = level; at !== undefined; at = at.outer) {
    const placed = at.own.get('root')?.at(-1) ?? at.own.get('alias')?.at(-1);
    if (placed !== undefined) return { placed };
  }
  return undefined;
}

function absolute(path: string, prefix: string | undefined): Value {
  if (path.startsWith('/')) return path;
  return prefix === undefined ? { unknown: `the folder \`${path}\`, relative to nginx's prefix` } : `${prefix}/${path}`;
}

export type FileKind = 'file' | 'folder';

/** What stands at a path; `undefined` when the workspace shows nothing there (it may still be there on the server). */
export function fileAt(path: string, workspace: Workspace): FileKind | undefined {
  const clean = trimEndOf(path, '/').replace(/\/+/g, '/') || '/';
  const kind = workspace.stat(clean)?.kind;
  // A folder of files that are open and not saved yet is nowhere else.
  if (kind === undefined) return workspace.list(clean).length > 0 ? 'folder' : undefined;
  return kind === 'folder' ? 'folder' : 'file';
}
