/** The files that decide what the grammar is, and their hashes: to see whether what is committed fits together. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const files = [
  'tree-sitter-nginx/tree-sitter.json',
  'tree-sitter-nginx/grammar.js',
  'tree-sitter-nginx/src/scanner.c',
  'tree-sitter-nginx/src/parser.c',
  'tree-sitter-nginx.wasm',
];

/** SHA-256 of each file, by its name below syntaxes/; line ends of texts count as LF. */
export function hashes(root: string): Record<string, string> {
  return Object.fromEntries(files.map((file) => [file, hash(join(root, 'syntaxes', file))]));
}

function hash(file: string): string {
  const bytes = readFileSync(file);
  const content = file.endsWith('.wasm') ? bytes : bytes.toString('utf8').replaceAll('\r\n', '\n');
  return createHash('sha256').update(content).digest('hex');
}
