/** Finds the block whose `}` is missing. */
import type { Repair } from './brace-repair.ts';
import { indentation, lineBreak, lineIndent, lineStart, ownIndent } from './lines.ts';
import { hasRawBody } from './lua.ts';
import { collectMistakes, insert, unclosedBlock, type Mistake } from './mistakes.ts';
import { cannotBeIn, lastBlock, placedBlock, type Placed } from './nesting.ts';
import { lastAtOrBefore, pathAt } from './places.ts';
import type { Block, TextEdit } from './tree.ts';

/** Undefined when nothing is open at the end of the text, or nothing tells where it should have ended. */
export function findLostBrace(root: Block, text: string): Repair | undefined {
  let found = placedBlock(root, 0, root.items.length - 1);
  if (found === undefined || !isOpenAtEnd(found, text)) return undefined;
  const swallowed = findSwallowedBrace(root, text);
  if (swallowed !== undefined) return swallowed;
  for (
    let inner: Placed | undefined = found;
    inner !== undefined;
    inner = lastBlock(found, (block, index, around) => lostItsBrace(block, index, around, text))
  ) {
    found = inner;
  }

  const { item, start } = found;
  const boundary = boundaryIn(found, text) ?? (item.block.close === undefined ? undefined : start + item.block.close);
  if (boundary === undefined) return undefined;
  const isFirst = ownIndent(text, boundary) !== undefined;
  const end = isFirst ? lineStart(text, boundary) : boundary;
  const edit = insert(end, isFirst ? `${indentation(text, start)}}${lineBreak(text)}` : '} ');
  const raw = rawWithout(found, text);
  return { mistake: typeof raw === 'object' ? raw : describe(found, edit), at: boundary, end };
}

/** `return 200}`: the missing `;` is told, and the brace is there. */
function findSwallowedBrace(root: Block, text: string): Repair | undefined {
  for (const { kind, repair } of collectMistakes(root)) {
    if (kind !== 'missing-semicolon' || repair === undefined || text[repair.start] !== '}') continue;
    let around: Placed | undefined;
    for (const item of pathAt(root, repair.start - 1)) {
      if (item.kind !== 'directive') break;
      const { starts: siblings }: Block = around?.item.block ?? root;
      const index = lastAtOrBefore(siblings, repair.start - 1 - (around?.start ?? 0));
      const placed: Placed | undefined = placedBlock(around?.item.block ?? root, around?.start ?? 0, index);
      if (placed === undefined && around !== undefined) {
        const { items, starts, close } = around.item.block;
        const end = around.start + (starts[index] ?? 0) + item.end;
        // Its block may have been cut there already.
        if (items[index] === undefined || end === around.start + around.item.end) break;
        const next = starts[index + 1] ?? close;
        return { mistake: undefined, at: next === undefined ? text.length : around.start + next, end };
      }
      around = placed;
    }
  }
  return undefined;
}

function isOpenAtEnd({ item, start }: Placed, text: string): boolean {
  return item.block.close === undefined && start + item.end === text.length;
}

/** Open at the end, closed by the brace of the block around it, or with something inside that cannot be there. */
function lostItsBrace(placed: Placed, index: number, around: Placed, text: string): boolean {
  const { item, start } = placed;
  if (item.block.close === undefined) return isOpenAtEnd(placed, text);
  if (item.block.items.some((inner) => cannotBeIn(item, inner))) return true;
  const brace = ownIndent(text, start + item.block.close);
  if (brace === undefined) return false;
  const outer = lineIndent(text, around.start);
  // What follows would stand outside of the block around, and so further to the left than what is inside.
  const next = around.item.block.starts[index + 1];
  const nextIndent = next === undefined ? undefined : ownIndent(text, around.start + next);
  return Math.abs(brace - outer) < Math.abs(brace - lineIndent(text, start)) && (nextIndent ?? outer) <= outer;
}

/** Offset of the first item that must stand behind the block, comments in front of it included. */
function boundaryIn({ item, start }: Placed, text: string): number | undefined {
  const { items, starts } = item.block;
  const indent = lineIndent(text, start);
  const indents = starts.map((at) => ownIndent(text, start + at));
  const isIndented = indent > 0 || indents.some((width) => width !== undefined && width > indent);
  let index = items.findIndex((inner, at) => {
    if (inner.kind !== 'directive') return false;
    const width = indents[at];
    return cannotBeIn(item, inner) || (isIndented && width !== undefined && width <= indent);
  });
  if (index < 0) return undefined;
  const width = indents[index];
  while (items[index - 1]?.kind === 'comment' && width !== undefined && indents[index - 1] === width) index--;
  return start + (starts[index] ?? 0);
}

/** What the end of the text leaves open, where nothing tells where it should have ended. */
export function openAtEnd(root: Block, text: string): Mistake[] {
  const open: Placed[] = [];
  let placed = placedBlock(root, 0, root.items.length - 1);
  while (placed !== undefined && isOpenAtEnd(placed, text)) {
    open.push(placed);
    placed = placedBlock(placed.item.block, placed.start, placed.item.block.items.length - 1);
  }
  const innermost = open.at(-1);
  const raw = innermost === undefined ? undefined : rawWithout(innermost, text);
  // A raw block that is not closed itself is told, and leaves nothing to close the others.
  if (raw === 'told') return [];
  return open.flatMap((found, index) => {
    if (raw !== undefined && found === innermost) return raw;
    // The innermost goes first; the others may follow then.
    const edit = index === open.length - 1 ? closeAtEnd(found, text) : undefined;
    return describe(found, edit) ?? [];
  });
}

/** The `*_by_lua_block` inside that took the brace of the block, or has none. */
function rawWithout({ item, start }: Placed, text: string): Mistake | 'told' | undefined {
  const index = item.block.items.findLastIndex(
    (inner) => inner.kind === 'directive' && inner.rawBody !== undefined && hasRawBody(inner.name.raw),
  );
  const raw = item.block.items[index];
  if (raw?.kind !== 'directive' || raw.rawBody === undefined) return undefined;
  if (raw.rawBody.end === raw.end) return 'told';
  const rawStart = start + (item.block.starts[index] ?? 0);
  const brace = rawStart + raw.rawBody.end;
  const indent = ownIndent(text, brace);
  if (indent === undefined || indent >= lineIndent(text, rawStart)) return undefined;
  const edit = insert(lineStart(text, brace), `${indentation(text, rawStart)}}${lineBreak(text)}`);
  return unclosedBlock(raw.name.text, rawStart, rawStart + raw.rawBody.start, edit);
}

function closeAtEnd({ start }: Placed, text: string): TextEdit {
  const newLine = lineBreak(text);
  return insert(text.length, `${text.endsWith('\n') ? '' : newLine}${indentation(text, start)}}${newLine}`);
}

function describe({ item, start }: Placed, edit: TextEdit | undefined): Mistake | undefined {
  return item.name.end === 0 ? undefined : unclosedBlock(item.name.text, start, start + item.block.open + 1, edit);
}
