/** Words that an argument may be: flags, words of the documentation, header names, MIME types, numbers with their units. */
import { mimeTypes, wordsFor, entryWords } from '../../reference/words.ts';
import { requestHeaders, responseHeaders, usualVariables } from '../../reference/headers.ts';
import { directive as formsOf, type DirectiveForm } from '../../reference/directives.ts';
import { parameterSince } from '../../reference/parameters.ts';
import { quantityOf } from '../../reference/units.ts';
import { isAtLeast } from '../../reference/version.ts';
import { earlierDefault, entryFor, syntaxOf, wordSince } from '../documentation/entry.ts';
import { explainQuantity, unitsOf } from '../documentation/units.ts';
import type { SyntaxWord } from '../documentation/syntax.ts';
import type { Completion, Scene } from './model.ts';
import { contextOf } from './place.ts';
import { usualValues, value } from './usual.ts';

export function valueCompletions(scene: Scene): readonly Completion[] {
  const { cursor, place } = scene;
  if (place.kind === 'table') return entryCompletions(scene);
  const [name = '', ...given] = cursor.before;
  const found = [
    ...usualValues(scene),
    ...headers(name, given),
    ...mimes(name),
    ...units(scene),
    ...flags(name, given),
    ...listed(scene),
    ...documented(scene),
  ];
  const seen = new Set<string>(given.filter((it) => !/^\d/.test(it)));
  return found.filter(({ label }) => !seen.has(label) && seen.add(label));
}

function flags(name: string, given: readonly string[]): readonly Completion[] {
  if (given.length > 0 || !formsOf(name).some(({ kind }) => kind === 'flag')) return [];
  return ['on', 'off'].map((it, index) => value(it, 1 + index / 10));
}

/** `words` of command tables, and what the notation of the documentation says in so many letters. */
function documented(scene: Scene): readonly Completion[] {
  const { cursor, documentation, place, analysis } = scene;
  const [name = '', ...given] = cursor.before;
  const entry = entryFor(documentation, name, contextOf(place));
  const forms = formsOf(name).filter(({ words }) => words.length > 0);
  const own = forms.flatMap(({ words, kind }) => (kind === 'words' || given.length === 0 ? words : []));
  const literals = (entry === undefined ? [] : syntaxOf(entry)).flatMap((it) => literalsAt(it, given.length));
  const { nginx } = analysis.options;
  const earlier = earlierDefault(name);
  const usual = earlier !== undefined && !isAtLeast(nginx, earlier.before) ? earlier.value : entry?.default;
  const isUsual = (word: string): boolean => word === usual && given.length === 0;
  const all = [...own, ...literals]
    .filter((it) => isRead(it, scene))
    .map((it) => value(it, isUsual(it) ? 1.5 : 2, isUsual(it) ? 'default' : undefined));
  const plain = usual !== undefined && /^[\w.-]+$/.test(usual) && given.length === 0 && all.length === 0 && takesOne(name);
  return plain ? [...all, value(usual, 1.5, 'default')] : all;
}

/** By the newest release that the configuration may be for. */
function isRead(word: string, { cursor, documentation, place, analysis }: Scene): boolean {
  const [name = ''] = cursor.before;
  const { nginx, nginxUpTo = nginx } = analysis.options;
  const entry = entryFor(documentation, name, contextOf(place));
  const since = parameterSince(name, word) ?? (entry && wordSince(entry, word));
  return since === undefined || isAtLeast(nginxUpTo, since);
}

function takesOne(name: string): boolean {
  return formsOf(name).some(({ kind }: DirectiveForm) => ['msec', 'sec', 'size', 'offset', 'number', 'word'].includes(kind));
}

/** Of the words that may stand at an argument (from 0): those behind as many that must be there. */
function literalsAt(words: readonly SyntaxWord[], index: number): readonly string[] {
  const out: string[] = [];
  let required = 0;
  let optional = 0;
  // Parameters (`name=value`) come in any order.
  let parameters: number | undefined;
  for (const { literals, repeated, optional: mayLack } of words) {
    if (literals.some((it) => it.includes('='))) parameters ??= required;
    const from = parameters ?? required;
    const to = repeated ? Infinity : required + optional + (mayLack ? words.length : 0);
    if (index >= from && index <= to) out.push(...literals);
    if (mayLack) optional++;
    else required++;
  }
  return out;
}

function listed(scene: Scene): readonly Completion[] {
  const { cursor, place } = scene;
  const [name = '', ...given] = cursor.before;
  const key = name === 'server' && contextOf(place)?.endsWith('upstream') === true ? 'upstream server' : name;
  const words = wordsFor(key, given.length).filter((it) => isRead(it, scene));
  return words.map((it, index) => value(it, 1.8 + index / 100));
}

function headers(name: string, given: readonly string[]): readonly Completion[] {
  const [header] = given;
  const names = headerNames[name];
  if (names !== undefined && header === undefined) {
    return names.map((it, index) => ({ ...value(it, 1 + index / 100), kind: 'header' as const }));
  }
  if (header === undefined || given.length !== 1 || (name !== 'proxy_set_header' && name !== 'grpc_set_header')) return [];
  const literal = header.toLowerCase() === 'connection' ? ['"upgrade"', '""'] : usualVariables(header).length === 0 ? ['""'] : [];
  return literal.map((it) => value(it, 3, it === '""' ? 'is not sent' : undefined));
}

const headerNames: Readonly<Record<string, readonly string[]>> = {
  __proto__: null as never,
  proxy_set_header: requestHeaders,
  grpc_set_header: requestHeaders,
  add_header: responseHeaders,
  proxy_hide_header: responseHeaders,
  proxy_pass_header: responseHeaders,
  grpc_hide_header: responseHeaders,
  fastcgi_hide_header: responseHeaders,
  proxy_ignore_headers: [],
};

function mimes(name: string): readonly Completion[] {
  const takes = name === 'default_type' || formsOf(name).some(({ kind }) => kind === 'types');
  return takes ? mimeTypes.map((it) => value(it, 2)) : [];
}

/** A number that is written gets its units; where none is, a few usual ones. */
function units({ cursor: { before, typed } }: Scene): readonly Completion[] {
  const [name = '', ...given] = before;
  const [, head = '', number] = /^(\w+=)?(\d*)$/.exec(typed) ?? [];
  const quantity = number === undefined ? undefined : quantityOf(name, given.length, true, `${head}${number}`);
  if (quantity === undefined || number === undefined) return [];
  const numbers = number === '' ? usualNumbers[quantity] : unitsOf(quantity).map((unit) => number + unit);
  return numbers.map((it, index) => ({ ...value(head + it, 2.5 + index / 100, explainQuantity(quantity, it)) }));
}

const usualNumbers = { time: ['60s', '1h', '1d'], size: ['4k', '8k', '16k', '1m'], offset: ['1m', '10m', '100m', '1g'] } as const;

function entryCompletions({ cursor, place }: Scene): readonly Completion[] {
  const table = place.kind === 'table' ? place.table : '';
  if (cursor.before.length === 0) {
    const names = table === 'types' ? mimeTypes : (entryWords[table] ?? []);
    return names.map((it, index) => value(it, 1 + index / 100));
  }
  if (cursor.before[0] === 'include') return [];
  const isUpgradeMap = table === 'map' && cursor.around.at(-1)?.args[0]?.text === '$http_upgrade';
  return isUpgradeMap ? [value('upgrade', 1), value('close', 1.1), value("''", 1.2, 'no header')] : [];
}
