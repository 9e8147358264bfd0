/** What can be folded, and what is selected step by step. */
import type { Block, Span, SyntaxTree } from '../../syntax/tree.ts';

/** Absolute offsets: the first is on the line that stays, the last on the last line that goes. */
export interface Fold extends Span {
  readonly kind: 'block' | 'comment';
}

/** Blocks, bodies of Lua, words and comments of several lines; what is on one line is left out by who knows lines. */
export function foldsOf(tree: SyntaxTree): readonly Fold[] {
  const folds: Fold[] = [];
  const walk = (block: Block, origin: number): void => {
    let run: { readonly start: number; end: number } | undefined;
    for (const [index, item] of block.items.entries()) {
      const start = origin + (block.starts[index] ?? 0);
      const end = start + item.end;
      const isComment = item.kind === 'comment' && isAlone(tree, start);
      if (run !== undefined && isComment && tree.source.slice(run.end, start).split('\n').length === 2) run.end = end;
      else {
        if (run !== undefined) folds.push({ ...run, kind: 'comment' });
        run = isComment ? { start, end } : undefined;
      }
      if (item.kind !== 'directive') continue;
      if (item.block === undefined) folds.push({ start, end, kind: 'block' });
      else {
        folds.push({ start: start + item.block.open, end, kind: 'block' });
        walk(item.block, start);
      }
    }
    if (run !== undefined) folds.push({ ...run, kind: 'comment' });
  };
  walk(tree.root, 0);
  return folds;
}

/** The spans around an absolute offset, from the innermost outwards, each within the next. */
export function selectionsAt(tree: SyntaxTree, offset: number): readonly Span[] {
  const spans: Span[] = [];
  for (const item of tree.pathAt(offset).toReversed()) {
    const start = tree.startOf(item) ?? 0;
    const at = (from: number, to: number): Span => ({ start: start + from, end: start + to });
    if (item.kind === 'directive') {
      const { name, args, block, rawBody } = item;
      for (const word of [name, ...args]) {
        const variable = word.variables.find((it) => isIn(at(it.start, it.end), offset));
        if (variable !== undefined) spans.push(at(variable.start, variable.end));
        if (word.quote !== undefined && word.end - word.start > 1) spans.push(at(word.start + 1, word.end - 1));
        spans.push(at(word.start, word.end));
      }
      const [first] = args;
      if (first !== undefined) spans.push(at(first.start, (args.at(-1) ?? first).end));
      spans.push(at(0, (args.at(-1) ?? name).end));
      if (rawBody !== undefined) spans.push(at(rawBody.start, rawBody.end));
      if (block?.close !== undefined) spans.push(at(block.open + 1, block.close), at(block.open, block.close + 1));
    }
    spans.push(at(0, item.end));
  }
  spans.push({ start: 0, end: tree.source.length });
  const nested: Span[] = [];
  let last: Span = { start: offset, end: offset - 1 };
  for (const span of spans.filter((it) => isIn(it, offset))) {
    const isLarger = span.start < last.start || span.end > last.end;
    if (!isLarger || span.start > last.start || span.end < last.end) continue;
    nested.push(span);
    last = span;
  }
  return nested;
}

function isIn({ start, end }: Span, offset: number): boolean {
  return start <= offset && offset <= end;
}

/** Does nothing stand before it on its line? */
function isAlone(tree: SyntaxTree, start: number): boolean {
  for (let at = start - 1; at >= 0; at--) {
    const char = tree.source.slice(at, at + 1);
    if (char === '\n') return true;
    if (char !== ' ' && char !== '\t') return false;
  }
  return true;
}
