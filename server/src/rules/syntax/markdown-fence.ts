/** What an article puts around its code, or in place of some of it, becomes words of a directive (ngx_conf_file.c, ngx_conf_read_token). */
import type { Rule } from '../../analysis/rule.ts';
import type { TextEdit } from '../../syntax/tree.ts';
import { syntaxCheck } from '../../analysis/syntax-finding.ts';

export const markdownFence: Rule = {
  id: 'markdown-fence',
  summary: 'A line came along with copied code: the fence of an article, `...`, a ruler',
  severity: 'error',
  fix: 'safe',
  since: '0.1.0',
  nginx: {},
  references: ['https://nginx.org/en/docs/beginners_guide.html#conf_structure'],
  checkSyntax: syntaxCheck('markdown-fence', titleOf, true),
};

function titleOf({ newText }: TextEdit): string {
  if (newText === '') return 'Remove the line';
  return newText === '# ' ? 'Make it a comment' : 'Remove it from each line';
}
