/** Rounds of edits as one: the same text comes out. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { applyEdits } from '../../server/src/analysis/edits.ts';
import { composeEdits } from '../../server/src/features/compose.ts';
import { fc } from '../support/dice.ts';

test('an edit of what an earlier round wrote becomes part of it', () => {
  const rounds = [
    [{ start: 1, end: 1, newText: 'xyz' }],
    [{ start: 2, end: 3, newText: '' }],
    [{ start: 0, end: 1, newText: '' }],
  ];
  assert.deepEqual(composeEdits(3, rounds), [{ start: 0, end: 1, newText: 'xz' }]);
});

test('what is not touched stays out of the edits', () => {
  const rounds = [
    [
      { start: 8, end: 9, newText: 'I' },
      { start: 1, end: 2, newText: 'BB' },
    ],
    [{ start: 5, end: 5, newText: '-' }],
  ];
  assert.deepEqual(composeEdits(10, rounds), [
    { start: 1, end: 2, newText: 'BB' },
    { start: 4, end: 4, newText: '-' },
    { start: 8, end: 9, newText: 'I' },
  ]);
});

test('any rounds', () => {
  const edit = fc.record({ start: fc.nat(30), length: fc.nat(5), newText: fc.stringMatching(/^[a-z]{0,3}$/) });
  fc.assert(
    fc.property(fc.stringMatching(/^[A-Z]{0,20}$/), fc.array(edit, { maxLength: 8 }), (text, wished) => {
      let expected = text;
      const rounds = wished.map(({ start, length, newText }) => {
        const from = Math.min(start, expected.length);
        const round = [{ start: from, end: Math.min(from + length, expected.length), newText }];
        expected = applyEdits(expected, round) ?? '';
        return round;
      });
      assert.equal(applyEdits(text, composeEdits(text.length, rounds)), expected);
    }),
    { numRuns: 2000 },
  );
});
