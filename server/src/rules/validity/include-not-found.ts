/** A plain name must be there, a pattern may match nothing (ngx_conf_file.c, ngx_conf_include). */
import { refusal } from '../../analysis/refused.ts';
import type { Fix, ProblemContext, Rule } from '../../analysis/rule.ts';
import { changeWord, removeLine } from '../../analysis/settle.ts';
import type { Placed } from '../../config/model.ts';
import { nearest, nearIn } from '../../reference/near.ts';

export const includeNotFound: Rule = {
  id: 'include-not-found',
  summary: 'An included file is not there',
  severity: 'error',
  fix: 'review',
  since: '0.1.0',
  nginx: {},
  references: ['https://nginx.org/en/docs/ngx_core_module.html#include'],
  problems: ['include-not-found'],

  *checkProblem(problem, context) {
    const { at, on, file = '' } = problem;
    if (at === undefined || on === undefined) return;
    yield {
      at,
      message: `\`${file}\` is not there; names count from the folder of the main file. ${refusal(problem)}`,
      fixes: fixesFor(on, file, context),
    };
  },
};

/** A file of a similar name in the same folder, or none. */
function fixesFor(placed: Placed, file: string, { workspace }: ProblemContext): readonly Fix[] {
  const [word] = placed.directive.args;
  const slash = file.lastIndexOf('/');
  const name = file.slice(slash + 1);
  const meant = nearest(
    nearIn(
      workspace.list(file.slice(0, slash)).filter((it) => it !== name),
      name,
    ),
  );
  const without = removeLine('Remove the include', placed, false);
  if (word === undefined || meant === undefined || !word.raw.includes(name)) return [without];
  return [changeWord(`Include ${meant}`, placed, word, word.raw.replace(name, meant), false), without];
}
