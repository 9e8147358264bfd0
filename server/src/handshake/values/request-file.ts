/** Files that a configuration names: `root`, `alias`, and whether they are there, as far as the workspace shows them. */
import type { Level, Location, Locations, Placed } from '../../config/model.ts';
import { fullName, isAbsolute } from '../../config/path.ts';
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

/** `$request_filename`: the file that the URI leads to; none where an alias stands for a rewritten URI. */
export function requestFile(bindings: Bindings, expandWord: ExpandWord): Value {
  if (!bindings.exchange.validLocation && aliasOf(bindings) !== undefined) return '';
  return fileFor(bindings.exchange.uri, bindings, expandWord);
}

/**
 * Under `root` the URI is appended, under `alias` what follows the name of the location that it was written for; an alias of a
 * pattern is the file itself (ngx_http_map_uri_to_path).
 */
export function fileFor(uri: string, bindings: Bindings, expandWord: ExpandWord): Value {
  const folder = documentRoot(bindings, expandWord);
  const alias = aliasOf(bindings);
  if (isUnknown(folder)) return folder;
  if (alias === undefined) return folder + uri;
  if (alias === '') return bindings.exchange.uriAfterAlias ? folder + uri : folder;
  return folder + uri.slice(alias.length);
}

/**
 * The name of the location in whose place the alias in force stands, also where a nested location or an `if` inherits it; empty
 * for a pattern, whose alias is the file itself. `undefined` without an alias.
 */
export function aliasOf({ level, location, server, exchange }: Bindings): string | undefined {
  const root = rootOf(level);
  if (root?.placed.directive.name.text !== 'alias') return undefined;
  const isOwn = root.level === location?.level;
  const owner = isOwn || server === undefined ? location : (locationOf(root.level, server.locations, exchange.uri) ?? location);
  return owner === undefined || owner.modifier.startsWith('~') ? '' : owner.path;
}

/** Among those that a request for this URI can be in. */
function locationOf(level: Level, locations: Locations, uri: string): Location | undefined {
  for (const [index, { modifier, path }] of locations.names.entries()) {
    if (!modifier.startsWith('~') && !uri.startsWith(path)) continue;
    const location = locations.at(index);
    const found = location.level === level ? location : locationOf(level, location.locations, uri);
    if (found !== undefined) return found;
  }
  return undefined;
}

function rootOf(level: Level): { readonly placed: Placed; readonly level: Level } | undefined {
  for (let at: Level | undefined = level; at !== undefined; at = at.outer) {
    const placed = at.own.get('root')?.at(-1) ?? at.own.get('alias')?.at(-1);
    if (placed !== undefined) return { placed, level: at };
  }
  return undefined;
}

function absolute(path: string, prefix: string | undefined): Value {
  if (prefix !== undefined) return fullName(path, prefix);
  return isAbsolute(path) ? path : { unknown: `the folder \`${path}\`, relative to nginx's prefix` };
}

export type FileKind = 'file' | 'folder';

/** What stands at a path; `undefined` when the workspace shows nothing there (it may still be there on the server). */
export function fileAt(path: string, workspace: Workspace): FileKind | undefined {
  const clean = trimEndOf(path, '/').replace(/\/+/g, '/') || '/';
  const kind = workspace.stat(clean)?.kind;
  if (kind === 'file' && path.endsWith('/')) return undefined;
  // A folder of files that are open and not saved yet is nowhere else.
  if (kind === undefined) return workspace.list(clean).length > 0 ? 'folder' : undefined;
  return kind === 'folder' ? 'folder' : 'file';
}
