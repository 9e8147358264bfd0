/** What else nginx cannot read: a stray `;` or `{`, a block without its `{` (ngx_conf_read_token). */
import type { Rule } from '../../analysis/rule.ts';
import { syntaxCheck } from '../../analysis/syntax-finding.ts';

export const syntaxError: Rule = {
  id: 'syntax-error',
  summary: 'A brace or a semicolon stands where nginx cannot read it',
  severity: 'error',
  fix: 'review',
  since: '0.1.0',
  nginx: {},
  references: ['https://nginx.org/en/docs/beginners_guide.html#conf_structure'],
  checkSyntax: syntaxCheck('syntax', ({ newText }) => titles[newText.trim()] ?? 'Correct it', false),
};

const titles: Readonly<Record<string, string>> = {
  '': 'Remove it',
  '{': 'Insert the missing {',
};
