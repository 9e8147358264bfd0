/** Two `$` in front of a name: Compose and other tools write one of them, nginx takes neither for a variable (ngx_http_script_compile). */
import { replaceIn } from '../analysis/edits.ts';
import { allOrNone } from '../analysis/file-edits.ts';
import { refusal } from '../analysis/refused.ts';
import type { Finding } from '../analysis/rule.ts';
import { anchorOf } from '../config/anchor.ts';
import type { Placed } from '../config/model.ts';
import type { Word } from '../syntax/tree.ts';
import type { Problem } from '../validity/problem.ts';

export function hasDoubled(placed: Placed | undefined): boolean {
  return placed?.directive.args.some(isDoubled) === true;
}

/** At the first of its words that has them; the fix is for all of these. */
export function* aboutDoubled(problem: Pick<Problem, 'message'>, on: Placed): Iterable<Finding> {
  const words = on.directive.args.filter(isDoubled);
  yield {
    at: anchorOf(on, words[0]),
    message: `Two \`$\` in a row name no variable: in a file of Compose they stand for one, nginx has no such rule. ${refusal(problem)}`,
    fixes: [
      {
        title: 'Leave one $',
        safe: true,
        edits: ({ workspace }) => allOrNone(words.map((word) => replaceIn(workspace, on, word, word.raw.replace(twice, '$')))),
      },
    ],
  };
}

const twice = /\$\$(?=[A-Za-z_{])/g;

function isDoubled({ raw }: Word): boolean {
  return raw.search(twice) >= 0;
}
