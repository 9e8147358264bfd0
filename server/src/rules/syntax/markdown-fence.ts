/** The line that begins or ends a block of code in an article becomes words of a directive (ngx_conf_file.c, ngx_conf_read_token). */
import type { Rule } from '../../analysis/rule.ts';
import { syntaxCheck } from '../../analysis/syntax-finding.ts';

export const markdownFence: Rule = {
  id: 'markdown-fence',
  summary: 'A line that marks code in an article came along with it',
  severity: 'error',
  fix: 'safe',
  since: '0.1.0',
  nginx: {},
  references: ['https://nginx.org/en/docs/beginners_guide.html#conf_structure'],
  checkSyntax: syntaxCheck('markdown-fence', 'Remove the line', true),
};
