/** Finds the `}` that is one too many, or the block whose `{` is missing. */
import type { Repair } from './brace-repair.ts';
import { isHead } from './heads.ts';
import { lineIndent, ownIndent } from './lines.ts';
import { collectMistakes, marksOf, unexpectedBrace, type Mistake } from './mistakes.ts';
import { lastBlock, placedBlock, type Placed } from './nesting.ts';
import { lastAtOrBefore, pathAt } from './places.ts';
import type { Block, Directive } from './tree.ts';

/** How many braces are looked at. */
const MOST = 30;

export function findSurplusBrace(root: Block, text: string): Repair | undefined {
  const surplus = marksOf(root).filter((mark) => 'mistake' in mark && mark.mistake.kind === 'unexpected-closing-brace');
  if (surplus.length === 0) return undefined;
  const heads = collectMistakes(root).filter(({ kind, repair }) => kind === 'syntax' && repair === undefined);
  for (const mark of surplus.slice(0, MOST)) {
    const head = findHead(root, mark.at, heads);
    if (head !== undefined) return { mistake: undefined, at: head.start, opens: head.item };
    let found: Placed | undefined;
    for (let index = lastAtOrBefore(root.starts, mark.at); index >= 0 && found === undefined; index--) {
      const placed = placedBlock(root, 0, index);
      if (placed !== undefined && closesTooEarly(placed, root, 0, index, text)) found = placed;
    }
    for (let inner = found; inner !== undefined;) {
      const { item, start }: Placed = inner;
      found = inner;
      inner = lastBlock(inner, (block, index) => closesTooEarly(block, item.block, start, index, text));
    }
    const close = found?.item.block.close;
    if (found === undefined || close === undefined) continue;
    return { mistake: unexpectedBrace(found.start + close), at: found.start + close };
  }
  return undefined;
}

/** Its brace stands further to the right than the block, or what follows does. */
function closesTooEarly({ item, start }: Placed, around: Block, origin: number, index: number, text: string): boolean {
  if (item.block.close === undefined) return false;
  const indent = lineIndent(text, start);
  const brace = ownIndent(text, start + item.block.close);
  const next = around.starts[index + 1];
  if (brace !== undefined && brace > indent + 1) return true;
  return brace !== indent && next !== undefined && (ownIndent(text, origin + next) ?? 0) > indent;
}

/** The last block directive before `offset` that has no `{`, and no lines of its own further to the right. */
function findHead(root: Block, offset: number, heads: readonly Mistake[]): { item: Directive; start: number } | undefined {
  const before = lastAtOrBefore(
    heads.map(({ start }) => start),
    offset - 1,
  );
  for (const { end } of heads.slice(Math.max(0, before + 1 - MOST), before + 1).reverse()) {
    const item = pathAt(root, end).at(-1);
    if (item?.kind !== 'directive' || item.semicolon !== undefined || item.block !== undefined) continue;
    if (isHead([item.name, ...item.args].map((word) => word.raw))) return { item, start: end - item.end };
  }
  return undefined;
}
