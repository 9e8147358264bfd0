/** What the editor is told of a file, kept as long as it is made of the same analyses. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Range } from 'vscode-languageserver/node';
import { createAnalyzer, defaultOptions } from '../../server/src/analysis/analyze.ts';
import { noDisk } from '../../server/src/files/disk.ts';
import { createFiles } from '../../server/src/files/files.ts';
import { createTelling } from '../../server/src/lsp/diagnostics.ts';
import { placesOf, type OpenText } from '../../server/src/lsp/open-text.ts';
import { newestStable } from '../../server/src/reference/version.ts';
import { rules } from '../../server/src/rules/index.ts';
import { textOf } from '../../server/src/syntax/text.ts';
import { testParser } from '../support/parser.ts';
import { broken } from '../support/sites.ts';

test('what is told of a file is made again only of another analysis, and is the same list where the same is said', async () => {
  const files = createFiles(await testParser(), noDisk);
  const analyze = createAnalyzer(rules);
  const options = { ...defaultOptions, nginx: newestStable };
  let asked = 0;
  let text = '';
  const rangeOf = (): Range => {
    asked++;
    return { start: { line: 0, character: 0 }, end: { line: 0, character: 1 } };
  };
  const textNow = (): OpenText => placesOf({ uri: '', languageId: 'nginx', version: 0 }, textOf(text));

  const telling = createTelling({ uriOf: (path) => `file://${path}`, textOf: textNow, rangeOf }, true);
  const told = (): readonly unknown[] => telling.of('/nginx.conf', [analyze(files, '/nginx.conf', options)]);
  const cover = (next: string): void => {
    text = next;
    files.cover('/nginx.conf', text);
  };
  cover(broken);
  const first = told();
  const made = asked;
  assert.ok(first.length > 0);
  assert.equal(told(), first);
  assert.equal(asked, made);
  cover(`${broken}\n`);
  assert.equal(told(), first);
  assert.ok(asked > made);
});
