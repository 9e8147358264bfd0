/** What holds of every syntax tree. */
import assert from 'node:assert/strict';
import type { Block, Directive, Item, SyntaxError, SyntaxTree } from '../../server/src/syntax/tree.ts';

export interface PlacedItem {
  readonly item: Item;
  /** Absolute. */
  readonly start: number;
  readonly depth: number;
}

/** All items in the order of the text. */
export function allItems(root: Block): PlacedItem[] {
  const found: PlacedItem[] = [];
  const pending: PlacedItem[] = itemsOf(root, 0, 0);
  for (let placed = pending.pop(); placed !== undefined; placed = pending.pop()) {
    found.push(placed);
    const { item, start, depth } = placed;
    if (item.kind === 'directive' && item.block !== undefined) pending.push(...itemsOf(item.block, start, depth + 1));
  }
  return found;
}

function itemsOf(block: Block, origin: number, depth: number): PlacedItem[] {
  return block.items.map((item, index) => ({ item, start: origin + (block.starts[index] ?? NaN), depth })).reverse();
}

export function assertWhole(tree: SyntaxTree): void {
  const { text, root, errors } = tree;
  assert.deepEqual([root.open, root.close], [0, text.length]);
  assertInOrder(root, text.length);
  for (const { item, start } of allItems(root)) {
    assert.ok(item.end > 0 && start + item.end <= text.length, `an item ends at ${start + item.end}`);
    if (item.kind === 'directive') assertDirective(item, text.slice(start, start + item.end));
    else assert.equal(item.text, text.slice(start, start + item.end));
  }
  errors.forEach((error, index) => {
    assertError(error, text);
    assert.ok(error.start >= (errors[index - 1]?.start ?? 0), 'errors are in the order of the text');
  });
}

function assertDirective({ name, args, semicolon, block, rawBody, end }: Directive, text: string): void {
  for (const word of [name, ...args]) {
    assert.equal(word.raw, text.slice(word.start, word.end));
    for (const { start, end, name } of word.variables) assert.match(text.slice(start, end), new RegExp(`^\\$\\{?${name}\\}?$`));
  }
  if (semicolon !== undefined) assert.deepEqual([text[semicolon], semicolon], [';', end - 1]);
  if (rawBody !== undefined) assert.ok(rawBody.start <= rawBody.end && rawBody.end <= end);
  if (block === undefined) return;
  assert.equal(rawBody, undefined);
  if (block.close !== undefined) assert.deepEqual([text[block.close], block.close], ['}', end - 1]);
  assertInOrder(block, block.close ?? end);
}

function assertInOrder({ open, items, starts }: Block, end: number): void {
  let last = open;
  assert.equal(items.length, starts.length);
  items.forEach((item, index) => {
    const start = starts[index] ?? NaN;
    assert.ok(start >= last, `an item starts at ${start}, the one before ends at ${last}`);
    last = start + item.end;
  });
  assert.ok(last <= end, `items end at ${last}, their block at ${end}`);
}

function assertError({ start, end, message, repair }: SyntaxError, text: string): void {
  assert.ok(start >= 0 && start < end && end <= text.length, `${message} at ${start}..${end}`);
  if (repair !== undefined) assert.ok(repair.start >= 0 && repair.start <= repair.end && repair.end <= text.length);
}

/** A tree as plain lines, without object identities: to compare trees, however deep. */
export function outline({ root, errors }: SyntaxTree): string[] {
  const items = allItems(root).map(({ item, start, depth }) => {
    if (item.kind !== 'directive') return `${depth} ${start} ${item.kind} ${item.text}`;
    const { name, args, semicolon, block, rawBody, end } = item;
    return `${depth} ${start} ${JSON.stringify([name, args, semicolon, block?.open, block?.close, rawBody, end])}`;
  });
  return [...items, ...errors.map((error) => JSON.stringify(error))];
}
