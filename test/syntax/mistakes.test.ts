/** What is said about broken files, case by case: see mistakes.conf. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { suite, test } from 'node:test';
import type { SyntaxTree } from '../../server/src/syntax/tree.ts';
import { testParser } from '../support/parser.ts';
import { assertWhole, outline } from './checks.ts';
import { cases, file, head } from './mistakes.ts';

const parser = await testParser();

suite('mistakes', () => {
  const drawn = cases.map(({ name, lines, text }) => {
    const tree = parser.parse(text);

    test(name, () => {
      assertWhole(tree);
      if (process.env['UPDATE'] === undefined) assert.equal(draw(tree), `${lines.join('\n')}\n`);
      for (const variant of [text.replaceAll('\n', '\r\n'), text.replaceAll('    ', '\t')]) {
        assert.deepEqual(kinds(parser.parse(variant)), kinds(tree), 'other line ends or tabs change nothing');
      }
      if (tree.errors.every(({ repair }) => repair !== undefined)) {
        assert.deepEqual(kinds(parser.parse(repaired(tree))), [], 'nothing is wrong after the repairs');
      }
      for (const { repair } of tree.errors) {
        if (repair === undefined) continue;
        const after = text.slice(0, repair.start) + repair.newText + text.slice(repair.end);
        assert.deepEqual(outline(parser.parse(after, tree, [repair])), outline(parser.parse(after)));
        assert.ok(parser.parse(after).errors.length < tree.errors.length, 'a repair repairs something');
      }
    });
    return `# === ${name}\n${draw(tree)}`;
  });
  if (process.env['UPDATE'] !== undefined) writeFileSync(file, `${head.trimEnd()}\n\n${drawn.join('\n')}`);
});

function kinds(tree: SyntaxTree): string[] {
  return tree.errors.map(({ kind, message }) => `${kind}: ${message}`);
}

function repaired({ text, errors }: SyntaxTree): string {
  return errors.reduceRight((after, { repair }) => {
    return repair === undefined ? after : after.slice(0, repair.start) + repair.newText + after.slice(repair.end);
  }, text);
}

/** The text with each mistake marked below its line, and its repair behind `=>`. */
function draw({ text, errors }: SyntaxTree): string {
  let offset = 0;
  return text
    .trimEnd()
    .split('\n')
    .map((line) => {
      const start = offset;
      const end = (offset += line.length + 1);
      const marks = errors.filter((error) => error.start >= start && error.start < end);
      const drawn = marks.map(({ kind, message, start: from, end: to, repair }) => {
        const squiggle = `#~${' '.repeat(from - start)}${'^'.repeat(Math.min(to, end - 1) - from)}`;
        return `${squiggle} ${kind}: ${message}${repair === undefined ? '' : ` => ${change(text, repair.start, repair.end, repair.newText)}`}\n`;
      });
      return `${line === '' ? '' : `  ${line}`}\n${drawn.join('')}`;
    })
    .join('');
}

/** The repaired line, up to the end of what was inserted. */
function change(text: string, start: number, end: number, newText: string): string {
  const line = text.slice(0, start).split('\n').length;
  const before = text.slice(text.lastIndexOf('\n', Math.max(0, start - 1)) + 1, start).trim();
  return `line ${line}: ${start === 0 || text[start - 1] === '\n' ? '' : before}${newText === '' ? `[${text.slice(start, end)} deleted]` : newText.trim()}`;
}
