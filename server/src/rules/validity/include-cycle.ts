/** A file that includes itself is read again and again, until nginx has no more files to open (ngx_conf_file.c, ngx_conf_include). */
import { refusal } from '../../analysis/refused.ts';
import type { Rule } from '../../analysis/rule.ts';
import { removeLine } from '../../analysis/settle.ts';

export const includeCycle: Rule = {
  id: 'include-cycle',
  summary: 'A file includes itself, by itself or through others',
  severity: 'error',
  fix: 'review',
  since: '0.1.0',
  nginx: {},
  references: ['https://nginx.org/en/docs/ngx_core_module.html#include'],

  problems: ['include-cycle'],

  *checkProblem(problem) {
    const { at, on, file = '' } = problem;
    if (at === undefined || on === undefined) return;
    yield {
      at,
      message: `\`${file}\` is being read when this line includes it, and so again and again. ${refusal(problem)}`,
      fixes: [removeLine('Remove the include', on, false)],
    };
  },
};
