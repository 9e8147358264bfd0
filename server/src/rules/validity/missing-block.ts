/** A directive that opens a block needs its `{` (ngx_conf_file.c, ngx_conf_handler). */
import { replaceIn } from '../../analysis/edits.ts';
import { allOrNone } from '../../analysis/file-edits.ts';
import { refusal } from '../../analysis/refused.ts';
import type { Rule } from '../../analysis/rule.ts';

export const missingBlock: Rule = {
  id: 'missing-block',
  summary: 'A directive that opens a block has none',
  severity: 'error',
  fix: 'review',
  since: '0.1.0',
  nginx: {},
  references: ['https://nginx.org/en/docs/beginners_guide.html#conf_structure'],
  problems: ['missing-block'],

  *checkProblem(problem) {
    const { at, on } = problem;
    if (at === undefined || on === undefined) return;
    const { name, semicolon } = on.directive;
    const edit = semicolon === undefined ? undefined : { start: semicolon, end: semicolon + 1 };
    yield {
      at,
      message: `\`${name.text}\` needs a block, \`{ … }\`, where it ends in \`;\`. ${refusal(problem)}`,
      fixes:
        edit === undefined
          ? []
          : [
              {
                title: 'Write an empty block',
                safe: false,
                edits: ({ workspace }) => allOrNone([replaceIn(workspace, on, edit, ' {}')]),
              },
            ],
    };
  },
};
