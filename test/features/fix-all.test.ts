/** “Fix all” ends soon, also where fixes fail by the hundred, and takes those that pass beside others that do not. */
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { createAnalyzer, defaultOptions } from '../../server/src/analysis/analyze.ts';
import { applyEdits } from '../../server/src/analysis/edits.ts';
import { fixAll } from '../../server/src/features/fix-all.ts';
import { parseVersion } from '../../server/src/reference/version.ts';
import { rules } from '../../server/src/rules/index.ts';
import type { Parser } from '../../server/src/syntax/tree.ts';
import { testParser } from '../support/parser.ts';
import { memoryWorkspace } from '../support/workspace.ts';

const parser = await testParser();
const main = '/etc/nginx/nginx.conf';
const nginx = parseVersion('1.22.1') ?? assert.fail();

/** What the text becomes, and how many texts were tried on the way. */
function fixed(text: string): { readonly after: string; readonly tried: number } {
  let tried = 0;
  const counting: Parser = {
    parse: (...given) => {
      tried++;
      return parser.parse(...given);
    },
  };
  const analyzer = createAnalyzer(rules, (rule, error) => {
    throw new Error(`the rule ${rule} threw`, { cause: error });
  });
  const analysis = analyzer(memoryWorkspace(parser, new Map([[main, text]])), main, { ...defaultOptions, nginx });
  const { edits } = fixAll([analysis], counting, () => true);
  return { after: edits.reduce((now, it) => applyEdits(now, it.edits) ?? now, text), tried };
}

suite('fix all', () => {
  test('hundreds of fixes that fail cost a bounded number of trials', () => {
    const { tried } = fixed(`events {}\nhttp {\n${'a “b” c\n“x listen 80\n proxy_pass http://a // b\n}\n'.repeat(80)}`);
    assert.ok(tried > 0 && tried <= 160, `${tried} trials`);
  });

  test('a fix that fails does not keep the others back', () => {
    const location = (index: number) => `  location /a${index} {\n\u00A0\u00A0return 200;\n  proxy_set_header\n  }\n`;
    const { after } = fixed(
      `events {}\nhttp {\nserver {\nlisten 80;\n${Array.from({ length: 30 }, (_, index) => location(index)).join('')}}\n}\n`,
    );
    assert.ok(!after.includes('\u00A0'));
    assert.ok(!after.includes('proxy_set_header;'), 'what nginx refuses is not written');
  });
});
