/** Each file must close the blocks that it opens, included ones too (ngx_conf_file.c, ngx_conf_parse). */
import type { Rule } from '../../analysis/rule.ts';
import { syntaxCheck } from '../../analysis/syntax-finding.ts';

export const unclosedBlock: Rule = {
  id: 'unclosed-block',
  summary: 'A block has no closing brace',
  severity: 'error',
  fix: 'review',
  since: '0.1.0',
  nginx: {},
  references: ['https://nginx.org/en/docs/beginners_guide.html#conf_structure'],
  checkSyntax: syntaxCheck('unclosed-block', 'Close the block', false),
};
