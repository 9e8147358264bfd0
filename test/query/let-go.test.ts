/** Nothing is told to forget: what nobody holds is gone, however often one part of a world becomes another one. */
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { createMemory, type Question } from '../../server/src/query/memory.ts';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

interface Part {
  readonly items: readonly Item[];
}

interface Item {
  readonly number: number;
}

interface World {
  readonly whole: Part;
}

/** One item after the other becomes another one, as keys are typed here and there. */
async function stillHeld(question: Question<World, Item, unknown>, rounds: number): Promise<number> {
  const memory = createMemory<World>({
    whole: (_whole, reading) => {
      const items = reading({ look: (it: Part) => it.items });
      return {
        get items() {
          return items();
        },
      };
    },
  });
  let part: Part = { items: Array.from({ length: 100 }, (_, number) => ({ number })) };
  const purpose = {};
  const parts: WeakRef<Part>[] = [];
  for (let round = 0; round < rounds; round++) {
    memory.in({ whole: part }).askEach({ question, keys: part.items, purpose });
    parts.push(new WeakRef(part));
    part = { items: part.items.with((round % 3) * 40, { number: round }) };
  }
  await new Promise((resolve) => setImmediate(resolve));
  collectGarbage();
  memory.in({ whole: part }).askEach({ question, keys: part.items, purpose });
  return parts.filter((it) => it.deref() !== undefined).length;
}

suite('what was asked about is let go', () => {
  test('where answers are text', async () => {
    assert.ok((await stillHeld({ answer: ({ number }) => String(number) }, 600)) < 30);
  });

  test('where an answer holds the part of the world that it speaks of, not much longer than an edit may be taken back', async () => {
    const held = await stillHeld({ answer: (item, { world }) => ({ item, whole: world.whole }) }, 1500);
    assert.ok(held < 700, `${String(held)} of 1500 parts are held`);
  });
});
