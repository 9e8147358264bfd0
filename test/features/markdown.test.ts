/** Values of a configuration in Markdown: they end no code span, no cell and no link, and begin none. */
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { oneLine, sentence } from '../../server/src/analysis/one-line.ts';
import { code, codeCell, link, prose } from '../../server/src/features/markdown.ts';
import { commanding, hostileTexts, lone } from '../support/hostile.ts';

for (const [name, text] of Object.entries(hostileTexts)) {
  suite(name, () => {
    test('as one line', () => {
      for (const shown of [oneLine(text), sentence(`A value \`${text}\` here.`)]) {
        assert.doesNotMatch(shown, commanding);
        assert.ok(!shown.includes('\n') && shown.length <= 2000 && !lone.test(shown));
      }
    });

    test('in a code span', () => {
      const span = code(text);
      assert.doesNotMatch(span, commanding);
      const fence = /^`+/.exec(span)?.[0] ?? '';
      const inner = span.slice(fence.length, -fence.length);
      assert.ok(fence !== '' && span.endsWith(fence) && inner !== '' && span.length < 400);
      assert.ok(![...inner.matchAll(/`+/g)].some(([run]) => run === fence), span);
    });

    test('in a cell', () => {
      assert.doesNotMatch(codeCell(text), /(?<!\\)(?:\\\\)*\|/);
    });

    test('in a sentence', () => {
      for (const shown of [prose(`It sends the client to ${text}.`), prose(`The backend receives \`${text}\`, so it fails.`)]) {
        const outside = withoutSpans(shown);
        assert.doesNotMatch(outside, /(?<!\\)[[\]<>*_&]|:\/\//, shown.slice(0, 200));
        assert.doesNotMatch(shown, commanding);
      }
    });

    test('in a link', () => {
      const shown = link(text, `file:///etc/${encodeURIComponent(text.replaceAll(new RegExp(lone, 'g'), ''))}#L1`);
      assert.match(shown, /^\[(?:[^[\]\\]|\\.)*\]\(<[^<>]*>\)$/);
    });
  });
}

test('ordinary text stays as it is', () => {
  assert.equal(code('Connection: upgrade'), '`Connection: upgrade`');
  assert.equal(
    prose('The backend receives `Upgrade: websocket` (400, 404 or 426).'),
    'The backend receives `Upgrade: websocket` (400, 404 or 426).',
  );
  assert.equal(sentence('`Upgrade` is set here.'), '`Upgrade` is set here.');
  assert.equal(link('line 3', 'file:///a.conf#L3'), '[line 3](<file:///a.conf#L3>)');
});

/** What CommonMark reads outside of code spans. */
function withoutSpans(markdown: string): string {
  return markdown.replace(/\\[\s\S]|(?<!`)(`+)(?!`)[\s\S]*?(?<!`)\1(?!`)/g, (all, fence?: string) =>
    fence === undefined ? all : '',
  );
}
