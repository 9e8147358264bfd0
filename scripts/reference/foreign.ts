/**
 * Regenerates server/src/reference/foreign.data.ts: directives that nginx itself does not read, with the module that brings
 * them and where each may stand. Facts only: no text is kept.
 * Those of the commercial build come from @nginx/reference-lib, the others from the command tables of clones, in
 * FOLDER/owner/name as in the home pages of scripts/reference/modules.ts, or from what documentation says:
 *   node --import tsx scripts/reference/foreign.ts FOLDER
 */
import { execFileSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { getDirectives } from '@nginx/reference-lib';
import { directiveNames } from '../../server/src/reference/directives.ts';
import { documented, innerOnly, lateToNginx, modules, plainWords, outer, separate, type Module } from './modules.ts';

/** By name: letters of contexts, `?` where they are not known; `{` behind them for a block. */
type Entries = Map<string, string>;

const own = new Set(directiveNames());
const [folder = ''] = process.argv.slice(2);

const letters: Readonly<Record<string, string>> = {
  DIRECT: 'm',
  MAIN: 'm',
  ANY: 'mehslijxuSTUMN',
  EVENT: 'e',
  HTTP_MAIN: 'h',
  HTTP_SRV: 's',
  HTTP_LOC: 'l',
  HTTP_SIF: 'i',
  HTTP_LIF: 'j',
  HTTP_LMT: 'x',
  HTTP_UPS: 'u',
  STREAM_MAIN: 'S',
  STREAM_SRV: 'T',
  STREAM_UPS: 'U',
  MAIL_MAIN: 'M',
  MAIL_SRV: 'N',
};
const order = 'mehslijxuSTUMN';

const described: Readonly<Record<string, string>> = {
  main: 'm',
  http: 'h',
  // Where the documentation names a location, its `if` and `limit_except` are not ruled out.
  location: 'ljx',
  server: 'si',
  'if in server': 'i',
  'if in location': 'j',
  limit_except: 'x',
  upstream: 'u',
  stream: 'S',
  mail: 'M',
};

const streams: Readonly<Record<string, string>> = { server: 'T', upstream: 'U', stream: 'S' };

function plusEntries(isOther: boolean): Entries {
  const entries: Entries = new Map();
  for (const { name, module, contexts, isBlock } of getDirectives()) {
    if (own.has(name) || (innerOnly.test(module) && !outer.has(name)) || separate.test(module) !== isOther) continue;
    const table = module.startsWith('ngx_stream') ? { ...described, ...streams } : described;
    const known = contexts.every((it) => Object.hasOwn(table, it));
    add(entries, name, known ? contexts.map((it) => table[it]).join('') : '?', isBlock);
  }
  return entries;
}

function add(entries: Entries, name: string, where: string, block: boolean): void {
  const before = entries.get(name) ?? '';
  const all = before + where;
  const sorted = all.includes('?') ? '?' : [...order].filter((it) => all.includes(it)).join('');
  entries.set(name, `${sorted}${block || before.endsWith('{') ? '{' : ''}`);
}

function git(repository: string, ...args: string[]): string {
  const options = {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    stdio: ['ignore', 'pipe', 'ignore'] as ['ignore', 'pipe', 'ignore'],
  } as const;
  return execFileSync('git', ['-C', repository, ...args], options);
}

/** In all releases: a directive may stand where any of them takes it. */
function entriesOf({ home, under, tags }: Module): Entries {
  const repository = home.replace('https://github.com', folder);
  const entries: Entries = new Map();
  if (!existsSync(repository)) return entries;
  const read = new Set<string>();
  for (const tag of [
    'HEAD',
    ...some(
      git(repository, 'tag')
        .split('\n')
        .filter((it) => it !== '' && tags?.test(it) !== false),
    ),
  ]) {
    const files = git(repository, 'ls-tree', '-r', tag).split('\n');
    const sources = files
      .map((line) => /^\d+ blob (\w+)\t(.+\.(?:c|cc|cpp|h))$/.exec(line))
      .filter((match) => match !== null && (under === undefined || under.test(match[2] ?? '')) && !read.has(match[1] ?? ''))
      .map((match) => match?.[1] ?? '');
    for (const id of sources) read.add(id);
    const texts = sources.map((id) => git(repository, 'cat-file', 'blob', id)).filter((text) => text.includes('_CONF'));
    const macros = new Map(
      texts
        .flatMap((text) => [...text.matchAll(/#\s*define\s+(NGX_\w+)\s+((?:[^\n]*\\\n)*[^\n]*_CONF\b[^\n]*)/g)])
        .map((match) => [match[1] ?? '', match[2] ?? '']),
    );
    for (const text of texts) readCommands(text, macros, entries);
  }
  return entries;
}

/** A few tens, spread over all. */
function some<T>(all: readonly T[]): readonly T[] {
  const step = Math.ceil(all.length / 40);
  return all.filter((_, index) => index % step === 0);
}

function readCommands(text: string, macros: ReadonlyMap<string, string>, entries: Entries): void {
  const code = text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^\s*\/\/.*$/gm, '');
  for (const [, name = '', flags = ''] of code.matchAll(
    /\{\s*ngx_string\s*\(\s*"([A-Za-z]\w*)"\s*\)\s*,([^,{}]*_CONF[^,{}]*),/g,
  )) {
    if ((own.has(name) && !lateToNginx.has(name)) || (/^[a-z]+$/.test(name) && !plainWords.has(name))) continue;
    const words = flags
      .replace(/NGX_\w+/g, (it) => macros.get(it) ?? it)
      .split(/[|\s()]+/)
      .filter((it) => it !== '' && !it.startsWith('NGX_CONF_'));
    const places = words.map((it) => letters[/^NGX_(\w+)_CONF$/.exec(it)?.[1] ?? '']);
    const isInner =
      words.length > 0 && words.every((it, index) => places[index] === undefined && /^NGX_[A-Z]+_[A-Z]*_?CONF$/.test(it));
    const where = words.length === 0 ? '?' : isInner ? '' : places.map((it) => it ?? '?').join('');
    add(entries, name, where, flags.includes('NGX_CONF_BLOCK'));
  }
}

const tables: (readonly [head: string, entries: Entries])[] = [];
const plus = plusEntries(false);
const others = plusEntries(true);
for (const [name, where] of Object.entries(documented['NGINX Plus'] ?? {})) add(plus, name, where, false);
for (const module of modules) {
  const entries = entriesOf(module);
  for (const [name, where] of Object.entries(documented[module.name] ?? {}))
    add(entries, name, where.replace('{', ''), where.endsWith('{'));
  for (const [name, where] of others)
    if (module.documents?.test(name) === true) add(entries, name, where.replace('{', ''), where.endsWith('{'));
  tables.push([`# ${module.name} ${module.home}`, entries]);
}
tables.push(['# NGINX Plus https://docs.nginx.com/nginx', plus]);

function written([head, entries]: (typeof tables)[number]): string {
  const byPlace = new Map<string, string[]>();
  for (const [name, where] of entries) byPlace.set(where, [...(byPlace.get(where) ?? []), name]);
  const lines = [...byPlace]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([where, names]) => wrapped(where || '-', names.sort()));
  return [head, ...lines].join('\n');
}

/** Lines of what an editor shows at once; each begins with the place. */
function wrapped(where: string, names: readonly string[]): readonly string[] {
  const lines: string[] = [];
  for (const name of names) {
    const last = lines.at(-1);
    if (last === undefined || last.length + name.length > 125) lines.push(`${where} ${name}`);
    else lines[lines.length - 1] = `${last} ${name}`;
  }
  return lines;
}

writeFileSync(
  new URL('../../server/src/reference/foreign.data.ts', import.meta.url),
  `/**
 * Directives that nginx itself does not read, by the module that brings them, with its home page; each line begins with where
 * they may stand (letters as in commands.data.ts, \`?\`: not known, \`-\`: only in a block of the module, \`{\`: a block).
 * Generated by scripts/reference/foreign.ts; do not edit.
 */
export const foreignModules = \`
${tables
  .filter(([, entries]) => entries.size > 0)
  .map(written)
  .join('\n')}
\`;
`,
);
