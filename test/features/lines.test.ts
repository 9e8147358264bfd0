/** Offsets as lines and characters, in the editor's way of counting and in nginx's. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { linesOf } from '../../server/src/features/lines.ts';
import { fc } from '../support/dice.ts';

test('every kind of line end counts for an editor', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom('a', '\n', '\r', '\r\n', '😀')), fc.nat(20), (parts, offset) => {
      const text = parts.join('');
      const expected = TextDocument.create('', '', 0, text);
      const { line, character } = linesOf(text).positionAt(offset);
      // The library puts an offset inside of a line's end before it.
      const there = expected.positionAt(offset);
      assert.equal(line, there.line);
      if (!/[\r\n]/.test(text[offset - 1] ?? '')) assert.equal(character, there.character);
    }),
  );
});

test('nginx ends a line at a line feed only', () => {
  const lines = linesOf('a\rb\r\nc\nd');
  assert.deepEqual([0, 1, 2, 4, 5, 6, 7].map(lines.nginxLineAt), [1, 1, 1, 1, 2, 2, 3]);
});

test('the text of a line is without its end', () => {
  const lines = linesOf('a\r\n\tb\nc');
  assert.deepEqual([0, 1, 2, 3].map(lines.textOf), ['a', '\tb', 'c', '']);
});
