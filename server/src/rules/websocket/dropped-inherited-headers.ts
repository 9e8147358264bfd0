/**
 * `proxy_set_header` is inherited whole or not at all: one line of it in a location cuts off every line further out
 * (ngx_http_proxy_module.c, ngx_http_proxy_merge_loc_conf).
 */
import { cutOffLevels, effective } from '../../config/inherit.ts';
import type { Level, Placed } from '../../config/model.ts';
import { aboutCause } from '../../knowledge/websocket/diagnosis.ts';
import { anchorOf } from '../../config/anchor.ts';
import { forwardFixes } from '../../knowledge/websocket/forward-fixes.ts';
import type { Rule } from '../../analysis/rule.ts';
import { broughtBy, headerFinding, received, soItFails } from '../../knowledge/websocket/wording.ts';

export const droppedInheritedHeaders: Rule = {
  id: 'dropped-inherited-headers',
  summary: 'A proxy_set_header at an inner level cuts off the WebSocket headers set further out',
  severity: 'error',
  fix: 'safe',
  since: '0.1.0',
  nginx: {},
  references: ['https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_set_header'],

  ...aboutCause('dropped-inherited-headers', function* (diagnosis) {
    const { upgrade, connection } = diagnosis;
    const lost = [upgrade, connection].flatMap(({ good, cutOff }) => (good || cutOff === undefined ? [] : [cutOff]));
    const { level } = diagnosis.target;
    const [cutter] = effective(level, 'proxy_set_header');
    if (cutter === undefined) return;
    const others = lostBeside(level);
    const include = broughtBy(cutter);
    const names = lost.map(headerOf).join(' and ');
    const where = include === undefined ? 'here' : `in \`${include.directive.args[0]?.text ?? ''}\``;
    yield headerFinding(
      diagnosis,
      `\`proxy_set_header ${cutter.directive.args[0]?.text ?? ''}\` ${where} cuts off the inherited ${names}: the backend receives ${received(upgrade)} and ${received(connection)}, ${soItFails}.${others.length === 0 ? '' : ` Lost with them: ${others.map(headerOf).join(', ')}.`}`,
      {
        at: include === undefined ? anchorOf(cutter) : anchorOf(include, include.directive.args[0]),
        related: [
          ...(include === undefined
            ? []
            : [{ at: anchorOf(cutter), message: 'This line cuts off all that are set further out.' }]),
          ...lost.map((line) => ({ at: anchorOf(line), message: `${headerOf(line)} is set here, and lost.` })),
        ],
        fixes: forwardFixes(`Repeat the lost ${lost.length + others.length === 1 ? 'header' : 'headers'} here`, diagnosis, {
          models: lost,
          lost: others,
        }),
      },
    );
  }),
};

/** What else the nearest level sets that is cut off, and nothing here sets again. */
function lostBeside(level: Level): readonly Placed[] {
  const nameOf = ({ directive }: Placed): string => directive.args[0]?.text.toLowerCase() ?? '';
  const here = new Set(effective(level, 'proxy_set_header').map(nameOf));
  const [nearest] = cutOffLevels(level, 'proxy_set_header');
  return (nearest?.own.get('proxy_set_header') ?? []).filter(
    (line) => !here.has(nameOf(line)) && !['upgrade', 'connection'].includes(nameOf(line)) && line.directive.args.length === 2,
  );
}

function headerOf({ directive }: Placed): string {
  return `\`${directive.args[0]?.text ?? ''}\``;
}
