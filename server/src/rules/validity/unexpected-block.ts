/** A directive without a block ends in `;` (ngx_conf_file.c, ngx_conf_handler). */
import { refusal } from '../../analysis/refused.ts';
import type { Rule } from '../../analysis/rule.ts';

export const unexpectedBlock: Rule = {
  id: 'unexpected-block',
  summary: 'A directive that takes no block has one',
  severity: 'error',
  fix: 'none',
  since: '0.1.0',
  nginx: {},
  references: ['https://nginx.org/en/docs/beginners_guide.html#conf_structure'],
  problems: ['unexpected-block'],

  *checkProblem(problem) {
    const { at, on } = problem;
    if (at === undefined || on === undefined) return;
    yield { at, message: `\`${on.directive.name.text}\` takes no block: it ends in \`;\`. ${refusal(problem)}` };
  },
};
