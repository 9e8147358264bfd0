/** The patterns of watched files, as editors read them. */
import { fileURLToPath } from 'node:url';
import type { GlobPattern } from 'vscode-languageserver/node';

/** Does one of the patterns mean the absolute path? */
export function matcherOf(patterns: readonly GlobPattern[]): (path: string) => boolean {
  const expressions = patterns.map((it) => {
    if (typeof it === 'string') return new RegExp(`^${expressionOf(it)}$`);
    const base = typeof it.baseUri === 'string' ? it.baseUri : it.baseUri.uri;
    return new RegExp(`^${fileURLToPath(base).replaceAll(/[.+^$()|[\]\\{}*?]/g, '\\$&')}/${expressionOf(it.pattern)}$`);
  });
  return (path) => expressions.some((it) => it.test(path));
}

/** `**` is any folders, `*` a part of a name, `{a,b}` one of several. */
function expressionOf(pattern: string): string {
  return pattern.replaceAll(/\*\*\/|\*\*|\*|\?|\{|\}|,|[.+^$()|[\]\\]/g, (sign) => signs[sign] ?? `\\${sign}`);
}

const signs: Readonly<Record<string, string>> = {
  '**/': '(?:.*/)?',
  '**': '.*',
  '*': '[^/]*',
  '?': '[^/]',
  '{': '(?:',
  '}': ')',
  ',': '|',
};
