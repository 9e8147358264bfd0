/** Locations of a server share nothing with each other: headers set in one do not count in the one that serves the URL. */
import { aboutCause } from '../../knowledge/websocket/diagnosis.ts';
import { stateOf } from '../../knowledge/websocket/header-state.ts';
import { anchorOf } from '../../config/anchor.ts';
import { forwardFixes } from '../../knowledge/websocket/forward-fixes.ts';
import { tryHandshake } from '../../handshake/attempt.ts';
import type { Rule } from '../../analysis/rule.ts';
import { headerFinding, nameOf, received, soItFails } from '../../knowledge/websocket/wording.ts';

export const headersInOtherLocation: Rule = {
  id: 'headers-in-other-location',
  summary: 'The WebSocket headers are in another location than the one that serves the URL',
  severity: 'error',
  fix: 'safe',
  since: '0.1.0',
  nginx: {},
  references: ['https://nginx.org/en/docs/http/ngx_http_core_module.html#location'],

  ...aboutCause('headers-in-other-location', function* (diagnosis, context) {
    const { sibling, upgrade, connection } = diagnosis;
    if (sibling === undefined) return;
    const passed = tryHandshake(sibling, context).upstream;
    const models = (['Upgrade', 'Connection'] as const).flatMap((name) => stateOf(name, sibling, passed).givers);
    const other = nameOf(sibling.location);
    yield headerFinding(
      diagnosis,
      `The WebSocket headers are set in ${other}, and locations share nothing: here the backend receives ${received(upgrade)} and ${received(connection)}, ${soItFails}.`,
      {
        related: models.map((line) => ({
          at: anchorOf(line),
          message: `\`${line.directive.args[0]?.text ?? ''}\` is set here, for ${other}.`,
        })),
        fixes: forwardFixes('Copy the WebSocket headers here', diagnosis, { models }),
      },
    );
  }),
};
