/** Which entry of the documentation is about a directive at a place. */
import { derived } from '../../query/derived.ts';
import type { Context } from '../../reference/contexts.ts';
import type { Family } from '../../reference/directives.ts';
import type { DirectiveText, Documentation } from '../../reference/descriptions.ts';
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
