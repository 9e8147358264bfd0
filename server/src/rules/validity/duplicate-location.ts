/** Two locations of one name in a block (ngx_http_core_module.c, ngx_http_join_exact_locations). */
import { refusal } from '../../analysis/refused.ts';
import type { Rule } from '../../analysis/rule.ts';
import { anchorOf, wholeOf } from '../../config/anchor.ts';

export const duplicateLocation: Rule = {
  id: 'duplicate-location',
  summary: 'Two locations of a block have the same path',
  severity: 'error',
  fix: 'none',
  since: '0.1.0',
  nginx: {},
  references: ['https://nginx.org/en/docs/http/ngx_http_core_module.html#location'],
  problems: ['duplicate-location'],

  *checkProblem(problem) {
    const { on, earlier } = problem;
    if (on === undefined) return;
    const { args } = on.directive;
    const [first] = args;
    const last = args.at(-1) ?? on.directive.name;
    const path = args.map(({ text }) => text).join(' ');
    const by = on.includedBy === undefined ? '' : ` (\`include ${on.includedBy.directive.args[0]?.text ?? ''}\` brings this one)`;
    yield {
      at: { ...anchorOf(on, last), start: first?.start ?? last.start },
      message: `\`location ${path}\` stands in this block twice${by}: what is in both belongs into one. ${refusal(problem)}`,
      related: earlier === undefined ? [] : [{ at: wholeOf(earlier), message: 'The first one is here.' }],
    };
  },
};
