/** A `{` ends a word without quotes and opens a block, also in a regular expression (ngx_conf_file.c, ngx_conf_read_token). */
import type { Rule } from '../../analysis/rule.ts';
import { syntaxCheck } from '../../analysis/syntax-finding.ts';

export const braceInRegex: Rule = {
  id: 'brace-in-regex',
  summary: 'A pattern with a brace stands without quotes',
  severity: 'error',
  fix: 'safe',
  since: '0.1.0',
  nginx: {},
  references: ['https://nginx.org/en/docs/http/ngx_http_rewrite_module.html#if'],
  checkSyntax: syntaxCheck('brace-in-regex', 'Put the pattern in quotes', true),
};
