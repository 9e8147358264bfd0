/** Without its `;` a directive takes the words of the next line as arguments (ngx_conf_file.c, ngx_conf_read_token). */
import type { Rule } from '../../analysis/rule.ts';
import { syntaxCheck } from '../../analysis/syntax-finding.ts';

export const missingSemicolon: Rule = {
  id: 'missing-semicolon',
  summary: 'A directive does not end in a semicolon',
  severity: 'error',
  fix: 'safe',
  since: '0.1.0',
  nginx: {},
  references: ['https://nginx.org/en/docs/beginners_guide.html#conf_structure'],
  checkSyntax: syntaxCheck('missing-semicolon', 'Insert the missing ;', true),
};
