/** Two entries of a table for the same thing (ngx_http_map_module.c, ngx_http_map; ngx_hash.c, ngx_hash_add_key). */
import { refusal } from '../../analysis/refused.ts';
import type { Fix, Rule } from '../../analysis/rule.ts';
import { removeLine } from '../../analysis/settle.ts';
import { anchorOf } from '../../config/anchor.ts';
import type { Placed } from '../../config/model.ts';

export const mapConflict: Rule = {
  id: 'map-conflict',
  summary: 'A map has two entries for the same value, or one that nginx cannot use',
  severity: 'error',
  fix: 'safe',
  since: '0.1.0',
  nginx: {},
  references: ['https://nginx.org/en/docs/http/ngx_http_map_module.html#map'],
  problems: ['map-conflict'],

  *checkProblem(problem) {
    const { at, on, earlier } = problem;
    if (at === undefined || on === undefined) return;
    yield {
      at,
      message: `This entry of the map cannot be beside the others. ${refusal(problem)}`,
      related: earlier === undefined ? [] : [{ at: anchorOf(earlier), message: 'It stands here first.' }],
      fixes: earlier === undefined ? [] : fixesFor(on, earlier),
    };
  },
};

/** Of two that say the same, one is enough. */
function fixesFor(placed: Placed, earlier: Placed): readonly Fix[] {
  const [one, other] = [placed, earlier].map(({ directive }) => directive.args[0]?.text);
  return [removeLine('Remove this entry', placed, one === other)];
}
