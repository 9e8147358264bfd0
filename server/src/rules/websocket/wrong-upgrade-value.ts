/** `Upgrade` is set, but a WebSocket request reaches the backend with something else in it than `websocket`. */
import { aboutCause } from '../../knowledge/websocket/diagnosis.ts';
import { forwardFixes } from '../../knowledge/websocket/forward-fixes.ts';
import { repairMapFixes, valueLines } from '../../knowledge/websocket/header-value.ts';
import type { Rule } from '../../analysis/rule.ts';
import { headerFinding, placeOf, received, soItFails } from '../../knowledge/websocket/wording.ts';

export const wrongUpgradeValue: Rule = {
  id: 'wrong-upgrade-value',
  summary: 'Upgrade is set to something else than the client asks for',
  severity: 'error',
  fix: 'safe',
  since: '0.1.0',
  nginx: { from: '1.3.13' },
  references: [
    'https://nginx.org/en/docs/http/websocket.html',
    'https://nginx.org/en/docs/http/ngx_http_core_module.html#var_http_',
  ],

  ...aboutCause('wrong-upgrade-value', function* (diagnosis, context) {
    const { at, related, note } = valueLines(diagnosis.upgrade, context);
    const { upgrade, connection } = diagnosis;
    const [comes, wanted] = connection.good ? ['', ''] : [` and ${received(connection)}`, ' and `Connection: upgrade`'];
    yield headerFinding(
      diagnosis,
      `The backend receives ${received(upgrade)}${comes} instead of \`Upgrade: websocket\`${wanted}, ${soItFails}${note}.`,
      {
        at: at ?? placeOf(diagnosis.target),
        related,
        fixes: [...repairMapFixes(diagnosis.upgrade, context), ...forwardFixes('Set Upgrade to $http_upgrade', diagnosis)],
      },
    );
  }),
};
