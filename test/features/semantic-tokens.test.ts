/** Semantic tokens: drawn below their lines. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { createAnalyzer, defaultOptions, type Analysis } from '../../server/src/analysis/analyze.ts';
import { semanticTokens } from '../../server/src/features/semantic-tokens.ts';
import { newestStable } from '../../server/src/reference/version.ts';
import { testParser } from '../support/parser.ts';
import { root } from '../support/parts.ts';
import { memoryWorkspace } from '../support/workspace.ts';

const parser = await testParser();
const path = '/nginx.conf';

function analysisOf(text: string): Analysis {
  return createAnalyzer([])(memoryWorkspace(parser, new Map([[path, text]])), path, { ...defaultOptions, nginx: newestStable });
}

test('each token is drawn below its line', () => {
  const drawn = readFileSync(join(root, 'test/features/semantic-tokens.conf'), 'utf8').split('\n');
  const isDrawing = (line: string): boolean => /^# +\^+ /.test(line);
  const text = drawn.filter((line) => !isDrawing(line)).join('\n');
  const tokens = semanticTokens(analysisOf(text), path, { start: 0, end: text.length });
  let start = 0;
  const found = text.split('\n').flatMap((line) => {
    const here = tokens.filter((it) => it.start >= start && it.end <= start + line.length);
    const rows = here.map((it) => `#${' '.repeat(it.start - start - 1)}${'^'.repeat(it.end - it.start)} ${it.kind}`);
    start += line.length + 1;
    return [line, ...rows];
  });
  assert.equal(found.join('\n'), drawn.join('\n'));
});

test('a part has the tokens of its directives; a line is not cut off where a file is not here', () => {
  const text =
    'http {\n  proxy_set_header A $host;\n  server {\n    location / { proxy_set_header B 1; proxy_pass http://a; }\n  }\n}\n';
  const kinds = (it: string, span = { start: 0, end: it.length }): readonly string[] =>
    semanticTokens(analysisOf(it), path, span).map(({ kind }) => kind);
  assert.deepEqual(kinds(text), ['cut off']);
  assert.deepEqual(kinds(text, { start: text.indexOf('server {'), end: text.length }), []);
  assert.deepEqual(kinds(text.replace('server {', 'server { include gone.conf;')), ['nginx variable']);
});
