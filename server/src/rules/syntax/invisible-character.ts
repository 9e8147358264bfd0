/** Blanks are space, tab, CR and LF to nginx; any other character becomes part of a word (ngx_conf_file.c, ngx_conf_read_token). */
import type { Rule } from '../../analysis/rule.ts';
import { syntaxCheck } from '../../analysis/syntax-finding.ts';

export const invisibleCharacter: Rule = {
  id: 'invisible-character',
  summary: 'A character that nobody sees is part of a word',
  severity: 'error',
  fix: 'safe',
  since: '0.1.0',
  nginx: {},
  references: ['https://nginx.org/en/docs/beginners_guide.html#conf_structure'],
  checkSyntax: syntaxCheck('invisible-character', ({ newText }) => (newText === '' ? 'Remove it' : 'Write what is seen'), true),
};
