/** Behind a closing quote nginx takes white space, `;`, `{` or `)` only (ngx_conf_file.c, ngx_conf_read_token). */
import type { Rule } from '../../analysis/rule.ts';
import { syntaxCheck } from '../../analysis/syntax-finding.ts';

export const textAfterQuote: Rule = {
  id: 'text-after-quote',
  summary: 'Text stands directly behind a closing quote',
  severity: 'error',
  fix: 'none',
  since: '0.1.0',
  nginx: {},
  references: ['https://nginx.org/en/docs/beginners_guide.html#conf_structure'],
  checkSyntax: syntaxCheck('text-after-quote', 'Separate the words', false),
};
