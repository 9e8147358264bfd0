/** The text that nginx's tokenizer gets to see. */
import type { Block, SyntaxTree } from '../syntax/tree.ts';

/** Lua code between braces is read by its module, not by nginx: it is blanked out, its lines stay. */
export function withoutRawBodies(tree: SyntaxTree): string {
  let text = tree.text;
  if (!text.includes('_by_lua')) return text;
  const blank = (start: number, end: number): void => {
    text = text.slice(0, start) + text.slice(start, end).replace(/[^\n]/g, ' ') + text.slice(end);
  };
  const visit = (block: Block, owner: number): void => {
    for (const [index, item] of block.items.entries()) {
      if (item.kind !== 'directive') continue;
      const start = owner + (block.starts[index] ?? 0);
      if (item.rawBody !== undefined) blank(start + item.rawBody.start, start + item.rawBody.end);
      if (item.block !== undefined) visit(item.block, start);
    }
  };
  visit(tree.root, 0);
  return text;
}
