/** The real parser, for tests. */
import { readFile } from 'node:fs/promises';
import { loadParser } from '../../server/src/syntax/parser.ts';
import { isDirective } from '../../server/src/reference/directives.ts';
import type { Parser } from '../../server/src/syntax/tree.ts';

let parser: Promise<Parser> | undefined;

export function testParser(): Promise<Parser> {
  return (parser ??= load());
}

/** One that reads everything with tree-sitter. */
export function treeSitterParser(): Promise<Parser> {
  return load('tree-sitter');
}

async function load(ways: 'all' | 'tree-sitter' = 'all'): Promise<Parser> {
  const root = new URL('../../', import.meta.url);
  const [runtime, language] = await Promise.all([
    readFile(new URL('node_modules/web-tree-sitter/web-tree-sitter.wasm', root)),
    readFile(new URL('syntaxes/tree-sitter-nginx.wasm', root)),
  ]);
  return loadParser({ runtime, language }, { isDirective }, ways);
}
