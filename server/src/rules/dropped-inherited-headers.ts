/**
 * `proxy_set_header` is inherited whole or not at all: one line of it in a location cuts off every line further out
 * (ngx_http_proxy_module.c, ngx_http_proxy_merge_loc_conf).
 */
import { cutOffLevels, effective } from '../config/inherit.ts';
import { diagnose } from '../analysis/diagnosis.ts';
import { anchorOf } from '../analysis/edits.ts';
import { forwardFix } from '../analysis/forward.ts';
import { forwardsHandshake } from '../analysis/evidence.ts';
import type { Rule } from '../analysis/rule.ts';
import { headerFinding, received, soItFails } from '../analysis/wording.ts';

export const droppedInheritedHeaders: Rule = {
  id: 'dropped-inherited-headers',
  summary: 'A proxy_set_header at an inner level cuts off the WebSocket headers set further out',
  severity: 'error',
  fix: 'safe',
  since: '0.1.0',
  nginx: {},
  references: ['https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_set_header'],

  *checkTarget(target, context) {
    const diagnosis = diagnose(target, context);
    if (diagnosis?.cause !== 'dropped-inherited-headers') return;
    const lost = cutOffLevels(target.level, 'proxy_set_header')
      .flatMap(({ own }) => own.get('proxy_set_header') ?? [])
      .filter(forwardsHandshake);
    const [cutter] = effective(target.level, 'proxy_set_header');
    if (cutter === undefined) return;
    const names = lost.map(({ directive }) => `\`${directive.args[0]?.text ?? ''}\``).join(' and ');
    const header = cutter.directive.args[0]?.text ?? '';
    yield headerFinding(
      diagnosis,
      `\`proxy_set_header ${header}\` here cuts off the inherited ${names}: the backend receives ${received(diagnosis.upgrade)} and ${received(diagnosis.connection)}, ${soItFails}.`,
      {
        ...(cutter.includedBy === undefined ? { at: anchorOf(cutter) } : {}),
        related: [
          { at: anchorOf(cutter), message: 'This line cuts off all that are set further out.' },
          ...lost.map((line) => ({
            at: anchorOf(line),
            message: `\`${line.directive.args[0]?.text ?? ''}\` is set here, and lost.`,
          })),
        ],
        fixes: [forwardFix('Repeat the lost headers here', diagnosis, lost)],
      },
    );
  },
};
