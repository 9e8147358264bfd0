/** A text in pieces is the text, whatever is edited, and an edit leaves the pieces that it does not touch. */
import type { Text } from '../../server/src/syntax/tree.ts';
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { edited, textOf } from '../../server/src/syntax/text.ts';
import { fc } from '../support/dice.ts';

function assertIs(text: Text, whole: string): void {
  assert.equal(text.pieces.map((it) => it.text).join(''), whole);
  assert.equal(text.whole(), whole);
  assert.equal(text.length, whole.length);
  for (const [index, piece] of text.pieces.slice(0, -1).entries()) {
    assert.ok(piece.text.endsWith('\n'));
    assert.equal((text.starts[index] ?? NaN) + piece.text.length, text.starts[index + 1]);
  }
  if (whole !== '') assert.ok(text.pieces.every((it) => it.text !== ''));
}

const parts = fc.array(fc.constantFrom('', 'a', '\r', '\n', '\r\n', 'ä\n', 'line of text\n'.repeat(700), 'x'.repeat(20_000)), {
  maxLength: 8,
});
const texts = parts.map((some) => some.join(''));
const shares = fc.double({ min: 0, max: 1, noNaN: true });

suite('text in pieces', () => {
  test('is the text after any edits', () => {
    const edits = fc.array(fc.tuple(shares, shares, texts), { maxLength: 6 });
    const property = fc.property(texts, edits, shares, shares, (first, all, a, b) => {
      let [text, whole] = [textOf(first), first];
      assertIs(text, whole);
      for (const [one, other, newText] of all) {
        const [start, end] = [one, other].map((it) => Math.floor(it * whole.length)).sort((x, y) => x - y) as [number, number];
        text = edited(text, { start, end, newText });
        whole = whole.slice(0, start) + newText + whole.slice(end);
        assertIs(text, whole);
        const [from, to] = [Math.floor(a * whole.length), Math.floor(b * whole.length)];
        assert.equal(text.slice(from, to), from > to ? '' : whole.slice(from, to));
      }
    });
    fc.assert(property, { numRuns: 200 });
  });

  test('an edit leaves all pieces but one', () => {
    const text = textOf('a line of a long text\n'.repeat(10_000));
    const next = edited(text, { start: 100_001, end: 100_002, newText: 'xy' });
    assert.ok(text.pieces.length > 20);
    assert.equal(next.pieces.filter((it) => !text.pieces.includes(it)).length, 1);
  });

  test('offsets beyond the ends are the ends', () => {
    const text = textOf('abc\n');
    assert.equal(text.slice(-5, 99), 'abc\n');
    assert.equal(edited(text, { start: -3, end: 99, newText: '' }).whole(), '');
    assert.equal(edited(text, { start: 99, end: 99, newText: 'd' }).whole(), 'abc\nd');
  });
});
