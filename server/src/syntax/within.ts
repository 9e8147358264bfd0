/** An edit within one block of a text without mistakes: only that block is read again, as a text of its own. */
import { distanceToStatement, levelsOf, setLevels } from './item-notes.ts';
import { findChanges, type Change } from './edits.ts';
import { marksOf, type FarSight } from './mistakes.ts';
import { lastAtOrBefore } from './places.ts';
import type { Reader } from './reader.ts';
import { reuseFrom } from './reuse.ts';
import { blockKind } from './split-points.ts';
import { commonPieces, stretch } from './text.ts';
import { type Block, DEEPEST_BLOCK, type Directive, type Item, type Text, type TextEdit, type Vocabulary } from './tree.ts';
import { readBlocks } from './update.ts';

/** The blocks of a text after an edit. */
export interface Within {
  readonly root: Block;
  readonly change: Change;
  /** What was read again. */
  readonly read: Block;
  /** Items that did not exist before, with their starts. */
  readonly made: readonly (readonly [Item, number])[];
}

/** A text that has no mistakes, nor places that were read as they were because of what stands far behind them, and the next one. */
export interface Editing {
  /** The blocks of `before`. */
  readonly root: Block;
  readonly before: Text;
  readonly after: Text;
  /** What was said of how one became the other. */
  readonly edit: TextEdit | undefined;
}

/** `undefined` where the edit is not within one block, or that block does not stand for itself any more: then the text is read in the usual way. */
export function readWithin({ root, before, after, edit }: Editing, reader: Reader, vocabulary: Vocabulary): Within | undefined {
  const change = changeBetween(before, after, edit);
  const path = change === undefined ? [] : standingAlone(blocksAround(root, change), before);
  const found = path.at(-1);
  if (change === undefined || found === undefined) return undefined;
  const { item, start } = found;
  const grown = after.length - before.length;
  const lead = blanksBefore(before, start) ?? 0;
  const from = start - lead;
  const [old, now] = [before.slice(from, start + item.end), after.slice(from, start + item.end + grown)];
  if (mayHoldTag(old) || mayHoldTag(now)) return undefined;

  const { oldStart, oldEnd, newStart, newEnd } = change;
  const changes = [{ oldStart: oldStart - from, oldEnd: oldEnd - from, newStart: newStart - from, newEnd: newEnd - from }];
  const earlier: Block = { open: 0, close: old.length, items: [item], starts: [lead] };
  const around = path.length - 1;
  setLevels(earlier, levelsOf(root) - around);
  const made: (readonly [Item, number])[] = [];
  const farSights: FarSight[] = [];
  const options = {
    text: now,
    vocabulary,
    reuse: reuseFrom(earlier, old, now, changes),
    note: (it: Item, at: number) => made.push([it, from + at]),
    noteFar: (place: FarSight) => farSights.push(place),
  };
  const read = readBlocks(options, reader, { text: old, root: earlier, changes, farSights: [] });
  const [next] = read.items;
  const isOne = read.items.length === 1 && read.starts[0] === lead && isClosed(next) && next.end === item.end + grown;
  if (!isOne || marksOf(read).length > 0 || farSights.length > 0 || around + levelsOf(read) > DEEPEST_BLOCK) return undefined;
  const whole = put(root, path, next, grown, made);
  setLevels(whole, Math.max(levelsOf(root), around + levelsOf(read)));
  return { root: whole, change, read, made };
}

/** What was changed, if that is little of the text. */
function changeBetween(before: Text, after: Text, edit: TextEdit | undefined): Change | undefined {
  const { start, tail } = commonPieces(before, after);
  const [old, now] = [before, after].map((it) => stretch(it, start, it.pieces.length - tail));
  if (old === undefined || now === undefined || old.length > LARGEST || now.length > LARGEST) return undefined;
  const origin = before.starts[start] ?? before.length;
  const told = edit === undefined ? undefined : [{ ...edit, start: edit.start - origin, end: edit.end - origin }];
  const [change] = findChanges(old, now, told);
  if (change === undefined) return undefined;
  const { oldStart, oldEnd, newStart, newEnd } = change;
  return { oldStart: origin + oldStart, oldEnd: origin + oldEnd, newStart: origin + newStart, newEnd: origin + newEnd };
}

/** UTF-16 units; what is larger is read in the usual way. */
const LARGEST = 65_536;

/** A block, its place among the items around it, and where it starts. */
interface Around {
  readonly item: Directive & { readonly block: Block };
  readonly index: number;
  readonly start: number;
}

/** The blocks within whose braces the change is, outermost first. */
function blocksAround(root: Block, { oldStart, oldEnd }: Change): readonly Around[] {
  const path: Around[] = [];
  let [block, origin] = [root, 0];
  for (;;) {
    const index = lastAtOrBefore(block.starts, oldStart - origin);
    const item = block.items[index];
    const start = origin + (block.starts[index] ?? 0);
    if (!isClosed(item) || oldStart <= start + item.block.open || oldEnd > start + item.block.close) return path;
    path.push({ item, index, start });
    [block, origin] = [item.block, start];
  }
}

function isClosed(item: Item | undefined): item is Directive & { readonly block: Block & { readonly close: number } } {
  return item?.kind === 'directive' && item.block?.close !== undefined;
}

/** Up to the innermost block that is not large and begins both its line and its statement. */
function standingAlone(path: readonly Around[], text: Text): readonly Around[] {
  const last = path.findLastIndex(
    ({ item, start }) => item.end <= LARGEST && distanceToStatement(item) === 0 && blanksBefore(text, start) !== undefined,
  );
  const around = path.slice(0, Math.max(last, 0));
  return around.every(({ item }) => blockKind(item.name.text) === 'directives') ? path.slice(0, last + 1) : [];
}

/** How many blanks stand before an offset on its line; `undefined` if anything else does. */
function blanksBefore(text: Text, offset: number): number | undefined {
  const before = text.slice(offset - LONGEST_INDENT, offset);
  const blanks = /[ \t]*$/.exec(before)?.[0].length ?? 0;
  const isLineStart = blanks === before.length ? offset === blanks : before[before.length - 1 - blanks] === '\n';
  return isLineStart ? blanks : undefined;
}

const LONGEST_INDENT = 1000;

/** Of a template engine: whether something is one may depend on what stands outside. */
function mayHoldTag(text: string): boolean {
  return /\{[{%#]|[}%#]\}|<[%?]|[%?]>|\*\//.test(text);
}

/** The root with a block in place of the last one of the path; all around it is made anew. */
function put(root: Block, path: readonly Around[], next: Item, grown: number, made: (readonly [Item, number])[]): Block {
  let inner = next;
  for (let depth = path.length - 1; depth >= 0; depth--) {
    const parent = path[depth - 1];
    const block = replaced(parent?.item.block ?? root, path[depth]?.index ?? 0, inner, grown);
    if (parent === undefined) return block;
    const { name, args, end } = parent.item;
    inner = { kind: 'directive', name, args, semicolon: undefined, block, rawBody: undefined, end: end + grown };
    made.push([inner, parent.start]);
  }
  return root;
}

function replaced({ open, close, items, starts }: Block, index: number, item: Item, grown: number): Block {
  return {
    open,
    close: close === undefined ? undefined : close + grown,
    items: items.with(index, item),
    starts: grown === 0 ? starts : starts.map((start, at) => (at > index ? start + grown : start)),
  };
}
