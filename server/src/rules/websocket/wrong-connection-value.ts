/** `Connection` is set, but a WebSocket request reaches the backend without the word `upgrade` in it. */
import { aboutCause } from '../../knowledge/websocket/diagnosis.ts';
import { forwardFixes } from '../../knowledge/websocket/forward-fixes.ts';
import { repairMapFixes, valueLines } from '../../knowledge/websocket/header-value.ts';
import type { Rule } from '../../analysis/rule.ts';
import { headerFinding, placeOf, received, soItFails } from '../../knowledge/websocket/wording.ts';

export const wrongConnectionValue: Rule = {
  id: 'wrong-connection-value',
  summary: 'Connection is set, but does not say upgrade for a WebSocket request',
  severity: 'error',
  fix: 'safe',
  since: '0.1.0',
  nginx: { from: '1.3.13' },
  references: ['https://nginx.org/en/docs/http/websocket.html', 'https://nginx.org/en/docs/http/ngx_http_map_module.html'],

  ...aboutCause('wrong-connection-value', function* (diagnosis, context) {
    const { at, related, note } = valueLines(diagnosis.connection, context);
    const repairs = repairMapFixes(diagnosis.connection, context);
    yield headerFinding(
      diagnosis,
      `The backend receives ${received(diagnosis.connection)} instead of \`Connection: upgrade\`, ${soItFails}${note}.`,
      {
        at: at ?? placeOf(diagnosis.target),
        related,
        fixes: [
          ...repairs,
          ...forwardFixes(repairs.length === 0 ? 'Let Connection say upgrade' : 'Set Connection without this map', diagnosis),
        ],
      },
    );
  }),
};
