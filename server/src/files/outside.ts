/**
 * Files outside of the folders that the user opened or named. A configuration can include any file of the machine, and what
 * stands there (a token in an environment, a line of a password file) is not to be told on: such a file is read as if all
 * of its words but nginx's own had been kept back. Where it is no configuration of nginx, it is not read at all.
 */
import { isDirective } from '../reference/directives.ts';
import { isStockFile } from '../reference/stock-files.ts';
import { readTokens, type Token } from '../syntax/tokens.ts';
import type { Disk } from './disk.ts';

/** What the user opened or named: files, and folders with all that is below them. Absolute paths. */
export interface Own {
  readonly files: readonly string[];
  readonly folders: readonly string[];
}

/** Is the file that a path leads to, behind all links, one of the user's own? Those of nginx's packages count as such. */
export function isOwn(path: string, own: Own, realPath: Disk['realPath']): boolean {
  const real = realPath(path);
  return isStockFile(real) || isNamedBehind(path, real, own, realPath);
}

/** Is it one of the files, or in one of the folders? Of the root folder only what is named itself is. */
export function isNamed(path: string, own: Own, realPath: Disk['realPath']): boolean {
  return isNamedBehind(path, realPath(path), own, realPath);
}

/** `real` is where the path leads to. */
function isNamedBehind(path: string, real: string, { files, folders }: Own, realPath: Disk['realPath']): boolean {
  if (files.some((it) => it === path || it === real)) return true;
  return folders.some((it) => isBelow(real, it) || isBelow(real, realPath(it)));
}

/** The disk, with the files outside kept back; what the user's own are is asked anew at each look. */
export function keepingBack(disk: Disk, own: () => Own): Disk {
  const mine = (path: string): boolean => isOwn(path, own(), disk.realPath);
  return {
    ...disk,
    read(path) {
      const read = disk.read(path);
      if ('unreadable' in read || mine(path)) return read;
      const text = keepBack(read.text);
      return text === undefined ? { unreadable: 'permission' } : { text, outside: true };
    },
    stamp: (path) => `${disk.stamp(path)}${mine(path) ? '' : ' outside'}`,
  };
}

/** Stands for a word that is kept back: a placeholder, of which nothing is known. */
export const keptBack = '"{{ not shown: a file outside }}"';

/**
 * The text with the same lines and only words that say nothing of anybody: names of directives and of nginx's variables,
 * switches, numbers, names of headers. `undefined` for what is no configuration.
 */
export function keepBack(text: string): string | undefined {
  const blocks: string[] = [];
  let out = '';
  let at = 0;
  for (const statement of readTokens(text)) {
    if (statement.kind === 'error' || (statement.kind === '}' && blocks.pop() === undefined)) return undefined;
    if (!('words' in statement)) continue;
    const [name] = statement.words;
    if (name === undefined) return undefined;
    const table = tables.has(blocks.at(-1) ?? '');
    if (!table && !(name.quote === undefined && isDirective(name.text))) return undefined;
    for (const [index, word] of statement.words.entries()) {
      const shown = index === 0 && !table ? true : isPublic(word, table ? '' : name.text, index);
      out += gap(text.slice(at, word.start)) + (shown ? word.raw : keptBack + linesIn(word.raw));
      at = word.start + word.raw.length;
    }
    if (statement.kind === '{') blocks.push(name.text);
  }
  return blocks.length > 0 ? undefined : out + gap(text.slice(at));
}

function isBelow(path: string, folder: string): boolean {
  const clean = folder.replace(/\/$/, '');
  return clean !== '' && path.startsWith(`${clean}/`);
}

/** Blocks whose lines are entries. */
const tables = new Set(['map', 'geo', 'types', 'split_clients', 'charset_map']);

/** What stands between words without its comments. */
function gap(text: string): string {
  return text.replace(/#[^\n]*/g, '');
}

function linesIn(raw: string): string {
  return '\n'.repeat(raw.split('\n').length - 1);
}

const switches = new Set(
  `on off default any all none always upgrade close keep-alive websocket ssl http2 quic last break permanent redirect
   = ~ ~* ^~ ! != hostnames volatile text/html application/json utf-8 HIGH !aNULL !MD5 TLSv1 TLSv1.1 TLSv1.2 TLSv1.3`.split(
    /\s+/,
  ),
);

/** Directives whose first word is the name of a header or parameter. */
const naming = /^(?:(?:proxy|grpc)_set_header|add_header|add_trailer|\w+_(?:hide|pass)_header|(?:fastcgi|uwsgi|scgi)_param)$/;

function isPublic({ text }: Token, directive: string, index: number): boolean {
  if (text === '' || switches.has(text) || /^\d{1,10}(?:\.\d)?[a-zA-Z]{0,2}$/.test(text)) return true;
  if (index === 1 && naming.test(directive)) return /^[A-Za-z][A-Za-z0-9_-]{0,40}$/.test(text);
  if (directive === 'include') return isStockFile(text);
  // A key may be written in place of a file name.
  if (directive.startsWith('ssl_')) return text.length <= 2000 && !text.startsWith('data:');
  // Variables by their names, which other files use, and nothing that could be read between them.
  return !/[^\s:,;=/."'()_-]/.test(text.replace(/\$(?:[a-z][a-z0-9_]{0,40}(?![A-Za-z0-9_])|\{[a-z][a-z0-9_]{0,40}\})/g, ''));
}
