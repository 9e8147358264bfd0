/** `$invalid_referer`: 1 when the Referer is none that `valid_referers` lists (ngx_http_referer_module.c). */
import type { Word } from '../../syntax/tree.ts';
import type { Bindings } from './bindings.ts';
import { headerValue } from '../request/headers.ts';
import type { Value } from '../model.ts';
import { compilePattern } from '../text/pattern.ts';
import { tryPattern } from './budget.ts';
import { inForce } from './in-force.ts';

export function invalidReferer(bindings: Bindings): Value {
  const words = inForce(bindings.level, 'valid_referers').placed.flatMap(({ directive }) => directive.args);
  const hosts = words.flatMap((word) => (word.text === 'server_names' ? serverNames(bindings) : hostWords(word)));
  if (words.length === 0) return '';
  const referer = headerValue(bindings.request, 'referer');
  const lists = (name: string): boolean => words.some(({ text }) => text === name);
  if (referer === undefined) return lists('none') ? '' : '1';
  const rest = /^https?:\/\/(.*)$/is.exec(referer)?.[1];
  if (rest === undefined || referer.length < 'http://i.ru'.length) return lists('blocked') ? '' : '1';
  return matches(hosts, rest, bindings);
}

function hostWords(word: Word): readonly Word[] {
  return word.text === 'none' || word.text === 'blocked' ? [] : [word];
}

function serverNames({ server }: Bindings): readonly Word[] {
  return (server?.level.own.get('server_name') ?? []).flatMap(({ directive }) => directive.args);
}

/** Exact names and wildcards, each with an optional beginning of the path; then patterns on all behind the scheme. */
function matches(words: readonly Word[], rest: string, { exchange }: Bindings): Value {
  const host = (/^[^/:]*/.exec(rest)?.[0] ?? '').toLowerCase();
  const path = /\/.*$/s.exec(rest)?.[0] ?? '';
  for (const { text } of words) {
    const [name = ''] = text.toLowerCase().split('/', 1);
    if (!text.startsWith('~') && namesHost(name, host) && path.startsWith(text.slice(name.length))) return '';
  }
  for (const word of words) {
    if (!word.text.startsWith('~')) continue;
    const match = tryPattern(exchange.budget, compilePattern(word.text.slice(1), true), rest);
    if (match === 'unknown') return { unknown: `the pattern \`${word.text}\` of \`valid_referers\`` };
    if (match !== undefined) return '';
  }
  return '1';
}

function namesHost(name: string, host: string): boolean {
  if (name.startsWith('*.')) return host.endsWith(name.slice(1));
  if (name.startsWith('.')) return host.endsWith(name) || host === name.slice(1);
  return name.endsWith('.*') ? host.startsWith(name.slice(0, -1)) : host === name;
}
