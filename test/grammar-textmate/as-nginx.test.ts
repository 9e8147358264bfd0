/** Where the grammar sees comments, the ends of directives and braces of blocks, nginx's tokenizer does, and nowhere else. */
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import type { IGrammar } from 'vscode-textmate';
import { readTokens } from '../../server/src/syntax/tokens.ts';
import { fc } from '../support/dice.ts';
import { corpora, root } from '../support/parts.ts';
import { validText } from '../syntax/texts.ts';
import { loadGrammar, ownEngine } from './textmate.ts';

const { grammar } = await loadGrammar(ownEngine);

suite('the grammar splits a text as nginx does', () => {
  for (const folder of [join(root, 'examples'), ...corpora.map((corpus) => corpus.folder)])
    test(`configurations of ${folder.slice(folder.lastIndexOf('/') + 1)}`, () => {
      const texts = configurationsIn(folder).filter(([, text]) => isPlain(text));
      assert.ok(texts.length > 5, `${texts.length} texts`);
      for (const [file, text] of texts) assert.deepEqual(seen(grammar, text), read(text), file);
    });

  test('any text that nginx takes', () => {
    fc.assert(
      fc.property(validText.filter(isPlain), (text) => {
        assert.deepEqual(seen(grammar, text), read(text), JSON.stringify(text));
      }),
      { numRuns: 2000 },
    );
  });
});

/** No template, no Lua, no mistake, and lines as an editor has them. */
function isPlain(text: string): boolean {
  if (/\{\{|\{%|\{#|<%|_by_lua|\r(?!\n)|\\\r?\n|[\0\u2028\u2029]/.test(text)) return false;
  const kinds = Array.from(readTokens(text), ({ kind }) => kind);
  return !kinds.includes('error') && isBalanced(kinds);
}

function isBalanced(kinds: readonly string[]): boolean {
  let depth = 0;
  for (const kind of kinds) {
    if (kind === '{') depth++;
    if (kind === '}' && depth-- === 0) return false;
  }
  return depth === 0;
}

/** Offsets of what ends a statement, by the tokenizer. */
function read(text: string): readonly string[] {
  return Array.from(readTokens(text)).flatMap(({ kind, end }) =>
    kind === 'end' || kind === 'error' ? [] : [`${kind} ${end - 1}`],
  );
}

/** The same by the scopes of the grammar. */
function seen(by: IGrammar, text: string): readonly string[] {
  const found: string[] = [];
  let stack = null as Parameters<IGrammar['tokenizeLine']>[1];
  let start = 0;
  for (const line of text.split('\n')) {
    const { tokens, ruleStack } = by.tokenizeLine(line, stack);
    stack = ruleStack;
    for (const { scopes, startIndex } of tokens)
      if (scopes.some((it) => /^punctuation\.(terminator\.statement|section\.block)/.test(it)))
        found.push(`${line[startIndex] ?? ''} ${start + startIndex}`);
    start += line.length + 1;
  }
  return found;
}

function configurationsIn(folder: string): readonly (readonly [file: string, text: string])[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true }).flatMap((entry) => {
    const file = join(entry.parentPath, entry.name);
    return entry.isFile() && !/\.(jsonl?|md)$/.test(entry.name) ? [[file, readFileSync(file, 'utf8')] as const] : [];
  });
}
