/** Problems stay readable: the first clause of a message says what is so and why, in a length that a list of problems shows. */
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import { root } from '../support/parts.ts';

/** As they are drawn in the cases of the rules. */
function drawnIn(file: string): readonly string[] {
  const text = readFileSync(join(root, 'test/rules', file), 'utf8');
  return [...text.matchAll(/^#\s*\^+.*?(?:error|warning|information|hint)(?: \[[\w-]+\])?: (.*?)(?: => .*)?\r?$/gm)].map(
    ([, message = '']) => message,
  );
}

/** Up to what ends a clause outside of code. */
function firstClause(message: string): string {
  const masked = message.replace(/`[^`]*`|\([^)]*\)/g, (code) => 'x'.repeat(code.length));
  return message.slice(0, /[.:;](?:\s|$)/.exec(masked)?.index ?? message.length);
}

/** Words that a clause may not end with alone: they say that something is wrong, and not what. */
const vague = /^(?:this|the|an?) [\w ]+ (?:is (?:wrong|invalid|incorrect|bad|not valid)|cannot be used)$/i;

suite('messages of the rules', () => {
  for (const file of readdirSync(join(root, 'test/rules')).filter((it) => it.endsWith('.conf')))
    test(file, () => {
      for (const message of new Set(drawnIn(file))) {
        const clause = firstClause(message);
        assert.ok(clause.length >= 15 && clause.length <= 170, `${clause.length} characters: ${clause}`);
        assert.doesNotMatch(clause, vague, message);
        assert.match(message, /^(?:\p{Lu}|["'`«“]|nginx|freenginx|http)/u);
        assert.match(message, /[.?]$/);
        assert.ok(message.length <= 450, `${message.length} characters: ${message}`);
      }
    });

  test('there are hundreds', () => {
    const all = readdirSync(join(root, 'test/rules'))
      .filter((it) => it.endsWith('.conf'))
      .flatMap(drawnIn);
    assert.ok(new Set(all).size > 400, `${new Set(all).size}`);
  });
});
