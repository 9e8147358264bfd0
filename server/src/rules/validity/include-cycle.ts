/** A file that includes itself is read within itself, until it does not fit there or no more files may be opened (ngx_conf_include). */
import type { Rule } from '../../analysis/rule.ts';
import { removeLine } from '../../analysis/settle.ts';
import { anchorOf } from '../../config/anchor.ts';
import { includeName } from '../../config/made.ts';

export const includeCycle: Rule = {
  id: 'include-cycle',
  summary: 'A file includes itself, by itself or through others',
  severity: 'error',
  fix: 'review',
  since: '0.1.0',
  nginx: {},
  references: ['https://nginx.org/en/docs/ngx_core_module.html#include'],

  looksAtNames: ['include'],

  *checkDirective(placed) {
    const { directive, holds } = placed;
    if (!holds.problems.some(({ kind, at }) => kind === 'cycle' && at.directive === directive)) return;
    yield {
      at: anchorOf(placed, directive.args[0] ?? directive.name),
      message: `nginx is still reading \`${includeName(placed)}\` when this line includes it: it reads the file within itself, again and again, and does not start.`,
      fixes: [removeLine('Remove the include', placed, false)],
    };
  },
};
