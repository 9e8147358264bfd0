/** Half a handshake: `Connection: upgrade` announces an `Upgrade` header that nginx does not send by itself. */
import { aboutCause } from '../../knowledge/websocket/diagnosis.ts';
import { anchorOf } from '../../config/anchor.ts';
import { forwardFixes } from '../../knowledge/websocket/forward-fixes.ts';
import type { Rule } from '../../analysis/rule.ts';
import { misnamed } from '../../knowledge/websocket/misnamed.ts';
import { headerFinding, received, soItFails } from '../../knowledge/websocket/wording.ts';

export const missingUpgradeHeader: Rule = {
  id: 'missing-upgrade-header',
  summary: 'Connection is forwarded, but the Upgrade header does not reach the backend',
  severity: 'error',
  fix: 'safe',
  since: '0.1.0',
  nginx: { from: '1.3.13' },
  references: ['https://nginx.org/en/docs/http/websocket.html'],

  ...aboutCause('missing-upgrade-header', function* (diagnosis) {
    const { connection, target } = diagnosis;
    const slip = misnamed(target, 'Upgrade');
    yield headerFinding(
      diagnosis,
      `The backend receives ${received(connection)} but no \`Upgrade\` header, ${soItFails}: nginx forwards the client's only where \`proxy_set_header\` says so.`,
      {
        related: [
          ...(slip?.related ?? []),
          ...connection.lines.map((line) => ({ at: anchorOf(line), message: '`Connection` is set here.' })),
        ],
        fixes: slip?.fixes ?? forwardFixes('Forward the Upgrade header', diagnosis),
      },
    );
  }),
};
