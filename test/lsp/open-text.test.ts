/** Places of an open document are those of the protocol, as `vscode-languageserver-textdocument` counts them. */
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { placesOf } from '../../server/src/lsp/open-text.ts';
import { edited, textOf } from '../../server/src/syntax/text.ts';
import { fc } from '../support/dice.ts';

const named = { uri: 'file:///a', languageId: 'nginx', version: 1 };
const texts = fc
  .array(fc.constantFrom('', 'a', '\r', '\n', '\n\n', '\r\n', 'äöü\n', '😀', 'some line\n'.repeat(1000), 'x'.repeat(9000)), {
    maxLength: 8,
  })
  .map((parts) => parts.join(''));
const numbers = fc.oneof(fc.integer({ min: -3, max: 12 }), fc.nat(6000));

suite('the text of an open document', () => {
  test('has the places that it should', () => {
    const property = fc.property(
      texts,
      texts,
      fc.nat(20_000),
      fc.array(fc.tuple(numbers, numbers)),
      (first, added, at, places) => {
        const start = Math.min(at, first.length);
        const whole = first.slice(0, start) + added + first.slice(start);
        const ours = placesOf(named, edited(textOf(first), { start, end: start, newText: added }));
        const theirs = TextDocument.create(named.uri, named.languageId, named.version, whole);
        assert.equal(ours.lineCount, theirs.lineCount);
        for (const [line, character] of places) {
          assert.equal(ours.offsetAt({ line, character }), theirs.offsetAt({ line, character }));
          assert.deepEqual(ours.positionAt(line), theirs.positionAt(line));
          const end = whole.length - character;
          assert.deepEqual(ours.positionAt(end), theirs.positionAt(end));
        }
      },
    );
    fc.assert(property, { numRuns: 300 });
  });
});
