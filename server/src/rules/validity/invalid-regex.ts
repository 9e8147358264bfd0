/** A pattern that cannot be compiled (ngx_regex.c, ngx_regex_compile). */
import { refusal } from '../../analysis/refused.ts';
import type { Rule } from '../../analysis/rule.ts';

export const invalidRegex: Rule = {
  id: 'invalid-regex',
  summary: 'A regular expression cannot be compiled',
  severity: 'error',
  fix: 'none',
  since: '0.1.0',
  nginx: {},
  references: [
    'https://nginx.org/en/docs/http/ngx_http_core_module.html#location',
    'https://www.pcre.org/current/doc/html/pcre2pattern.html',
  ],
  problems: ['invalid-regex'],

  *checkProblem(problem) {
    const { at } = problem;
    if (at !== undefined) yield { at, message: `This is no regular expression. ${refusal(problem)}` };
  },
};
