/** Finds the block whose `}` is missing and the `}` that is one too many, and puts the blocks right. */
import { createBuilder, type BuilderOptions } from './builder.ts';
import { indentation, lineBreak, lineIndent, lineStart, ownIndent } from './lines.ts';
import { collectMistakes, insert, marksOf, unclosedBlock, unexpectedBrace, type Mistake } from './mistakes.ts';
import { lastAtOrBefore, pathAt } from './places.ts';
import type { Reader } from './reader.ts';
import { createReplay, replayTo } from './replay.ts';
import type { Block, Directive, Item, TextEdit } from './tree.ts';

export interface Repaired {
  readonly root: Block;
  /** Of braces only, with absolute offsets. */
  readonly mistakes: readonly Mistake[];
}

/**
 * nginx tells only that the end of the file came too early, or one `}` too many. Which block it is shows in the
 * indentation, and in blocks that cannot be where they are (a `server` in a `server`).
 */
export function repairBraces(raw: Block, options: BuilderOptions, reader: Reader): Repaired {
  const { text } = options;
  const mistakes: Mistake[] = [];
  let root = raw;
  for (let step = 0; step < MOST_REPAIRS; step++) {
    const repair = findLostBrace(root, text) ?? findSurplusBrace(root, text);
    if (repair === undefined) break;
    if (repair.mistake !== undefined) mistakes.push(repair.mistake);
    root = apply(root, repair, options, reader);
  }
  return { root, mistakes: [...mistakes, ...openAtEnd(root, text)].sort((a, b) => a.start - b.start) };
}

const MOST_REPAIRS = 30;

interface Repair {
  /** Without a name in front of the block it is its `{` that is wrong, and told. */
  readonly mistake: Mistake | undefined;
  /** Offset of what stands behind the lost brace, or of the surplus brace. */
  readonly at: number;
  /** Where the block ends whose brace is lost. */
  readonly end: number | undefined;
}

interface Placed {
  readonly item: Directive & { readonly block: Block };
  readonly start: number;
}

function apply(root: Block, { at, end }: Repair, options: BuilderOptions, reader: Reader): Block {
  const builder = createBuilder(options);
  const replay = createReplay(root, builder);
  replayTo(at, options.text, builder, replay, reader);
  if (end === undefined) replay.skipBrace();
  else builder.cut(end);
  replayTo(Infinity, options.text, builder, replay, reader);
  return builder.finish();
}

// ---- a lost brace

function findLostBrace(root: Block, text: string): Repair | undefined {
  const last = lastOf(root.items);
  let found = last?.block?.close === undefined ? placedBlock(root, 0, root.items.length - 1) : undefined;
  if (found === undefined || !isOpenAtEnd(found, text)) return undefined;
  const swallowed = findSwallowedBrace(root, text);
  if (swallowed !== undefined) return swallowed;
  for (
    let inner: Placed | undefined = found;
    inner !== undefined;
    inner = lastBlock(found, (block) => lostItsBrace(block, text))
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
      const index: number = (around?.item.block ?? root).items.indexOf(item);
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

/** Open at the end, closed by a brace that stands further to the left, or with something inside that cannot be there. */
function lostItsBrace(placed: Placed, text: string): boolean {
  const { item, start } = placed;
  if (item.block.close === undefined) return isOpenAtEnd(placed, text);
  const brace = ownIndent(text, start + item.block.close);
  return (brace !== undefined && brace < lineIndent(text, start)) || item.block.items.some((inner) => cannotBeIn(item, inner));
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

/** Blocks of the http level, and above, are in no server, location or upstream. */
function cannotBeIn(outer: Directive, inner: Item): boolean {
  if (inner.kind !== 'directive' || inner.block === undefined) return false;
  if (ENTRY_BLOCKS.has(outer.name.text)) return true;
  if (!LOWER_BLOCKS.has(outer.name.text)) return false;
  return HIGHER_BLOCKS.has(inner.name.text) || (outer.name.text === 'upstream' && inner.name.text === 'location');
}

const ENTRY_BLOCKS = new Set(['map', 'geo', 'split_clients', 'charset_map', 'types']);
const LOWER_BLOCKS = new Set(['server', 'location', 'if', 'limit_except', 'upstream']);
const HIGHER_BLOCKS = new Set(['server', 'upstream', 'map', 'geo', 'split_clients', 'http', 'events', 'stream', 'mail']);

/** What the end of the text leaves open, where nothing tells where it should have ended. */
function openAtEnd(root: Block, text: string): Mistake[] {
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
  const index = item.block.items.findLastIndex((inner) => inner.kind === 'directive' && inner.rawBody !== undefined);
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

// ---- a brace too many

function findSurplusBrace(root: Block, text: string): Repair | undefined {
  const surplus = marksOf(root).filter((mark) => 'mistake' in mark && mark.mistake.kind === 'unexpected-closing-brace');
  for (const mark of surplus.slice(0, MOST_REPAIRS)) {
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
    return { mistake: unexpectedBrace(found.start + close), at: found.start + close, end: undefined };
  }
  return undefined;
}

/** Its brace stands further to the right than the block, or what follows does. */
function closesTooEarly({ item, start }: Placed, around: Block, origin: number, index: number, text: string): boolean {
  if (item.block.close === undefined) return false;
  const indent = lineIndent(text, start);
  const brace = ownIndent(text, start + item.block.close);
  if (brace !== undefined) return brace > indent;
  const next = around.starts[index + 1];
  return next !== undefined && (ownIndent(text, origin + next) ?? 0) > indent;
}

// ---- blocks and lines

function placedBlock(around: Block, origin: number, index: number): Placed | undefined {
  const item = around.items[index];
  if (item?.kind !== 'directive' || item.block === undefined) return undefined;
  return { item: item as Placed['item'], start: origin + (around.starts[index] ?? 0) };
}

function lastBlock({ item, start }: Placed, suits: (placed: Placed, index: number) => boolean): Placed | undefined {
  for (let index = item.block.items.length - 1; index >= 0; index--) {
    const placed = placedBlock(item.block, start, index);
    if (placed !== undefined && suits(placed, index)) return placed;
  }
  return undefined;
}

function lastOf(items: readonly Item[]): Directive | undefined {
  const last = items.at(-1);
  return last?.kind === 'directive' ? last : undefined;
}
