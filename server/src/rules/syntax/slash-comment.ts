/** A comment begins with `#`; slashes begin a word like any other character (ngx_conf_file.c, ngx_conf_read_token). */
import type { Rule } from '../../analysis/rule.ts';
import { syntaxCheck } from '../../analysis/syntax-finding.ts';

export const slashComment: Rule = {
  id: 'slash-comment',
  summary: 'A comment is written as in another language',
  severity: 'error',
  fix: 'safe',
  since: '0.1.0',
  nginx: {},
  references: ['https://nginx.org/en/docs/beginners_guide.html#conf_structure'],
  checkSyntax: syntaxCheck('slash-comment', 'Begin the comment with #', true),
};
