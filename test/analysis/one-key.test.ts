/** What one key costs, counted: however large the text is, and however many locations a server has, as much is asked again. */
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { createAnalyzer, defaultOptions } from '../../server/src/analysis/analyze.ts';
import type { Rule } from '../../server/src/analysis/rule.ts';
import { buildConfig } from '../../server/src/config/build.ts';
import { noDisk } from '../../server/src/files/disk.ts';
import { createFiles, type Files } from '../../server/src/files/files.ts';
import { createMemory, type Question } from '../../server/src/query/memory.ts';
import { newestStable } from '../../server/src/reference/version.ts';
import { rules } from '../../server/src/rules/index.ts';
import { edited, textOf } from '../../server/src/syntax/text.ts';
import { problems } from '../../server/src/validity/problems.ts';
import { createMemo, type Memo } from '../../server/src/validity/reading/memo.ts';
import type { Shape } from '../../scripts/bench/shape.ts';
import { broken, locations } from '../../scripts/bench/shapes.ts';
import { host, hostOf } from '../../scripts/bench/sites.ts';
import { testParser } from '../support/parser.ts';

const parser = await testParser();
const options = { ...defaultOptions, nginx: newestStable };
const main = '/nginx.conf';

/** Pairs of which one is many times as large as the other. */
const pairs: Readonly<Record<string, readonly [Shape, Shape]>> = {
  '1,000 lines and 10,000': [hostOf(1_000), hostOf(10_000)],
  'servers that `set` the same variables, 20 and 200': [
    host(20, { set: ['set $shop main;'] }),
    host(200, { set: ['set $shop main;'] }),
  ],
  '40 locations and 2,000': [locations(40), locations(2000)],
  '40 broken locations and 800': [broken(40), broken(800)],
};

suite('one key', () => {
  for (const [name, [small, large]] of Object.entries(pairs)) {
    test(`rules are asked as often: ${name}`, () => {
      const [few, many] = [ruleRuns(small), ruleRuns(large)];
      assert.ok(few > 0);
      assert.ok(many <= few, `${String(many)} times, ${String(few)} in the small one`);
    });

    test(`nginx's reading is gone through as far: ${name}`, () => {
      const [few, many] = [blocksRead(small), blocksRead(large)];
      assert.ok(few > 0);
      assert.ok(many <= few, `${String(many)} blocks, ${String(few)} in the small one`);
    });
  }

  test('of a list of questions only those are asked again that concern what changed', () => {
    const counts = [20, 2000].map(questionsAsked);
    assert.deepEqual(counts, [1, 1]);
  });
});

/** How often any rule is asked anything after a key in the middle, when the same was typed before elsewhere. */
function ruleRuns(shape: Shape): number {
  let runs = 0;
  const counted = rules.map((rule): Rule => {
    const counting = { ...rule } as Record<string, unknown>;
    for (const [name, value] of Object.entries(rule)) {
      if (typeof value !== 'function') continue;
      counting[name] = (...given: unknown[]): unknown => {
        runs++;
        return (value as (...all: unknown[]) => unknown)(...given);
      };
    }
    return counting as unknown as Rule;
  });
  const analyze = createAnalyzer(counted);
  const { files, type } = opened(shape);
  analyze(files, main, options);
  for (const share of [0.1, 0.9]) {
    type(share);
    analyze(files, main, options);
  }
  type(0.5);
  runs = 0;
  analyze(files, main, options);
  return runs;
}

/** How many blocks are read again as nginx does, and asked of what was kept, after a key. */
function blocksRead(shape: Shape): number {
  let asked = 0;
  const kept = createMemo();
  const memo: Memo = {
    get(key) {
      asked++;
      return kept.get(key);
    },
    set: kept.set,
  };
  const { files, type } = opened(shape);
  const analyze = createAnalyzer([]);
  const judge = (): void => {
    const { config } = analyze(files, main, options);
    assert.deepEqual(
      problems(config, files, { nginx: newestStable, memo }),
      problems(buildConfig(files, main), files, { nginx: newestStable }),
    );
  };
  judge();
  type(0.9);
  judge();
  type(0.5);
  asked = 0;
  judge();
  return asked;
}

interface Opened {
  readonly files: Files;
  /** Types a digit at such a share of the places to type at. */
  readonly type: (share: number) => void;
}

function opened({ files: texts, typedIn, typed }: Shape): Opened {
  const files = createFiles(parser, noDisk);
  for (const [name, text] of texts) files.cover(`/${name}`, text);
  let source = textOf(texts.get(typedIn) ?? '');
  files.cover(`/${typedIn}`, source);
  return {
    files,
    type(share) {
      const text = source.whole();
      const places = [...text.matchAll(new RegExp(typed, 'g'))].map(({ index }) => index + typed.search(/\d/) + 1);
      const start = places[Math.floor(places.length * share)] ?? 0;
      const edit = { start, end: start, newText: '0' };
      source = edited(source, edit);
      files.edit(`/${typedIn}`, source, [edit]);
    },
  };
}

/** One of so many objects is another one: how many answers are worked out? */
function questionsAsked(count: number): number {
  let asked = 0;
  interface World {
    readonly part: { readonly value: number };
  }
  const memory = createMemory<World>({
    part: (_part, reading) => {
      const value = reading({ look: (it: World['part']) => it.value });
      return {
        get value() {
          return value();
        },
      };
    },
  });
  const question: Question<World, { readonly own: number }, number> = {
    answer: ({ own }, { world }) => {
      asked++;
      return own + world.part.value;
    },
  };
  const keys = Array.from({ length: count }, (_, own) => ({ own }));
  const purpose = {};
  memory.in({ part: { value: 1 } }).askEach({ question, keys, purpose });
  asked = 0;
  const next = keys.with(count / 2, { own: -1 });
  const answers = memory.in({ part: { value: 1 } }).askEach({ question, keys: next, purpose });
  assert.deepEqual(
    answers,
    next.map(({ own }) => own + 1),
  );
  return asked;
}
