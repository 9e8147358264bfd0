/** A map is read at the http level only (ngx_http_map_module.c: NGX_HTTP_MAIN_CONF); anywhere else nginx refuses to start. */
import { anchorOf } from '../../config/anchor.ts';
import { moveToHttp } from '../../knowledge/websocket/map-fix.ts';
import type { DirectiveContext, Rule } from '../../analysis/rule.ts';

export const mapOutsideHttp: Rule = {
  id: 'map-outside-http',
  summary: 'A map stands in a block where nginx does not allow it',
  severity: 'error',
  fix: 'safe',
  since: '0.1.0',
  nginx: {},
  references: ['https://nginx.org/en/docs/http/ngx_http_map_module.html#map'],

  speaksFor: ['directive-not-allowed-here'],
  looksAtNames: ['map'],

  *checkDirective(placed, context) {
    const { directive, block, includedBy } = placed;
    if (block === undefined) return;
    const where = wrongPlace(context);
    if (where === undefined) return;
    const variable = directive.args[1]?.text ?? 'it defines';
    const level = context.around[0] === 'stream' ? 'stream' : 'http';
    yield {
      at: anchorOf(placed),
      message: `A \`map\` is not allowed ${where}, so nginx does not start. It belongs at the \`${level}\` level, where every server sees \`${variable}\`.`,
      related: [
        ...(includedBy === undefined ? [] : [{ at: anchorOf(includedBy), message: 'This include brings it here.' }]),
        ...(context.around.length === 0
          ? []
          : [{ at: { inBlock: anchorOf(includedBy ?? placed) }, message: 'This block is around it.' }]),
      ],
      fixes:
        level === 'http'
          ? [{ title: 'Move the map to the http level', safe: true, edits: (now) => moveToHttp(now, placed) }]
          : [],
    };
  },
};

/** Blocks of nginx that take directives, but no map; the lines of other blocks may be anything. */
const blocks = new Set(['server', 'location', 'upstream', 'if', 'limit_except', 'events']);

/** Words for the place when it is certainly wrong; `undefined` where a map may stand, or where that cannot be known. */
function wrongPlace({ around, context }: DirectiveContext): string | undefined {
  const name = around.at(-1);
  if (name !== undefined) {
    return blocks.has(name) ? `in ${/^[aeiou]/.test(name) ? 'an' : 'a'} \`${name}\` block` : undefined;
  }
  if (context === 'main') return 'outside the `http` block';
  return blocks.has(context)
    ? `in a file that is read inside ${context === 'upstream' ? 'an' : 'a'} \`${context}\` block`
    : undefined;
}
