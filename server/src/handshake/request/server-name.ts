/** Which server of an address takes a host name: exact, `*.name`, `name.*`, then regular expressions in order. */
import type { Server } from '../../config/model.ts';
import type { Word } from '../../syntax/tree.ts';
import { compilePattern, type Match } from '../text/pattern.ts';

export interface NamedServer {
  readonly server: Server;
  /** The `server_name` that matched; `undefined` for a server without one, whose name is empty. */
  readonly word: Word | undefined;
  /** What a regular expression captured. */
  readonly match: Match | undefined;
}

interface Name {
  readonly server: Server;
  readonly word: Word | undefined;
  readonly text: string;
}

/**
 * `host` in lower case, without port. `'unknown'` when a name that cannot be evaluated may come first
 * (ngx_http_find_virtual_server, ngx_hash_find_combined).
 */
export function serverByName(servers: readonly Server[], host: string): NamedServer | 'unknown' | undefined {
  const names = withoutTaken(servers.flatMap(namesOf));
  const chosen = exact(names, host) ?? leading(names, host) ?? trailing(names, host);
  if (chosen !== undefined) return { server: chosen.server, word: chosen.word, match: undefined };
  if (names.some(({ word }) => word?.placeholder)) return 'unknown';
  if (host === '') return undefined;
  for (const { server, word, text } of names) {
    if (!text.startsWith('~')) continue;
    const source = text.slice(1);
    // Patterns with an upper-case letter are compared without case, as the host is lower-cased (ngx_http_core_server_name).
    const pattern = compilePattern(source, /[A-Z]/.test(source));
    const match = pattern === undefined ? 'unknown' : pattern.match(host);
    if (match === 'unknown') return 'unknown';
    if (match !== undefined) return { server, word, match };
  }
  return undefined;
}

/** The name that `$server_name` stands for: the first one, without the dot in front (ngx_http_core_merge_srv_conf). */
export function firstNameOf(server: Server): string | undefined {
  const text = namesOf(server)[0]?.text ?? '';
  return text === '$hostname' ? undefined : text.replace(/^\./, '');
}

/** All that its `server_name` lines say, as it is written. */
export function writtenNames(server: Pick<Server, 'level'>): readonly string[] {
  return nameWords(server).map(({ text }) => text);
}

function nameWords({ level }: Pick<Server, 'level'>): readonly Word[] {
  return (level.own.get('server_name') ?? []).flatMap(({ directive }) => directive.args);
}

function namesOf(server: Server): readonly Name[] {
  const words = nameWords(server);
  if (words.length === 0) return [{ server, word: undefined, text: '' }];
  return words.map((word) => ({ server, word, text: word.text.startsWith('~') ? word.text : word.text.toLowerCase() }));
}

/**
 * A name that a server before has taken is ignored; `.a` takes both `a` and `*.a`, and is ignored where one of them is taken
 * (ngx_hash_add_key). Of other equal names the first one is found anyway.
 */
function withoutTaken(names: readonly Name[]): readonly Name[] {
  if (!names.some(({ text }) => isDotted(text))) return names;
  const taken = { exact: new Set<string>(), below: new Set<string>() };
  const take = (kind: keyof typeof taken, name: string): boolean => {
    const isNew = !taken[kind].has(name);
    taken[kind].add(name);
    return isNew;
  };
  return names.filter(({ text }) => {
    if (isDotted(text)) return take('exact', text.slice(1)) && take('below', text.slice(1));
    if (text.startsWith('*.')) return take('below', text.slice(2));
    return text.startsWith('~') || text.endsWith('.*') || take('exact', text);
  });
}

function isDotted(text: string): boolean {
  return text.length > 1 && text.startsWith('.');
}

function exact(names: readonly Name[], host: string): Name | undefined {
  return names.find(({ text }) => text === host || (isDotted(text) && text.slice(1) === host));
}

/** `*.example.com` and `.example.com`; the longest wins. */
function leading(names: readonly Name[], host: string): Name | undefined {
  const suffixOf = ({ text }: Name): string | undefined => /^\*?(\..+)$/.exec(text)?.[1];
  return longest(names, (name) => {
    const suffix = suffixOf(name);
    return suffix !== undefined && host.endsWith(suffix) ? suffix.length : undefined;
  });
}

/** `example.*`; the longest wins. */
function trailing(names: readonly Name[], host: string): Name | undefined {
  return longest(names, ({ text }) => {
    const prefix = /^([^*~].*\.)\*$/.exec(text)?.[1];
    return prefix !== undefined && host.startsWith(prefix) && host.length > prefix.length ? prefix.length : undefined;
  });
}

function longest(names: readonly Name[], lengthOf: (name: Name) => number | undefined): Name | undefined {
  let best: { readonly name: Name; readonly length: number } | undefined;
  for (const name of names) {
    const length = lengthOf(name);
    if (length !== undefined && length > (best?.length ?? 0)) best = { name, length };
  }
  return best?.name;
}
