/** A `}` without an open block ends the reading of a file with an error (ngx_conf_file.c, ngx_conf_parse). */
import type { Rule } from '../../analysis/rule.ts';
import { syntaxCheck } from '../../analysis/syntax-finding.ts';

export const unexpectedClosingBrace: Rule = {
  id: 'unexpected-closing-brace',
  summary: 'A closing brace belongs to no block',
  severity: 'error',
  fix: 'review',
  since: '0.1.0',
  nginx: {},
  references: ['https://nginx.org/en/docs/beginners_guide.html#conf_structure'],
  checkSyntax: syntaxCheck('unexpected-closing-brace', 'Remove the }', false),
};
