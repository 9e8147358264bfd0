/** An open quote swallows all that follows, `;` and line ends too (ngx_conf_file.c, ngx_conf_read_token). */
import type { Rule } from '../../analysis/rule.ts';
import { syntaxCheck } from '../../analysis/syntax-finding.ts';

export const unclosedQuote: Rule = {
  id: 'unclosed-quote',
  summary: 'A quoted text has no closing quote',
  severity: 'error',
  fix: 'review',
  since: '0.1.0',
  nginx: {},
  references: ['https://nginx.org/en/docs/beginners_guide.html#conf_structure'],
  checkSyntax: syntaxCheck('unclosed-quote', 'Insert the closing quote', false),
};
