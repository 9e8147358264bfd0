/** The parser in Node, from the wasm files beside the bundle. */
import { readFile } from 'node:fs';
import { promisify } from 'node:util';
import { isDirective } from '../reference/directives.ts';
import { loadParser } from '../syntax/parser.ts';
import type { Parser } from '../syntax/tree.ts';

export async function loadNodeParser(): Promise<Parser> {
  const read = promisify(readFile);
  const beside = (name: string): Promise<Uint8Array> => read(new URL(name, import.meta.url));
  const [runtime, language] = await Promise.all([beside('web-tree-sitter.wasm'), beside('tree-sitter-nginx.wasm')]);
  return loadParser({ runtime, language }, { isDirective });
}
