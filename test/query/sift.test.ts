/** Parts of long lists: found by what changed, and the same as those that a fresh look finds. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createSift } from '../../server/src/query/sift.ts';
import { fc } from '../support/dice.ts';

interface Item {
  readonly number: number;
}

test('of a list that is nearly the same, only what changed is looked at', () => {
  for (const length of [100, 10_000]) {
    let looked = 0;
    const sift = createSift(({ number }: Item) => ++looked > 0 && number % 3 === 0);
    const first = itemsOf(length);
    sift(first);
    looked = 0;
    const second = first.with(length / 2, { number: 3 });
    const chosen = sift(second, first);
    const places = sift.places(second, first);
    assert.equal(looked, 1);
    assert.deepEqual(
      chosen,
      second.filter(({ number }) => number % 3 === 0),
    );
    assert.ok(places.includes(length / 2));
  }
});

test('the list of those that are chosen is the same as long as they are', () => {
  const sift = createSift(({ number }: Item) => number % 3 === 0);
  const first = itemsOf(100);
  const chosen = sift(first);
  const longer = first.toSpliced(50, 0, { number: 1 });
  assert.equal(sift(longer, first), chosen);
});

test('after any series of changes it is what a fresh look gives', () => {
  const change = fc.record({ at: fc.nat(200), removed: fc.nat(60), added: fc.array(fc.nat(9), { maxLength: 60 }) });
  fc.assert(
    fc.property(fc.nat(200), fc.array(change, { minLength: 1, maxLength: 8 }), (length, changes) => {
      const sift = createSift(({ number }: Item) => number % 3 === 0);
      let items: readonly Item[] = itemsOf(length);
      sift(items);
      for (const { at, removed, added } of changes) {
        const before = items;
        items = items.toSpliced(at, removed, ...added.map((number) => ({ number })));
        const fresh = createSift(({ number }: Item) => number % 3 === 0);
        assert.deepEqual(sift(items, before), fresh([...items]));
        assert.deepEqual(sift.places(items, before), fresh.places([...items]));
      }
    }),
  );
});

function itemsOf(length: number): readonly Item[] {
  return Array.from({ length }, (_, number) => ({ number }));
}
