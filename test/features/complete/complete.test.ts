/** Completion: drawn cases, and what must hold at every place of every text. */
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { completionsAt, type Completions } from '../../../server/src/features/complete/complete.ts';
import type { Completion } from '../../../server/src/features/complete/model.ts';
import { loadDocumentation } from '../../../server/src/reference/descriptions.ts';
import { drawnCases, type Drawn } from './drawn.ts';

const documentation = await loadDocumentation();

function ask({ analysis, path, offset }: Pick<Drawn, 'analysis' | 'path' | 'offset'>, trigger?: string): Completions | undefined {
  return completionsAt({
    ...{ analysis, path, offset, documentation, snippets: true, trigger },
    failed(part, error) {
      throw new Error(part, { cause: error });
    },
  });
}

function sorted({ items }: Completions): readonly Completion[] {
  return items.toSorted((a, b) => a.rank - b.rank || (a.label < b.label ? -1 : 1));
}

/** `first a, b`: the first labels; `has a, b`; `lacks a`; `nothing`; `replaces x`; `a => text`: what is written, with `⏎` and `→`. */
function holds(drawn: Drawn, expected: string): void {
  const [, trigger, rest = expected] = /^typed (\S) (.*)$/.exec(expected) ?? [];
  const found = ask(drawn, trigger);
  if (rest === 'nothing') {
    assert.deepEqual(found?.items.map(({ label }) => label) ?? [], []);
    return;
  }
  assert.ok(found, `nothing is offered: ${expected}`);
  const labels = sorted(found).map(({ label }) => label);
  const [, verb, list = ''] = /^(first|has|lacks|replaces) (.*)$/.exec(rest) ?? [];
  const wanted = list.split(', ');
  if (verb === 'first') assert.deepEqual(labels.slice(0, wanted.length), wanted);
  else if (verb === 'replaces') assert.equal(drawn.text.slice(found.replace.start, found.replace.end), list);
  else if (verb === 'has') for (const it of wanted) assert.ok(labels.includes(it), `${it} is missing in ${labels.join(', ')}`);
  else if (verb === 'lacks') for (const it of wanted) assert.ok(!labels.includes(it), `${it} is there`);
  else {
    const [label = '', text = ''] = rest.split(' => ');
    const item = found.items.find((it) => it.label === label);
    assert.ok(item, `${label} is missing in ${labels.join(', ')}`);
    const edits = item.edits?.map(({ newText }) => ` + ${newText.trim()}`).join('') ?? '';
    assert.equal((item.insert + edits).replaceAll('\n', '⏎').replaceAll('\t', '→'), text);
  }
}

suite('drawn cases', () => {
  for (const drawn of drawnCases('test/features/complete/cases.conf')) {
    test(drawn.name, () => {
      assert.ok(drawn.expected.length > 0);
      for (const expected of drawn.expected) holds(drawn, expected);
    });
  }
});

suite('at every place', () => {
  for (const drawn of drawnCases('test/features/complete/cases.conf')) {
    test(drawn.name, () => {
      for (let offset = 0; offset <= drawn.text.length; offset += 2) {
        const found = ask({ ...drawn, offset });
        if (found === undefined) continue;
        const labels = found.items.map(({ label }) => label);
        assert.equal(
          new Set(labels).size,
          labels.length,
          `twice at ${String(offset)}: ${labels.filter((it, at) => labels.indexOf(it) !== at).join(', ')}`,
        );
        assert.ok(found.replace.start <= offset && offset <= found.replace.end && found.insert.end === offset);
      }
    });
  }
});
