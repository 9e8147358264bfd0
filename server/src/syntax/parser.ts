/** Turns text into syntax trees; the only place where tree-sitter is used. */
import { Language, Parser as TreeSitter } from 'web-tree-sitter';
import { createBuilder } from './builder.ts';
import { allStarts, pathAt } from './places.ts';
import { nodeTypes, readParts } from './statements.ts';
import type { Item, Parser, Vocabulary } from './tree.ts';

/**
 * The parser, from the bytes of web-tree-sitter.wasm (`runtime`) and of tree-sitter-nginx.wasm (`language`).
 * The runtime is set up once for the whole process: later calls may pass the same bytes again.
 */
export async function loadParser(
  wasm: { readonly runtime: Uint8Array; readonly language: Uint8Array },
  vocabulary: Vocabulary,
): Promise<Parser> {
  await TreeSitter.init({ wasmBinary: wasm.runtime });
  const language = await Language.load(wasm.language);
  const treeSitter = new TreeSitter();
  treeSitter.setLanguage(language);
  void vocabulary;

  return {
    parse(text) {
      const builder = createBuilder(text);
      const tree = treeSitter.parse(text);
      if (tree !== null) {
        readParts(tree, nodeTypes(language), 0, (part) => {
          builder.add(part);
          return true;
        });
        tree.delete();
      }
      const root = builder.finish();
      let starts: Map<Item, number> | undefined;
      return {
        text,
        root,
        errors: [],
        startOf: (item) => (starts ??= allStarts(root)).get(item),
        pathAt: (offset) => pathAt(root, offset),
      };
    },
  };
}
