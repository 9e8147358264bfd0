/** Which entry of the documentation is about a directive at a place. */
import { derived } from '../../query/derived.ts';
import type { Context } from '../../reference/contexts.ts';
import type { Family } from '../../reference/directives.ts';
import type { DirectiveText, Documentation } from '../../reference/descriptions.ts';
import { http11ByDefault, parseVersion, type NginxVersion } from '../../reference/version.ts';
import { readSyntax, type SyntaxWord } from './syntax.ts';

/** `undefined` for names that the documentation does not know; without a place, the first of several. */
export function entryFor(documentation: Documentation, name: string, context: Context | undefined): DirectiveText | undefined {
  const entries = documentation.directive(name);
  if (context === undefined || entries.length < 2) return entries[0];
  const family = familyOf(context);
  const own = entries.filter(({ module }) => familyOfModule(module) === family);
  const near = own.length > 0 ? own : entries;
  return near.find(({ contexts }) => contexts.some((it) => isCalled(it, context))) ?? near[0];
}

/** What each line of its syntax has in it; read once. */
export const syntaxOf = derived(({ syntax }: DirectiveText): readonly (readonly SyntaxWord[])[] =>
  syntax.map((it) => readSyntax(it)),
);

/** Since when a word of the directive is read, as far as its description says so: `The quic parameter (1.25.0)`. */
export function wordSince(entry: DirectiveText, word: string): NginxVersion | undefined {
  const known = releasesOf(entry);
  return known.get(word) ?? known.get(word.replace(/=.*$/s, ''));
}

const releasesOf = derived(({ description }: DirectiveText): ReadonlyMap<string, NginxVersion> => {
  const found = new Map<string, NginxVersion>();
  for (const [, word = '', number = ''] of description.matchAll(
    /`([^`\s]+)`[^`().\n]{0,40}\n?[^`().\n]{0,20}\((\d+\.\d+\.\d+)\)/g,
  )) {
    const version = parseVersion(number);
    if (version !== undefined && !found.has(word)) found.set(word, version);
  }
  return found;
});

/** Defaults of earlier releases, where the documentation has only the newest. */
export function earlierDefault(name: string): { readonly value: string; readonly before: NginxVersion } | undefined {
  return name === 'proxy_http_version' ? { value: '1.0', before: http11ByDefault } : undefined;
}

function isCalled(word: string, context: Context): boolean {
  const own = context.replace(/^(?:stream|mail) /, '');
  return word === own || (word === 'if' && own.startsWith('if in'));
}

function familyOf(context: Context): Family {
  if (context.startsWith('stream')) return 'stream';
  if (context.startsWith('mail')) return 'mail';
  return context === 'main' || context === 'events' ? 'core' : 'http';
}

function familyOfModule(module: string): Family {
  const family = /^ngx_(http|stream|mail)_/.exec(module)?.[1];
  return family === 'http' || family === 'stream' || family === 'mail' ? family : 'core';
}
